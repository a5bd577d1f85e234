"""find: how often something that a search found was opened"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """Applies the change."""
    op.add_column("find_note", sa.Column("last_at", sa.DateTime(timezone=True)))
    op.add_column("find_note", sa.Column("searches", sa.Integer(), server_default="0", nullable=False))
    op.add_column("find_note", sa.Column("opened", sa.Integer(), server_default="0", nullable=False))
    op.add_column("find_note", sa.Column("is_opened", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Takes it back."""
    for name in ("is_opened", "opened", "searches", "last_at"):
        op.drop_column("find_note", name)
