"""mail: settings, choices, mails and those that came back; up to when a mail tells of a notice"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Applies the change."""
    op.add_column("notifications_notice", sa.Column("mailed_at", INSTANT, nullable=True))
    op.create_table(
        "mail_setting",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("digest", sa.String(length=8), nullable=False),
        sa.Column("digest_day", sa.Integer(), nullable=False),
        sa.Column("digest_minute", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("windows", JSON, nullable=False),
        sa.Column("rotates_from", sa.Date(), nullable=True),
        sa.Column("next_digest_at", INSTANT, nullable=True),
        sa.Column("paused_at", INSTANT, nullable=True),
        sa.CheckConstraint("digest IN ('daily', 'weekly', 'off')", name=op.f("ck_mail_setting_digest")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_mail_setting_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_mail_setting")),
    )
    op.create_index("ix_mail_setting_next", "mail_setting", ["next_digest_at", "user_id"])
    op.create_table(
        "mail_choice",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.CheckConstraint("choice IN ('now', 'digest', 'off')", name=op.f("ck_mail_choice_choice")),
        sa.ForeignKeyConstraint(["user_id"], ["auth_user.id"], name=op.f("fk_mail_choice_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "kind", name=op.f("pk_mail_choice")),
    )
    op.create_table(
        "mail_message",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("about_kind", sa.String(length=40), nullable=True),
        sa.Column("about_id", ID, nullable=True),
        sa.Column("items", JSON, nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'dropped', 'failed')", name=op.f("ck_mail_message_state")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_mail_message_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_message")),
    )
    op.create_index(
        "ix_mail_message_due", "mail_message", ["due_at", "id"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_mail_message_thread", "mail_message", ["user_id", "about_kind", "about_id", "id"])
    op.create_index("ix_mail_message_created", "mail_message", ["created_at"])
    op.create_table(
        "mail_bounce",
        sa.Column("message_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["mail_message.id"], name=op.f("fk_mail_bounce_message_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["auth_user.id"], name=op.f("fk_mail_bounce_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_mail_bounce")),
    )
    op.create_index("ix_mail_bounce_user", "mail_bounce", ["user_id", "at"])


def downgrade() -> None:
    """Takes it back."""
    for table in ("mail_bounce", "mail_message", "mail_choice", "mail_setting"):
        op.drop_table(table)
    op.drop_column("notifications_notice", "mailed_at")
