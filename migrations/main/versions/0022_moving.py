"""files: which pictures are there moving, too"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Applies the change."""
    column = sa.Column("is_moving", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("attachments_attachment", column)


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("attachments_attachment", "is_moving")
