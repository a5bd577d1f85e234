"""attachments, search: what stands in files"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Applies the change."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "attachments_text",
        sa.Column("attachment_id", number, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fault", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments_attachment.id"],
            name=op.f("fk_attachments_text_attachment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachments_text")),
    )
    op.add_column("search_document", sa.Column("files", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("search_document", "files")
    op.drop_table("attachments_text")
