"""posts"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "posts_post",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("has_files", sa.Boolean(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("reactions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(length=40), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("former", sa.String(length=64), nullable=True),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(body) <= 21000", name=op.f("ck_posts_post_body")),
        sa.ForeignKeyConstraint(["author_id"], ["auth_user.id"], name=op.f("fk_posts_post_author_id")),
        sa.ForeignKeyConstraint(["removed_by"], ["auth_user.id"], name=op.f("fk_posts_post_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts_post")),
    )
    with op.batch_alter_table("posts_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posts_post_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_post_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_posts_post_pinned", ["audience", "is_pinned"], unique=False)
        batch_op.create_index("ix_posts_post_removed", ["removed_at"], unique=False)
        batch_op.create_index("uq_posts_post_sent", ["author_id", "client_key"], unique=True)

    op.create_table(
        "posts_bookmark",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts_post.id"], name=op.f("fk_posts_bookmark_post_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_posts_bookmark_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "post_id", name=op.f("pk_posts_bookmark")),
    )
    with op.batch_alter_table("posts_bookmark", schema=None) as batch_op:
        batch_op.create_index("ix_posts_bookmark_newest", ["user_id", "at", "post_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_bookmark_post_id"), ["post_id"], unique=False)


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("posts_bookmark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posts_bookmark_post_id"))
        batch_op.drop_index("ix_posts_bookmark_newest")

    op.drop_table("posts_bookmark")
    with op.batch_alter_table("posts_post", schema=None) as batch_op:
        batch_op.drop_index("uq_posts_post_sent")
        batch_op.drop_index("ix_posts_post_removed")
        batch_op.drop_index("ix_posts_post_pinned")
        batch_op.drop_index(batch_op.f("ix_posts_post_author_id"))
        batch_op.drop_index(batch_op.f("ix_posts_post_audience"))

    op.drop_table("posts_post")
