"""Tags to choose from while writing: those that colleagues used where the writer may read them."""

import json
from collections import Counter

from sqlalchemy import Text, cast, select, text, union_all

from auth.audience import Actor, holds
from portal.comments import newest_tags
from portal.core import db
from portal.core.text import TAG, clean

from .models import Post

NEWEST, MOST = 1000, 8


def tag_options(actor: Actor, typed: str) -> list[str]:
    """Gives tags that begin with what was typed, the most used first, from the newest posts and comments one may see.

    Nothing is kept beside them: a tag that only stands where the actor may not look is never given.
    """
    start = clean(typed).lower()
    if TAG.fullmatch(f"#{start}x") is None:
        return []
    # As an expression, so that SQLite walks the tagged posts from the newest instead of sorting all that one may see.
    audience = Post.audience.concat("")
    tagged = select(Post.tags).where(text("posts_post.tags <> '[]'"), holds(actor, audience))
    posts = tagged.order_by(Post.published_at.desc()).limit(NEWEST).subquery()
    comments = newest_tags(actor, NEWEST).subquery()
    newest = union_all(select(posts.c.tags), select(comments.c.tags)).subquery()
    found = select(newest.c.tags).where(cast(newest.c.tags, Text).contains(_begun(start), autoescape=True))
    used = Counter(tag for tags in db.session.scalars(found) for tag in tags if tag.startswith(start))
    return sorted(used, key=lambda tag: (-used[tag], tag))[:MOST]


def _begun(start: str) -> str:
    """How a list that has such a tag is kept: SQLite keeps what was written, with letters beyond ASCII escaped."""
    return json.dumps(start, ensure_ascii=db.dialect() == "sqlite")[:-1]
