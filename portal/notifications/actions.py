"""Telling people, marking as read, muting, choosing."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, delete, insert, or_, select, true, update

from auth.audience import EVERYONE, Actor, AudienceMoved, members_of_key, shared
from auth.models import User
from portal.core import clock, db, events, realtime
from portal.core.errors import NotFound
from portal.core.events import Event
from portal.core.jobs import enqueue, job
from portal.core.statements import among, run_each
from portal.core.subjects import Ref
from portal.groups import muted_in

from . import kinds
from .events import Noticed
from .models import Mute, Notice, Setting

_NAMES_KEPT = 3
BATCH = 500


def notify(  # noqa: PLR0913  (what is said has that many parts, each by its name)
    user_ids: Iterable[int],
    event: Event,
    *,
    kind: str,
    notice: str,
    about: Ref,
    fold: str,
    data: dict[str, Any] | None = None,
    repeated: dict[str, Any] | None = None,
    forced: bool = False,
) -> list[int]:
    """Tells people what happened, in this transaction; gives the ids of those who are told.

    Leaves out the actor, who does not hold the event's audience, who switched the kind off, and who muted the subject
    or the group. An unread notice with the same `fold` takes the repeat in, and `repeated` into its data. `forced` ones
    reach also who switched off or muted, and by mail at once; their data say so.
    """
    wanted = set(user_ids) - {event.actor_id}
    if not wanted:
        return []
    said: dict[str, Any] = {"said": str(event.subject)}
    if forced:
        said["forced"] = True
    data, repeated = said | (data or {}), None if repeated is None else said | repeated
    row = {"kind": kind, "notice": notice, "audience": event.audience, "fold": fold, "data": data}
    told = _listeners(wanted, event.audience, kind, about, forced=forced)
    _write(told, event.actor_id, about, row, repeated)
    return told


def notify_audience(
    event: Event, *, kind: str, notice: str, about: Ref, fold: str, data: dict[str, Any] | None = None
) -> None:
    """Tells everybody who holds the event's audience of their own; a job opens it in batches."""
    enqueue(
        open_audience,
        actor_id=event.actor_id,
        audience=event.audience,
        about=str(about),
        row={"kind": kind, "notice": notice, "audience": event.audience, "fold": fold, "data": data or {}},
    )


@job
def open_audience(*, actor_id: int, audience: str, about: str, row: dict[str, Any], after: int = 0) -> None:
    """Tells the next batch of an audience and asks for the one behind it."""
    members = members_of_key(audience).where(User.id > after).order_by(User.id).limit(BATCH)
    user_ids = list(db.session.scalars(members))
    subject = Ref.parse(about)
    _write(_listeners(set(user_ids) - {actor_id}, audience, row["kind"], subject), actor_id, subject, row)
    if len(user_ids) == BATCH:
        enqueue(open_audience, actor_id=actor_id, audience=audience, about=about, row=row, after=user_ids[-1])


def _listeners(user_ids: set[int], audience: str, kind: str, about: Ref, *, forced: bool = False) -> list[int]:
    reached = select(User.id).where(User.id.in_(sorted(user_ids)), User.is_active, _holders(audience))
    if forced:
        return list(db.session.scalars(reached.order_by(User.id)))
    settings = select(Setting.user_id).where(Setting.kind == kind)
    chosen = settings.where(Setting.is_on) if not kinds.find(kind).default else settings.where(~Setting.is_on)
    by_choice = User.id.in_(chosen) if not kinds.find(kind).default else User.id.not_in(chosen)
    muted = select(Mute.user_id).where(Mute.about_kind == about.kind, Mute.about_id == about.id)
    statement = reached.where(by_choice, User.id.not_in(muted))
    if audience.startswith("group:"):
        statement = statement.where(User.id.not_in(muted_in(audience)))
    return list(db.session.scalars(statement.order_by(User.id)))


def _holders(audience: str) -> ColumnElement[bool]:
    if audience == EVERYONE:
        return true()
    return or_(shared(audience), User.id.in_(members_of_key(audience)))


def _write(
    user_ids: list[int], actor_id: int, about: Ref, row: dict[str, Any], repeated: dict[str, Any] | None = None
) -> None:
    if not user_ids:
        return
    now = clock.now()
    same = select(Notice.id, Notice.user_id, Notice.actor_ids, Notice.people).where(
        Notice.user_id.in_(user_ids), Notice.fold == row["fold"], Notice.read_at.is_(None)
    )
    unread = list(db.session.execute(same.with_for_update()))
    _take_in(unread, actor_id, now, row["data"] | (repeated or {}))
    known = {found.user_id for found in unread}
    fresh = [user_id for user_id in user_ids if user_id not in known]
    common = row | {"about_kind": about.kind, "about_id": about.id, "actor_ids": [actor_id], "people": 1, "at": now}
    if fresh:
        db.session.execute(insert(Notice), [common | {"user_id": user_id} for user_id in fresh])
    realtime.nudge_users(user_ids, "Noticed")
    said = {"actor_id": actor_id, "subject": about, "audience": row["audience"]}
    forced = bool(row["data"].get("forced"))
    events.publish(Noticed(**said, user_ids=tuple(user_ids), kind=row["kind"], fold=row["fold"], forced=forced))


