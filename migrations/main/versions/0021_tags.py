"""the tags of comments, for suggestions; an index for what one person wrote, newest first"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
BATCH, MOST = 500, 20
TAG = re.compile(r'href="/search\?q=%23([^"&]+)"')
COMMENTS = sa.table("comments_comment", sa.column("id"), sa.column("html"), sa.column("tags", JSON))


def upgrade() -> None:
    """Applies the change."""
    op.add_column("comments_comment", sa.Column("tags", JSON, server_default="[]", nullable=False))
    _read_tags()
    op.create_index(
        "ix_comments_comment_tagged",
        "comments_comment",
        ["created_at", "audience"],
        sqlite_where=sa.text("tags <> '[]'"),
        postgresql_where=sa.text("tags <> '[]'"),
    )
    op.create_index("ix_posts_post_written", "posts_post", ["author_id", "published_at", "id"])
    op.drop_index("ix_posts_post_author_id", "posts_post")


def _read_tags() -> None:
    """Finds the tags of what is there; so they are offered from the first minute on."""
    change = sa.update(COMMENTS).where(COMMENTS.c.id == sa.bindparam("comment")).values(tags=sa.bindparam("found"))
    for batch in _batches():
        found = [{"comment": row.id, "found": _tags(row.html)} for row in batch]
        if tagged := [row for row in found if row["found"]]:
            op.get_bind().execute(change, tagged)


def _batches() -> Iterator[list[sa.Row]]:
    some = sa.select(COMMENTS.c.id, COMMENTS.c.html).where(COMMENTS.c.html.contains("/search?q=%23", autoescape=True))
    last = 0
    while batch := list(op.get_bind().execute(some.where(COMMENTS.c.id > last).order_by(COMMENTS.c.id).limit(BATCH))):
        yield batch
        last = batch[-1].id


def _tags(html: str) -> list[str]:
    return list(dict.fromkeys(unquote(tag) for tag in TAG.findall(html)))[:MOST]


def downgrade() -> None:
    """Takes it back."""
    op.create_index("ix_posts_post_author_id", "posts_post", ["author_id"])
    op.drop_index("ix_posts_post_written", "posts_post")
    op.drop_index("ix_comments_comment_tagged", "comments_comment")
    op.drop_column("comments_comment", "tags")
