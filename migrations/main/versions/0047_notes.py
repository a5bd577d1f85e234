"""find: what was looked for, without whom"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "find_note",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("term", sa.String(80), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("was_empty", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("has_asked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("month", "term", "mark", name=op.f("pk_find_note")),
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("find_note")