def _take_in(unread: list[Any], actor_id: int, now: datetime, data: dict[str, Any]) -> None:
    """Takes the repeat into unread notices: all that then say the same at once, as they do in one thread."""
    alike: dict[tuple[tuple[int, ...], int], list[int]] = {}
    for found in unread:
        others = [known for known in found.actor_ids if known != actor_id]
        people = found.people if len(others) < len(found.actor_ids) else found.people + 1
        alike.setdefault((tuple([actor_id, *others][:_NAMES_KEPT]), people), []).append(found.id)
    said = {"new_at": now, "new_data": data}
    given = [
        said | {"ids": ids, "new_actor_ids": list(actor_ids), "new_people": people}
        for (actor_ids, people), ids in alike.items()
    ]
    run_each(_repeat(db.dialect()), given)


@lru_cache(maxsize=2)
def _repeat(_dialect: str) -> Update:
    """Wants `ids`, and what the notices then say."""
    said = ("actor_ids", "people", "at", "data")
    return update(Notice).where(among(Notice.id, "ids")).values({name: bindparam(f"new_{name}") for name in said})


def mark_read(actor: Actor, notice_id: int) -> None:
    """Marks one of the actor's notices as read. Raises NotFound for one of somebody else."""
    own = update(Notice).where(Notice.id == notice_id, Notice.user_id == actor.id).values(read_at=clock.now())
    if not db.session.execute(own.returning(Notice.id)).all():
        raise NotFound
    realtime.nudge_users([actor.id], "Read")


def mark_read_about(actor: Actor, about: Ref) -> None:
    """Marks all that the actor was told about a subject as read, as when it is opened."""
    statement = update(Notice).where(
        Notice.user_id == actor.id,
        Notice.about_kind == about.kind,
        Notice.about_id == about.id,
        Notice.read_at.is_(None),
    )
    if db.session.execute(statement.values(read_at=clock.now()).returning(Notice.id)).all():
        realtime.nudge_users([actor.id], "Read")


def mark_all_read(actor: Actor) -> datetime:
    """Marks everything as read and gives the instant, with which `unread_again` takes it back."""
    now = clock.now()
    db.session.execute(update(Notice).where(Notice.user_id == actor.id, Notice.read_at.is_(None)).values(read_at=now))
    realtime.nudge_users([actor.id], "Read")
    return now


def unread_again(actor: Actor, instant: datetime) -> None:
    """Takes back what was marked at that instant, except where a new notice has taken the place."""
    newer = select(Notice.fold).where(Notice.user_id == actor.id, Notice.read_at.is_(None))
    statement = update(Notice).where(Notice.user_id == actor.id, Notice.read_at == instant, Notice.fold.not_in(newer))
    db.session.execute(statement.values(read_at=None).execution_options(synchronize_session=False))
    realtime.nudge_users([actor.id], "Noticed")


def follow_subject(event: AudienceMoved) -> None:
    """Gives what people were told about a subject the audience that the subject has now."""
    statement = update(Notice).where(
        Notice.about_kind == event.subject.kind,
        Notice.about_id == event.subject.id,
        Notice.audience == event.former,
    )
    db.session.execute(statement.values(audience=event.audience).execution_options(synchronize_session=False))


def follow_many(kind: str, ids: Any, former: str, audience: str) -> None:
    """Gives what people were told about many subjects, such as a thread's comments, the audience of those now."""
    statement = update(Notice).where(Notice.about_kind == kind, Notice.about_id.in_(ids), Notice.audience == former)
    db.session.execute(statement.values(audience=audience).execution_options(synchronize_session=False))


def mute(actor: Actor, about: Ref) -> None:
    """Stops notices about a subject for the actor."""
    row = {"user_id": actor.id, "about_kind": about.kind, "about_id": about.id}
    db.upsert(Mute, row, keys=("user_id", "about_kind", "about_id"), update={})


def unmute(actor: Actor, about: Ref) -> None:
    """Lets notices about a subject through again."""
    db.session.execute(
        delete(Mute).where(Mute.user_id == actor.id, Mute.about_kind == about.kind, Mute.about_id == about.id)
    )


def choose(actor: Actor, wanted: set[str]) -> None:
    """Keeps which kinds the actor wants to hear of, and which habits suit the actor."""
    for name in [*(kind.name for kind in kinds.all_kinds()), *(habit.name for habit in kinds.all_habits())]:
        is_on = name in wanted
        row = {"user_id": actor.id, "kind": name, "is_on": is_on}
        db.upsert(Setting, row, keys=("user_id", "kind"), update={"is_on": is_on})
