"""drafts: what else a form asks for than words is kept with them, such as the urgency of a question"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0054"
down_revision = "0053"

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Applies the change."""
    op.add_column("drafts_draft", sa.Column("choices", JSON, server_default="{}", nullable=False))


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("drafts_draft") as table:
        table.drop_column("choices")
