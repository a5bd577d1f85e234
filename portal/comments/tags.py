"""The tags in comments, for the suggestions while one writes."""

from typing import Any

from sqlalchemy import Select, select, text

from auth.audience import Actor, holds

from .models import Comment


def newest_tags(actor: Actor, limit: int) -> Select[Any]:
    """Selects the tags of the newest tagged comments that the actor may see, a list a comment."""
    # As an expression, so that SQLite walks the tagged comments from the newest instead of sorting all visible ones.
    audience = Comment.audience.concat("")
    tagged = select(Comment.tags).where(text("comments_comment.tags <> '[]'"), holds(actor, audience))
    return tagged.order_by(Comment.created_at.desc()).limit(limit)
