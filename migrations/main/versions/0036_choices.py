"""provisioning, auth: what administrators chose; when a door last let somebody in"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "provisioning_choice",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_provisioning_choice")),
    )
    op.create_table(
        "auth_door",
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_auth_door")),
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("auth_door")
    op.drop_table("provisioning_choice")
