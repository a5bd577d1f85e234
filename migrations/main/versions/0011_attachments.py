"""attachments"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "attachments_attachment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=True),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("thumb_digest", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("mimetype", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("alt", sa.String(length=500), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["uploaded_by"], ["auth_user.id"], name=op.f("fk_attachments_attachment_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments_attachment")),
    )
    with op.batch_alter_table("attachments_attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_attachment_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_attachment_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_attachment_digest"), ["digest"], unique=False)
        batch_op.create_index("ix_attachments_attachment_subject", ["subject_kind", "subject_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_attachment_thumb_digest"), ["thumb_digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_attachment_uploaded_by"), ["uploaded_by"], unique=False)


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("attachments_attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachments_attachment_uploaded_by"))
        batch_op.drop_index(batch_op.f("ix_attachments_attachment_thumb_digest"))
        batch_op.drop_index("ix_attachments_attachment_subject")
        batch_op.drop_index(batch_op.f("ix_attachments_attachment_digest"))
        batch_op.drop_index(batch_op.f("ix_attachments_attachment_created_at"))
        batch_op.drop_index(batch_op.f("ix_attachments_attachment_audience"))

    op.drop_table("attachments_attachment")
