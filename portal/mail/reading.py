"""Loading what a batch of mails needs with a few statements, and what each reader may see of it now."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select

from auth.audience import Actor, actor_columns, actor_from, knowing, shared_among
from auth.models import User
from auth.policy import sees
from portal.core import db
from portal.core.errors import NotFound
from portal.core.subjects import Ref
from portal.groups import GroupCard, names_of
from portal.notifications import Entry, Gathered, Mute, Notice, entry, gather

from .models import Choice, Message, Setting


class Reader(NamedTuple):
    """Somebody who gets mail."""

    actor: Actor
    email: str
    setting: Setting


@dataclass(frozen=True)
class Told:
    """One thing that a mail tells: the notice as it is shown, what caused it, and where it stands."""

    entry: Entry
    kind: str
    said: Any
    place: GroupCard | None
    audience: str


@dataclass(frozen=True)
class Batch:
    """All that some mails need."""

    readers: dict[int, Reader]
    notices: dict[int, Notice]
    gathered: Gathered
    muted: set[tuple[int, Ref]]
    stopped: set[tuple[int, str]]
    places: dict[str, GroupCard]
    former: dict[int, int]


def load(messages: list[Message]) -> Batch:
    """Loads what the mails need; the keys of each reader are those of this moment."""
    ids = sorted({item["id"] for message in messages for item in message.items if "id" in item})
    rows = list(db.session.scalars(select(Notice).where(Notice.id.in_(ids)))) if ids else []
    said = [ref for message in messages for item in message.items if (ref := _said(item)) is not None]
    audiences = {row.audience for row in rows}
    gathered = gather(rows, said)
    audiences |= {thing.audience for thing in gathered.things.values() if hasattr(thing, "audience")}
    return Batch(
        readers=_readers({message.user_id for message in messages}, shared_among(audiences)),
        notices={row.id: row for row in rows},
        gathered=gathered,
        muted=_muted(messages, rows),
        stopped=_stopped({message.user_id for message in messages}),
        places=names_of(audiences),
        former=_former(messages),
    )


def told(batch: Batch, message: Message, reader: Reader) -> list[Told]:
    """Gives what the mail tells its reader, in the present language: unread, visible now, neither muted nor stopped.

    What is forced may be muted or stopped.
    """
    found: list[Told] = []
    if message.kind == "digest" and reader.setting.digest == "off":
        return found
    for item in message.items:
        row = batch.notices.get(item.get("id", 0))
        if row is None or row.read_at is not None or not _wants(batch, row) or not _may_see(batch, reader.actor, row):
            continue
        shown = entry(row, batch.gathered)
        if shown is not None:
            said = _visible_said(batch, reader.actor, item)
            found.append(Told(shown, row.kind, said, batch.places.get(row.audience), row.audience))
    return found


def _wants(batch: Batch, row: Notice) -> bool:
    if is_forced(row):
        return True
    about = Ref(row.about_kind, row.about_id)
    return (row.user_id, about) not in batch.muted and (row.user_id, row.kind) not in batch.stopped


def is_forced(row: Any) -> bool:
    """Whether a notice, or the entry that shows it, comes by mail whatever its reader chose."""
    return bool(row.data.get("forced"))


def _may_see(batch: Batch, actor: Actor, row: Notice) -> bool:
    thing = batch.gathered.things.get(Ref(row.about_kind, row.about_id))
    if thing is None or not actor.holds(row.audience):
        return False
    meant_for_me = row.audience == f"user:{actor.id}" or getattr(thing, "author_id", None) == actor.id
    return meant_for_me or sees(actor, thing)


def _visible_said(batch: Batch, actor: Actor, item: dict[str, Any]) -> Any:
    ref = _said(item)
    thing = batch.gathered.things.get(ref) if ref else None
    return thing if thing is not None and sees(actor, thing) else None


def _said(item: dict[str, Any]) -> Ref | None:
    try:
        return Ref.parse(item.get("said", ""))
    except NotFound:
        return None


def _readers(user_ids: set[int], shared: frozenset[str]) -> dict[int, Reader]:
    people = (
        actor_columns()
        .add_columns(User.email, Setting)
        .join(Setting, Setting.user_id == User.id)
        .where(User.id.in_(sorted(user_ids)), User.is_active, User.email.is_not(None), Setting.paused_at.is_(None))
    )
    return {
        row.id: Reader(knowing(actor_from(row), shared), row.email, row.Setting) for row in db.session.execute(people)
    }


def _muted(messages: list[Message], rows: list[Notice]) -> set[tuple[int, Ref]]:
    if not rows:
        return set()
    own = select(Mute.user_id, Mute.about_kind, Mute.about_id).where(
        Mute.user_id.in_({message.user_id for message in messages}), Mute.about_id.in_({row.about_id for row in rows})
    )
    return {(row.user_id, Ref(row.about_kind, row.about_id)) for row in db.session.execute(own)}


def _stopped(user_ids: set[int]) -> set[tuple[int, str]]:
    """Who has ended mails of which kind, perhaps while they waited."""
    off = select(Choice.user_id, Choice.kind).where(Choice.user_id.in_(sorted(user_ids)), Choice.choice == "off")
    return {(row.user_id, row.kind) for row in db.session.execute(off)}


def _former(messages: list[Message]) -> dict[int, int]:
    """The mail before in the same thread to the same person, by mail: what it answers in a mail program's eyes."""
    ids = [message.id for message in messages if message.about_kind is not None]
    if not ids:
        return {}
    before = Message.__table__.alias("before")
    pairs = (
        select(Message.id, func.max(before.c.id))
        .join(
            before,
            (before.c.user_id == Message.user_id)
            & (before.c.about_kind == Message.about_kind)
            & (before.c.about_id == Message.about_id)
            & (before.c.id < Message.id)
            & (before.c.state == "sent"),
        )
        .where(Message.id.in_(ids))
        .group_by(Message.id)
    )
    return {row[0]: row[1] for row in db.session.execute(pairs)}
