"""comments: what goes on as something of another kind"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Applies the change."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "comments_turn",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("number", number, nullable=False),
        sa.Column("into_kind", sa.String(40), nullable=False),
        sa.Column("into_number", number, nullable=False),
        sa.PrimaryKeyConstraint("kind", "number", name=op.f("pk_comments_turn")),
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("comments_turn")
