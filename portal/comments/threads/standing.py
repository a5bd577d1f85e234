"""How a thread stands for one reader: its rules, how far one has read, how much one hears of it. One statement."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import String, and_, bindparam, exists, func, literal, select

from auth.audience import Actor
from portal.core import clock, db
from portal.core.db import Id
from portal.core.subjects import Ref
from portal.notifications import Mute, mark_read_about, mute, unmute

from ..models import Comment, Listener, Relocation, Rules, Visit

LEVELS = ("all", "me", "none")


class Standing(NamedTuple):
    """What holds for the thread, and what the reader has of it. `level` is empty for who has not chosen."""

    closed_at: datetime | None
    reason: str
    slow_minutes: int
    seen_at: datetime | None
    place_at: datetime | None
    place_id: int | None
    level: str
    has_moved: bool


def standing(actor: Actor, about: Ref) -> Standing:
    """Gives how the comments about a subject stand for the actor."""
    row = db.session.execute(_standing(db.dialect()), {"reader": actor.id, "kind": about.kind, "about": about.id}).one()
    level = "none" if row.is_muted else row.level or ""
    kept = (row.closed_at, row.reason or "", row.slow_minutes or 0, row.seen_at, row.place_at, row.place_id)
    return Standing(*kept, level, bool(row.has_moved))


@lru_cache(maxsize=2)
def _standing(_dialect: str) -> Any:
    reader, number = bindparam("reader", type_=Id), bindparam("about", type_=Id)
    kind = bindparam("kind", type_=String)

    def here(model: Any) -> Any:
        return and_(model.subject_kind == kind, model.subject_id == number)

    muted = exists().where(Mute.user_id == reader, Mute.about_kind == kind, Mute.about_id == number)
    columns = (Rules.closed_at, Rules.reason, Rules.slow_minutes, Visit.seen_at, Visit.place_at, Visit.place_id)
    one = select(literal(1).label("one")).subquery()
    joined = one.outerjoin(Rules, here(Rules)).outerjoin(Visit, and_(here(Visit), Visit.user_id == reader))
    joined = joined.outerjoin(Listener, and_(here(Listener), Listener.user_id == reader))
    moved = exists().where(here(Relocation)).label("has_moved")
    return select(*columns, Listener.level, muted.label("is_muted"), moved).select_from(joined)


def choose_level(actor: Actor, about: Ref, level: str) -> None:
    """Keeps how much the actor hears of a thread: all of it, only what speaks to the actor, or nothing."""
    if level == "none":
        mute(actor, about)
        return
    unmute(actor, about)
    follow(actor.id, about, level)


def follow(user_id: int, about: Ref, level: str, *, anew: bool = True) -> None:
    """Has somebody hear of a thread at this level; `anew` also where another one was chosen before."""
    row = {"user_id": user_id, "subject_kind": about.kind, "subject_id": about.id, "level": level}
    db.upsert(Listener, row, keys=("user_id", "subject_kind", "subject_id"), update={"level": level} if anew else {})


def readers_since(kind: str, subject_id: Any, since: datetime) -> Any:
    """Counts, as part of a statement, who has seen a subject since; `subject_id` is a column of that statement."""
    here = Visit.subject_kind == kind, Visit.subject_id == subject_id, Visit.seen_at >= since
    return select(func.count()).select_from(Visit).where(*here).scalar_subquery()


def visit(actor: Actor, about: Ref, until: datetime | None, place: int | None) -> None:
    """Keeps that the actor has seen what was there at an instant, and has read down to a comment.

    Neither goes back. What the actor was told about the subject is read too. A thread without comments leaves nothing.
    """
    mark_read_about(actor, about)
    if until is None and place is None:
        return
    now = clock.now()
    row: dict[str, Any] = {"user_id": actor.id, "subject_kind": about.kind, "subject_id": about.id}
    here = Comment.subject_kind == about.kind, Comment.subject_id == about.id
    thread_at = db.session.scalar(select(Comment.thread_at).where(Comment.id == place, *here)) if place else None
    kept = db.session.get(Visit, tuple(row.values()))
    seen_at = min(until, now) if until else now
    if kept is None:
        place = place if thread_at else None
        row |= {"seen_at": seen_at, "place_at": thread_at, "place_id": place}
        db.upsert(Visit, row, keys=("user_id", "subject_kind", "subject_id"), update={"seen_at": seen_at})
        return
    kept.seen_at = max(kept.seen_at, seen_at)
    if thread_at and (kept.place_at is None or (kept.place_at, kept.place_id or 0) < (thread_at, place or 0)):
        kept.place_at, kept.place_id = thread_at, place
    db.session.flush()
