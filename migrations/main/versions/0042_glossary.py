"""search: a glossary, and what a document counts beside others of its kind"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

INDEX = "ALTER TABLE search_index"


def upgrade() -> None:
    """Applies the change."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "search_term",
        sa.Column("id", number, nullable=False),
        sa.Column("concept", number, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("term", sa.String(120), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_term")),
    )
    op.create_index("ix_search_term_key", "search_term", ["key"])
    op.create_index("ix_search_term_concept", "search_term", ["concept"])
    op.add_column("search_document", sa.Column("worth", sa.Float(), server_default="1", nullable=False))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{INDEX} ADD COLUMN worth real NOT NULL DEFAULT 1")
        op.execute(f"{INDEX} ADD COLUMN language varchar(2) NOT NULL DEFAULT ''")
        op.execute(f"{INDEX} ADD COLUMN group_key varchar(64)")


def downgrade() -> None:
    """Takes it back."""
    if op.get_bind().dialect.name == "postgresql":
        for column in ("group_key", "language", "worth"):
            op.execute(f"{INDEX} DROP COLUMN {column}")
    op.drop_column("search_document", "worth")
    op.drop_table("search_term")
