"""mail: those that were refused for good, for the page of those who look after mail"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Applies the change."""
    failed = sa.text("state = 'failed'")
    op.create_index(
        "ix_mail_message_failed", "mail_message", ["created_at"], sqlite_where=failed, postgresql_where=failed
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_mail_message_failed", "mail_message")
