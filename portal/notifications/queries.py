"""What a person was told: the list, the count on the bell, the choices."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import bindparam, func, select

from auth.audience import Actor, held, holding, holds
from auth.models import User
from portal.core import db, subjects
from portal.core.i18n import _, ngettext
from portal.core.paging import Page, paginate
from portal.core.subjects import Ref

from . import kinds
from .models import Mute, Notice, Setting

MOST_COUNTED = 100
View = Literal["personal", "all"]


@dataclass(frozen=True)
class Entry:
    """A notice as it is shown: `who` is a phrase such as “Aylin and 4 others”, `url` leads to the subject."""

    id: int
    template: str
    who: str
    person: Any
    title: str
    url: str
    about: Ref
    at: datetime
    people: int
    data: dict[str, Any]
    is_read: bool
    is_muted: bool


def unread_count(actor: Actor) -> int:
    """Counts what the actor has not read, up to a hundred."""
    return db.session.scalar(unread(), holding(actor)) or 0


@lru_cache(maxsize=1)
def unread() -> Any:
    """Counts what the reader has not read, up to a hundred; wants what `holding` gives."""
    mine = (Notice.user_id == bindparam("reader"), Notice.read_at.is_(None), held(Notice.audience))
    return select(func.count()).select_from(select(Notice.id).where(*mine).limit(MOST_COUNTED).subquery())


def notices(actor: Actor, view: View = "all", after: str | None = None) -> Page:
    """Gives what the actor was told, newest first; `personal` only what speaks to the actor."""
    statement = select(Notice).where(Notice.user_id == actor.id, holds(actor, Notice.audience))
    if view == "personal":
        statement = statement.where(Notice.kind.in_([k.name for k in kinds.all_kinds() if k.personal]))
    page = paginate(statement, order=[(Notice.at, "desc"), (Notice.id, "desc")], after=after, size=30)
    return Page(_entries(actor, page.items), page.next, page.size)


def _entries(actor: Actor, rows: list[Notice]) -> list[Entry]:
    gathered = gather(rows)
    muted = _muted(actor, rows)
    return [e for row in rows if (e := entry(row, gathered, is_muted=_about(row) in muted)) is not None]


class Gathered(NamedTuple):
    """The people and subjects that some notices speak of."""

    people: dict[int, Any]
    things: dict[Ref, Any]


def gather(rows: Iterable[Notice], also: Iterable[Ref] = ()) -> Gathered:
    """Loads what the notices, and further subjects, need to be drawn: one statement for people, one a kind."""
    kept = list(rows)
    people = _people({user_id for row in kept for user_id in row.actor_ids})
    return Gathered(people, _subjects({*map(_about, kept), *also}))


def entry(row: Notice, gathered: Gathered, *, is_muted: bool = False) -> Entry | None:
    """Gives a notice as it is shown in the present language, or None where its subject is gone."""
    about = _about(row)
    thing = gathered.things.get(about)
    if thing is None:
        return None
    kind = subjects.get(about.kind)
    names = [gathered.people[user_id] for user_id in row.actor_ids if user_id in gathered.people]
    return Entry(
        id=row.id,
        template=row.notice,
        who=phrase([person.name for person in names], row.people),
        person=names[0] if names else None,
        title=kind.title(thing),
        url=row.data.get("url") or kind.url(thing),
        about=about,
        at=row.at,
        people=row.people,
        data=row.data,
        is_read=row.read_at is not None,
        is_muted=is_muted,
    )


def _about(row: Notice) -> Ref:
    return Ref(row.about_kind, row.about_id)


def phrase(names: list[str], people: int) -> str:
    """Says who did it: one, two, or the latest one and the number of the others."""
    if not names:
        return _("Somebody")
    if people == 1 or len(names) == 1:
        return names[0]
    if people == 2:
        return _("%(one)s and %(two)s", one=names[0], two=names[1])
    return ngettext("%(one)s and %(n)s other", "%(one)s and %(n)s others", people - 1, one=names[0])


def _people(user_ids: set[int]) -> dict[int, Any]:
    columns = select(User.id, User.name, User.photo, User.slug).where(User.id.in_(sorted(user_ids)))
    return {row.id: row for row in db.session.execute(columns)} if user_ids else {}


def _subjects(refs: Iterable[Ref]) -> dict[Ref, Any]:
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for ref in refs:
        ids[ref.kind].add(ref.id)
    found: dict[Ref, Any] = {}
    for name, wanted in ids.items():
        model: Any = subjects.get(name).model
        for thing in db.session.scalars(select(model).where(model.id.in_(sorted(wanted)))):
            found[Ref(name, thing.id)] = thing
    return found


def _muted(actor: Actor, rows: list[Notice]) -> set[Ref]:
    if not rows:
        return set()
    mine = select(Mute.about_kind, Mute.about_id).where(
        Mute.user_id == actor.id, Mute.about_id.in_([row.about_id for row in rows])
    )
    return {Ref(row.about_kind, row.about_id) for row in db.session.execute(mine)}


def choices(actor: Actor) -> list[tuple[kinds.Kind, bool]]:
    """Gives every kind and whether the actor wants to hear of it."""
    own = select(Setting.kind, Setting.is_on).where(Setting.user_id == actor.id)
    chosen = {row.kind: row.is_on for row in db.session.execute(own)}
    return [(kind, chosen.get(kind.name, kind.default)) for kind in kinds.all_kinds()]


def habits(actor: Actor) -> list[tuple[kinds.Habit, bool]]:
    """Gives every habit and whether it suits the actor."""
    own = select(Setting.kind).where(Setting.user_id == actor.id, Setting.is_on.is_(False))
    declined = set(db.session.scalars(own))
    return [(habit, habit.name not in declined) for habit in kinds.all_habits()]


def declined(habit: str) -> Any:
    """Selects the ids of those whom a habit does not suit."""
    return select(Setting.user_id).where(Setting.kind == habit, Setting.is_on.is_(False))
