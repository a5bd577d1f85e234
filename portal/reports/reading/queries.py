"""What is reported and waits, who can be the second person, and the words of what was agreed to be read."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select

from auth.audience import NOBODY, Actor
from auth.models import User
from auth.roles import holders
from portal.core import clock, db, subjects
from portal.core.errors import NotFound
from portal.core.subjects import Ref
from portal.people import PersonCard, cards

from ..models import Reading, Report
from .policy import HANDLERS

RUNNING = ("asked", "agreed")
MOST_NAMED = 5


class Words(NamedTuple):
    """The one thing as it stands: no thread, no pictures. `names` are those of its files."""

    title: str
    body: str
    author: str
    at: datetime
    names: str
    is_changed: bool


def thing_of(about: Ref) -> Any:
    """Gives a reported thing whoever may see it, or None for one that is gone or removed. No page shows it as it is."""
    thing = db.session.get(subjects.get(about.kind).model, about.id)
    return None if thing is None or getattr(thing, "audience", NOBODY) == NOBODY else thing


def reports_on(about: Ref) -> Select[Any]:
    """Selects the reports about a subject that wait, the first one first."""
    same = (Report.subject_kind == about.kind, Report.subject_id == about.id)
    return select(Report).where(*same, Report.settled_at.is_(None)).order_by(Report.id)


def reasons_of(about: Ref) -> list[str]:
    """Gives the names of the reasons for which a thing is reported."""
    return sorted({one.reason for one in db.session.scalars(reports_on(about))})


def reading(actor: Actor, reading_id: int) -> Reading:
    """Gives a request to read, to those whose role it concerns. Raises NotFound, also for the author."""
    found = db.session.get(Reading, reading_id) if 0 < reading_id < 2**53 else None
    if found is None or not actor.has(*HANDLERS) or found.author_id == actor.id:
        raise NotFound
    return found


def ending_of(found: Reading) -> str:
    """Says why a request is over by now although nobody has noted it yet, or nothing."""
    thing = thing_of(found.subject)
    if thing is None:
        return "gone"
    if thing.audience != found.place:
        return "moved"
    if found.ends_at is not None and found.ends_at <= clock.now():
        return "time"
    if db.session.scalars(reports_on(found.subject).limit(1)).first() is None:
        return "settled"
    return "" if has_role(found.asker_id) else "role"


def has_role(user_id: int) -> bool:
    """Whether somebody has one of the roles at this moment, whatever the session of a page believes."""
    return db.session.scalar(select(User.id).where(User.id == user_id, User.is_active, _is_handler())) is not None


def words(actor: Actor, found: Reading) -> Words | None:
    """Gives what was agreed to be read to whoever asked, after it was opened and as long as nothing ended it."""
    is_open = found.state == "agreed" and found.opened_at is not None
    if not is_open or found.asker_id != actor.id or ending_of(found):
        return None
    kind, thing = subjects.get(found.subject_kind), thing_of(found.subject)
    shown = kind.document(thing) if kind.document is not None else None
    first = db.session.scalars(reports_on(found.subject).limit(1)).first()
    if shown is None or first is None:
        return None
    changed = getattr(thing, "edited_at", None)
    return Words(
        shown.title, shown.body, shown.author, shown.at, shown.names, changed is not None and changed > first.at
    )


def has_open(actor: Actor, about: Ref) -> bool:
    """Whether the actor has opened this thing with a second person's word, and nothing has ended it."""
    theirs = (Reading.asker_id == actor.id, Reading.subject_kind == about.kind, Reading.subject_id == about.id)
    opened = select(Reading).where(*theirs, Reading.state == "agreed", Reading.opened_at.is_not(None))
    found = db.session.scalar(opened)
    return found is not None and not ending_of(found)


def second_people(*concerned: int | None) -> list[PersonCard]:
    """Gives those who can agree or decline, except those `concerned`, by name."""
    others = User.id.not_in([one for one in concerned if one])
    return _named(_is_handler(), others)


def could_be_named(*concerned: int | None) -> list[PersonCard]:
    """Gives some of the works council and data protection, whom IT could make the second person."""
    council = (User.id.in_(holders("works-council")), User.id.not_in([one for one in concerned if one]))
    return _named(*council)[:MOST_NAMED]


def who_names() -> list[PersonCard]:
    """Gives some of those in IT who give roles."""
    return _named(User.id.in_(holders("it-admin")))[:MOST_NAMED]


def _named(*conditions: Any) -> list[PersonCard]:
    ids = db.session.scalars(select(User.id).where(User.is_active, *conditions).order_by(User.sort_name, User.id)).all()
    known = cards(ids)
    return [known[one] for one in ids]


def _is_handler() -> Any:
    return or_(*(User.id.in_(holders(role)) for role in HANDLERS))


def readings_of(about: Ref) -> list[Reading]:
    """Gives the latest requests to read one thing, newest first."""
    same = (Reading.subject_kind == about.kind, Reading.subject_id == about.id)
    return list(db.session.scalars(select(Reading).where(*same).order_by(Reading.id.desc()).limit(20)))
