"""files: a kind, how far the work on them is, and pictures in several widths"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_FILES = "attachments_attachment"


def upgrade() -> None:
    """Applies the change."""
    op.add_column(_FILES, sa.Column("source_digest", sa.String(length=64), nullable=True))
    op.add_column(_FILES, sa.Column("kind", sa.String(length=10), server_default="other", nullable=False))
    op.add_column(_FILES, sa.Column("state", sa.String(length=10), server_default="ready", nullable=False))
    op.add_column(_FILES, sa.Column("fault", sa.String(length=20), nullable=True))
    op.create_index(op.f("ix_attachments_attachment_source_digest"), _FILES, ["source_digest"])
    op.create_index("ix_attachments_attachment_place", _FILES, ["audience", "id"])
    op.execute(f"UPDATE {_FILES} SET kind = 'picture' WHERE width IS NOT NULL")  # noqa: S608  (a constant)
    op.execute(
        f"UPDATE {_FILES} SET kind = 'document' WHERE width IS NULL AND mimetype <> 'application/zip'"  # noqa: S608
    )
    op.create_table(
        "attachments_rendition",
        sa.Column("attachment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("width", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments_attachment.id"],
            name=op.f("fk_attachments_rendition_attachment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attachment_id", "width", "format", name=op.f("pk_attachments_rendition")),
    )
    op.create_index(op.f("ix_attachments_rendition_digest"), "attachments_rendition", ["digest"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_index(op.f("ix_attachments_rendition_digest"), "attachments_rendition")
    op.drop_table("attachments_rendition")
    op.drop_index("ix_attachments_attachment_place", _FILES)
    op.drop_index(op.f("ix_attachments_attachment_source_digest"), _FILES)
    op.drop_column(_FILES, "fault")
    op.drop_column(_FILES, "state")
    op.drop_column(_FILES, "kind")
    op.drop_column(_FILES, "source_digest")
