"""Purging comments: those of a subject that is gone, and those that were removed long ago."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import aliased

from portal.core import clock, db
from portal.core.jobs import enqueue, every, job
from portal.core.purging import delete_some, purged
from portal.core.subjects import Ref

from .models import Comment, Listener, Relocation, Revision, Rules, Visit

BATCH = 100
PURGE_DAYS = 30
VISIT_DAYS = 120
VISITS = 5000


@job
def purge_thread(*, kind: str, subject_id: int) -> None:
    """Deletes the next comments about a subject that is gone, and asks for those behind them."""
    about = select(Comment.id).where(Comment.subject_kind == kind, Comment.subject_id == subject_id)
    # Replies first: deleting what they answer would take them along without a word.
    ids = db.session.scalars(about.order_by(Comment.parent_id.is_(None), Comment.id).limit(BATCH)).all()
    _purge(ids)
    if len(ids) == BATCH:
        enqueue(purge_thread, kind=kind, subject_id=subject_id)


@job
def forget_thread(*, kind: str, subject_id: int) -> None:
    """Deletes the next of what was kept about the thread of a subject that is gone, and asks for the rest."""
    left = [
        delete_some(model, model.subject_kind == kind, model.subject_id == subject_id)
        for model in (Rules, Visit, Listener, Relocation)
    ]
    if any(left):
        enqueue(forget_thread, kind=kind, subject_id=subject_id)


@every(hours=24)
def forget_old_visits() -> None:
    """Deletes how far people have read where they have not been for long."""
    if delete_some(Visit, Visit.seen_at < clock.now() - timedelta(days=VISIT_DAYS), most=VISITS):
        enqueue(forget_old_visits)


@every(hours=24)
def purge_removed_comments() -> None:
    """Deletes comments that were removed long ago; of one that has replies only the text goes."""
    is_old = Comment.removed_at < clock.now() - timedelta(days=PURGE_DAYS)
    reply = aliased(Comment)
    alone = select(Comment.id).where(is_old, ~exists().where(reply.parent_id == Comment.id))
    ids = db.session.scalars(alone.order_by(Comment.id).limit(BATCH)).all()
    _purge(ids)
    answered = select(Comment.id).where(is_old, Comment.html != "").order_by(Comment.id).limit(BATCH)
    emptied = update(Comment).where(Comment.id.in_(answered)).values(body="", html="", plain="").returning(Comment.id)
    texts = db.session.scalars(emptied.execution_options(synchronize_session=False)).all()
    former = delete(Revision).where(Revision.comment_id.in_(texts))
    db.session.execute(former.execution_options(synchronize_session=False))
    if BATCH in (len(ids), len(texts)):
        enqueue(purge_removed_comments)


def _purge(ids: Sequence[int]) -> None:
    gone = delete(Comment).where(Comment.id.in_(ids))
    db.session.execute(gone.execution_options(synchronize_session=False))
    for comment_id in ids:
        purged(Ref("comment", comment_id))
