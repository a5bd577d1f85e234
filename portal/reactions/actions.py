"""Reacting, and taking it back. The counts on the subject's row change with it, one person at a time."""

from typing import Any

from sqlalchemy import and_, delete, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value

from auth.audience import Actor
from auth.policy import get, require
from portal.core import clock, db, events, subjects
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref

from .events import Reacted, Unreacted
from .kinds import KINDS
from .models import Reaction
from .queries import mine

_NAMES = frozenset(kind.name for kind in KINDS)


def react(actor: Actor, subject: Ref, kind: str) -> Any:
    """Gives the subject the actor's reaction, in place of an earlier one, and gives the subject's row.

    Raises NotFound, Forbidden, and Invalid for a kind that does not exist.
    """
    if kind not in _NAMES:
        raise Invalid("kind", _("Choose one of the options."))
    thing = _open(actor, subject)
    former = mine(actor, subject)
    if former == kind:
        return thing
    key = {"subject_kind": subject.kind, "subject_id": subject.id, "user_id": actor.id}
    change = {"kind": kind, "created_at": clock.now()}
    db.upsert(Reaction, key | change, keys=tuple(key), update=change)
    _count(thing, former, kind)
    said: dict[str, Any] = {"actor_id": actor.id, "subject": subject, "audience": thing.audience}
    events.publish(Reacted(**said, kind=kind, former=former))
    return thing


def take_back(actor: Actor, subject: Ref) -> Any:
    """Takes the actor's reaction back, if there is one, and gives the subject's row. Raises NotFound and Forbidden."""
    thing = _open(actor, subject)
    former = mine(actor, subject)
    if former is None:
        return thing
    own = delete(Reaction).where(
        Reaction.subject_kind == subject.kind, Reaction.subject_id == subject.id, Reaction.user_id == actor.id
    )
    db.session.execute(own.execution_options(synchronize_session=False))
    _count(thing, former, None)
    events.publish(Unreacted(actor_id=actor.id, subject=subject, audience=thing.audience, former=former))
    return thing


def drop_doubled(gone_id: int, kept_id: int) -> None:
    """Takes the reactions of one account back wherever the other one has reacted too: both are the same person."""
    theirs = aliased(Reaction)
    same = and_(theirs.subject_kind == Reaction.subject_kind, theirs.subject_id == Reaction.subject_id)
    doubled = select(Reaction).join(theirs, same).where(Reaction.user_id == gone_id, theirs.user_id == kept_id)
    for reaction in db.session.scalars(doubled).all():
        thing = db.session.get(subjects.get(reaction.subject_kind).model, reaction.subject_id, with_for_update=True)
        if thing is not None:
            _count(thing, reaction.kind, None)
        db.session.delete(reaction)
    db.session.flush()


def hand_over(origin: Ref, subject: Ref) -> None:
    """Has what people felt about one subject be felt about a new one; the caller hands over the counts."""
    here = (Reaction.subject_kind == origin.kind, Reaction.subject_id == origin.id)
    moved = update(Reaction).where(*here).values(subject_kind=subject.kind, subject_id=subject.id)
    db.session.execute(moved.execution_options(synchronize_session=False))


def subject_of(actor: Actor, subject: Ref) -> Any:
    """Gives the row that can be reacted to. Raises NotFound for one unseen or without reactions."""
    kind = subjects.get(subject.kind)
    if "reactions" not in kind.traits:
        raise NotFound
    return get(actor, kind.model, subject.id)


def _open(actor: Actor, subject: Ref) -> Any:
    """The lock makes people who react at once wait for each other, so no count is lost."""
    thing = subject_of(actor, subject)
    require(actor, "react", thing)
    model: Any = type(thing)
    counts = db.session.scalar(select(model.reactions).where(model.id == thing.id).with_for_update())
    set_committed_value(thing, "reactions", dict(counts or {}))
    return thing


def _count(thing: Any, former: str | None, kind: str | None) -> None:
    counts = dict(thing.reactions)
    if former is not None:
        counts[former] = counts.get(former, 0) - 1
    if kind is not None:
        counts[kind] = counts.get(kind, 0) + 1
    kept = {name: n for name, n in counts.items() if n > 0}
    model: Any = type(thing)
    change = update(model).where(model.id == thing.id).values(reactions=kept)
    db.session.execute(change.execution_options(synchronize_session=False))
    set_committed_value(thing, "reactions", kept)
