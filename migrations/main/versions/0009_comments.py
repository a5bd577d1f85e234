"""comments"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "comments_comment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("thread_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("reactions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["auth_user.id"], name=op.f("fk_comments_comment_author_id")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["comments_comment.id"], name=op.f("fk_comments_comment_parent_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["removed_by_id"], ["auth_user.id"], name=op.f("fk_comments_comment_removed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments_comment")),
        sa.UniqueConstraint("author_id", "client_key", name=op.f("uq_comments_comment_author_id_client_key")),
    )
    with op.batch_alter_table("comments_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comments_comment_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_comments_comment_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_comments_comment_changed", ["subject_kind", "subject_id", "changed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_comments_comment_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            "ix_comments_comment_thread", ["subject_kind", "subject_id", "thread_at", "id"], unique=False
        )


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("comments_comment", schema=None) as batch_op:
        batch_op.drop_index("ix_comments_comment_thread")
        batch_op.drop_index(batch_op.f("ix_comments_comment_parent_id"))
        batch_op.drop_index("ix_comments_comment_changed")
        batch_op.drop_index(batch_op.f("ix_comments_comment_author_id"))
        batch_op.drop_index(batch_op.f("ix_comments_comment_audience"))

    op.drop_table("comments_comment")
