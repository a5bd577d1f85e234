"""notifications"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "notifications_mute",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about_kind", sa.String(length=40), nullable=False),
        sa.Column("about_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_notifications_mute_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "about_kind", "about_id", name=op.f("pk_notifications_mute")),
    )
    op.create_table(
        "notifications_notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("notice", sa.String(length=120), nullable=False),
        sa.Column("about_kind", sa.String(length=40), nullable=False),
        sa.Column("about_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("fold", sa.String(length=120), nullable=False),
        sa.Column("actor_ids", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_notifications_notice_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_notice")),
    )
    with op.batch_alter_table("notifications_notice", schema=None) as batch_op:
        batch_op.create_index("ix_notifications_notice_about", ["about_kind", "about_id", "user_id"], unique=False)
        batch_op.create_index("ix_notifications_notice_list", ["user_id", "at", "id"], unique=False)
        batch_op.create_index(
            "uq_notifications_notice_fold",
            ["user_id", "fold"],
            unique=True,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )

    op.create_table(
        "notifications_setting",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_notifications_setting_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "kind", name=op.f("pk_notifications_setting")),
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("notifications_setting")
    with op.batch_alter_table("notifications_notice", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_notifications_notice_fold",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
        batch_op.drop_index("ix_notifications_notice_list")
        batch_op.drop_index("ix_notifications_notice_about")

    op.drop_table("notifications_notice")
    op.drop_table("notifications_mute")
