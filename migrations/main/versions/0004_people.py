"""People: profiles, topics, languages, following, departments; photos are found by their digest."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Applies the change."""
    op.create_index("ix_auth_user_photo", "auth_user", ["photo"])
    op.create_table(
        "people_topic",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_topic")),
        sa.UniqueConstraint("key", name=op.f("uq_people_topic_key")),
    )
    op.create_index("ix_people_topic_people_count", "people_topic", ["people_count", "id"])

    op.create_table(
        "people_department",
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("head_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["head_id"], ["auth_user.id"], name=op.f("fk_people_department_head_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["auth_unit.id"], name=op.f("fk_people_department_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_people_department")),
    )
    op.create_index("ix_people_department_head_id", "people_department", ["head_id"])

    op.create_table(
        "people_follow",
        sa.Column("follower_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("followed_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("follower_id <> followed_id", name=op.f("ck_people_follow_other")),
        sa.ForeignKeyConstraint(
            ["followed_id"], ["auth_user.id"], name=op.f("fk_people_follow_followed_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["auth_user.id"], name=op.f("fk_people_follow_follower_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("follower_id", "followed_id", name=op.f("pk_people_follow")),
    )
    op.create_index("ix_people_follow_followed_id", "people_follow", ["followed_id"])

    op.create_table(
        "people_profile",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_html", sa.Text(), nullable=False),
        sa.Column("pronouns", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("room", sa.String(length=80), nullable=False),
        sa.Column("visibility", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_people_profile_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_people_profile")),
    )
    op.create_table(
        "people_profile_topic",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["people_topic.id"], name=op.f("fk_people_profile_topic_topic_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_people_profile_topic_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "topic_id", name=op.f("pk_people_profile_topic")),
    )
    op.create_index("ix_people_profile_topic_topic_id_user_id", "people_profile_topic", ["topic_id", "user_id"])

    op.create_table(
        "people_spoken",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.CheckConstraint("level IN ('everyone', 'colleagues', 'me')", name=op.f("ck_people_spoken_level")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_people_spoken_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "code", name=op.f("pk_people_spoken")),
    )
    op.create_index("ix_people_spoken_code_user_id", "people_spoken", ["code", "user_id"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_auth_user_photo", "auth_user")
    op.drop_table("people_spoken")
    op.drop_table("people_profile_topic")
    op.drop_table("people_profile")
    op.drop_table("people_follow")
    op.drop_table("people_department")
    op.drop_table("people_topic")
