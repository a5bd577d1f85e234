"""What is reported and waits for somebody: the list of those whose role it concerns."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, tuple_
from sqlalchemy.orm import aliased

from auth.audience import NOBODY, Actor, holds
from auth.policy import can, visible
from portal.core import db, subjects
from portal.core.errors import Forbidden, NotFound
from portal.core.paging import Page, paginate
from portal.core.subjects import Ref
from portal.groups import Group, group_id_of
from portal.people import PersonCard, cards

from .models import Reading, Report
from .reading.policy import HANDLERS
from .reading.queries import RUNNING, reports_on

SIZE = 20
MOST = 50


@dataclass(frozen=True)
class Case:
    """A reported thing. What the reader does not see has neither title nor words; `group` is named where it is known.

    `reading` is the reader's own request to read it.
    """

    about: Ref
    title: str
    url: str
    reasons: list[tuple[str, str]]
    first_at: datetime
    group: str
    is_seen: bool
    is_gone: bool
    reading: Reading | None


@dataclass(frozen=True)
class Asked:
    """A request that waits for a second person."""

    reading: Reading
    asker: PersonCard | None


def cases(actor: Actor, after: str | None = None) -> Page:
    """Gives what is reported and waits, newest first. Raises Forbidden for those without such a role."""
    if not actor.has(*HANDLERS):
        raise Forbidden
    former = aliased(Report)
    same = (former.subject_kind == Report.subject_kind, former.subject_id == Report.subject_id)
    earlier = exists().where(*same, former.settled_at.is_(None), former.id < Report.id)
    page = paginate(
        select(Report).where(Report.settled_at.is_(None), ~earlier),
        order=[(Report.id, "desc")],
        after=after,
        size=SIZE,
    )
    return Page(_cases(actor, page.items), page.next, page.size)


def case(actor: Actor, about: Ref) -> Case | None:
    """Gives one reported thing to those who may settle it, or None where no report waits. Raises NotFound."""
    first = db.session.scalars(reports_on(about).limit(1)).first()
    if first is None:
        return None
    if not can(actor, "moderate", first):
        raise NotFound
    return _cases(actor, [first])[0]


def asked(actor: Actor) -> list[Asked]:
    """Gives the requests that the actor can answer, the oldest first. Raises nothing: the list of cases does."""
    waiting = select(Reading).where(Reading.state == "asked", Reading.asker_id != actor.id)
    others = waiting.where(Reading.author_id.is_distinct_from(actor.id)).order_by(Reading.id).limit(MOST)
    found = db.session.scalars(others).all()
    people = cards(one.asker_id for one in found)
    return [Asked(one, people.get(one.asker_id)) for one in found]


def _cases(actor: Actor, firsts: list[Report]) -> list[Case]:
    abouts = [Ref(one.subject_kind, one.subject_id) for one in firsts]
    things, reasons, mine = _things(actor, abouts), _reasons(abouts), _mine(actor, abouts)
    groups = _groups(actor, [thing for thing, _is_seen in things.values()])
    found = []
    for about, first in zip(abouts, firsts, strict=True):
        thing, is_held = things.get(about, (None, False))
        if thing is not None and getattr(thing, "author_id", None) == actor.id:
            continue
        is_gone = thing is None or thing.audience == NOBODY
        is_seen = is_held and not is_gone
        kind = subjects.get(about.kind)
        found.append(
            Case(
                about=about,
                title=kind.title(thing) if is_seen else "",
                url=kind.url(thing) if is_seen else "",
                reasons=[(reason, said if is_seen else "") for reason, said in reasons[about]],
                first_at=first.at,
                group="" if thing is None else groups.get(group_id_of(thing.audience) or 0, ""),
                is_seen=is_seen,
                is_gone=is_gone,
                reading=mine.get(about),
            )
        )
    return found


def _things(actor: Actor, abouts: list[Ref]) -> dict[Ref, tuple[Any, bool]]:
    """The things, each with whether the reader sees it: one statement a kind."""
    found: dict[Ref, tuple[Any, bool]] = {}
    for name in {about.kind for about in abouts}:
        model: Any = subjects.get(name).model
        ids = [about.id for about in abouts if about.kind == name]
        rows = db.session.execute(select(model, holds(actor, model.audience)).where(model.id.in_(ids)))
        found |= {Ref(name, row[0].id): (row[0], bool(row[1])) for row in rows}
    return found


def _reasons(abouts: list[Ref]) -> dict[Ref, list[tuple[str, str]]]:
    found: defaultdict[Ref, list[tuple[str, str]]] = defaultdict(list)
    open_ones = select(Report).where(_among(Report, abouts), Report.settled_at.is_(None)).order_by(Report.id).limit(500)
    for one in db.session.scalars(open_ones):
        found[Ref(one.subject_kind, one.subject_id)].append((one.reason, one.words))
    return found


def _mine(actor: Actor, abouts: list[Ref]) -> dict[Ref, Reading]:
    own = select(Reading).where(_among(Reading, abouts), Reading.asker_id == actor.id, Reading.state.in_(RUNNING))
    return {one.subject: one for one in db.session.scalars(own)}


def _among(model: Any, abouts: list[Ref]) -> Any:
    return tuple_(model.subject_kind, model.subject_id).in_([tuple(about) for about in abouts])


def _groups(actor: Actor, things: Iterable[Any]) -> dict[int, str]:
    """The names of the groups that the reader may know of."""
    ids = {group_id_of(thing.audience) for thing in things} - {None}
    known = visible(actor, Group).where(Group.id.in_(ids)) if ids else None
    return {group.id: group.name for group in db.session.scalars(known)} if known is not None else {}
