"""posts: what is drawn of their files has a version; indexes for tags and for purging"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Applies the change."""
    op.add_column("posts_post", sa.Column("files_version", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "ix_posts_post_tagged",
        "posts_post",
        ["published_at", "audience"],
        sqlite_where=sa.text("tags <> '[]'"),
        postgresql_where=sa.text("tags <> '[]'"),
    )
    op.create_index(
        "ix_comments_comment_removed",
        "comments_comment",
        ["removed_at"],
        sqlite_where=sa.text("removed_at IS NOT NULL"),
        postgresql_where=sa.text("removed_at IS NOT NULL"),
    )
    op.create_index("ix_notifications_mute_about", "notifications_mute", ["about_kind", "about_id"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_notifications_mute_about", "notifications_mute")
    op.drop_index("ix_comments_comment_removed", "comments_comment")
    op.drop_index("ix_posts_post_tagged", "posts_post")
    op.drop_column("posts_post", "files_version")
