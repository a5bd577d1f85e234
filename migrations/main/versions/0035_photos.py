"""provisioning: what was made of the photo that a source keeps"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Applies the change."""
    op.add_column("provisioning_record", sa.Column("picture", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("provisioning_record") as table:
        table.drop_column("picture")
