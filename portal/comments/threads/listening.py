"""Who hears of the comments in a thread."""

from typing import Any

from sqlalchemy import Select, select, union

from portal.core.subjects import Ref
from portal.notifications import declined

from ..models import Comment, Listener

HABIT = "follow-threads"


def listeners(about: Ref, comment_id: int, *others: Select[Any], after: int = 0) -> Select[Any]:
    """Selects, by id, those who hear of a comment about a subject as of every other there.

    They are the `others`, who wrote in the thread before unless that is not their habit, and who asked for all, except
    those who want to hear only of what speaks to them.
    """
    here = (Listener.subject_kind == about.kind, Listener.subject_id == about.id)
    wrote = select(Comment.author_id).where(
        Comment.subject_kind == about.kind,
        Comment.subject_id == about.id,
        Comment.removed_at.is_(None),
        Comment.id < comment_id,
        Comment.author_id.not_in(declined(HABIT)),
    )
    asked = select(Listener.user_id).where(*here, Listener.level == "all")
    user_id = union(wrote, asked, *others).subquery().c[0]
    only_me = select(Listener.user_id).where(*here, Listener.level == "me")
    return select(user_id).where(user_id > after, user_id.not_in(only_me)).order_by(user_id)
