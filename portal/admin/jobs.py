"""What follows from administration and takes a while."""

from typing import Any

from sqlalchemy import select

from portal.core import db, subjects
from portal.core.jobs import enqueue, job
from search import put

STRETCH = 200


@job
def index_again(*, kind: str, user_id: int, after: int) -> None:
    """Has what somebody wrote found under the name that the person has now, a stretch at a time."""
    known = subjects.get(kind)
    model: Any = known.model
    some = select(model).where(model.author_id == user_id, model.id > after).order_by(model.id).limit(STRETCH)
    rows = list(db.session.scalars(some))
    for row in rows:
        document = known.document(row) if known.document is not None else None
        if document is not None:
            put(document)
    if len(rows) == STRETCH:
        enqueue(index_again, key=f"{kind}:{user_id}:{rows[-1].id}", kind=kind, user_id=user_id, after=rows[-1].id)


def index_all_again(user_id: int) -> None:
    """Has everything that somebody wrote found under the name that the person has now."""
    for kind in ("post", "comment", "question"):
        enqueue(index_again, key=f"{kind}:{user_id}", kind=kind, user_id=user_id, after=0)
