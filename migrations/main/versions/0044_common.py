"""search: which words are common"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "search_common",
        sa.Column("token", sa.String(200), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_search_common")),
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("search_common")
