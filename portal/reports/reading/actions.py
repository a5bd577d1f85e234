"""Asking to read what was reported, answering as the second person, opening it, ending it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from auth.audience import NOBODY, PORTAL, Actor
from auth.policy import can, require
from portal.core import clock, db, events
from portal.core.errors import Conflict, Forbidden, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref

from ..models import Reading
from . import queries
from .events import ReadingAgreed, ReadingAsked, ReadingDeclined, ReadingEnded, ReadingEvent, ReadingOpened
from .forms import AskForm
from .policy import HANDLERS
from .queries import RUNNING


def askable(actor: Actor, about: Ref) -> Any:
    """Gives the reported thing that the actor may ask to read.

    Raises NotFound without a role or a report, Conflict where the actor sees it anyway.
    """
    thing = queries.thing_of(about) if actor.has(*HANDLERS) else None
    if thing is None or db.session.scalars(queries.reports_on(about).limit(1)).first() is None:
        raise NotFound
    if can(actor, "see", thing):
        raise Conflict(_("You can see this yourself."))
    return thing


def ask(actor: Actor, form: AskForm) -> Reading:
    """Asks for a second person's word. Raises what `askable` does, and Conflict where this is under way already."""
    about = Ref.parse(form.about)
    thing = askable(actor, about)
    wanted = Reading(
        subject_kind=about.kind,
        subject_id=about.id,
        place=thing.audience,
        author_id=getattr(thing, "author_id", None),
        asker_id=actor.id,
        reason=form.reason,
        asked_at=clock.now(),
    )
    require(actor, "create", wanted)
    _end_if_over(_running(actor.id, about))
    if _running(actor.id, about) is not None:
        raise Conflict(_("You have asked for this already."))
    db.session.add(wanted)
    db.session.flush()
    _say(ReadingAsked, actor, wanted, reason=form.reason)
    return wanted


def agree(actor: Actor, reading_id: int, word: str, *, hours: int) -> Reading:
    """Lets whoever asked read the one thing for so many hours. Raises what `decline` does."""
    found = _to_answer(actor, reading_id)
    _answer(actor, found, "agreed", word)
    found.ends_at = clock.now() + timedelta(hours=hours)
    db.session.flush()
    _say(ReadingAgreed, actor, found, reason=word, hours=hours)
    return found


def decline(actor: Actor, reading_id: int, word: str) -> Reading:
    """Declines, with a word.

    Raises NotFound, Forbidden for whoever asked and without the role, Conflict where it is answered or over.
    """
    found = _to_answer(actor, reading_id)
    _answer(actor, found, "declined", word)
    found.ended_at = found.answered_at
    db.session.flush()
    _say(ReadingDeclined, actor, found, reason=word)
    return found


def _to_answer(actor: Actor, reading_id: int) -> Reading:
    found = _held(actor, reading_id)
    require(actor, "moderate", found)
    if not queries.has_role(actor.id):  # taken since the page was asked for
        raise Forbidden
    if found.state != "asked":
        raise Conflict(_("Somebody has answered this already, or it is over."))
    if queries.ending_of(found):
        raise Conflict(_("There is nothing to answer any more: the report, the thing or the role is gone."))
    return found


def _answer(actor: Actor, found: Reading, state: str, word: str) -> None:
    found.state, found.answered_by, found.word, found.answered_at = state, actor.id, word, clock.now()


def open_reading(actor: Actor, reading_id: int) -> Reading:
    """Opens what a second person agreed to; once more is the same as once. Raises NotFound, Forbidden, Conflict."""
    found = _held(actor, reading_id)
    require(actor, "manage", found)
    if found.state != "agreed" or queries.ending_of(found):
        raise Conflict(_("This is not to be read, or not any more."))
    if found.opened_at is None:
        found.opened_at = clock.now()
        db.session.flush()
        _say(ReadingOpened, actor, found, agreed_by=found.answered_by or 0)
    return found


def withdraw(actor: Actor, reading_id: int) -> None:
    """Ends a request, whether answered or not, by whoever asked. Raises NotFound, Forbidden; one that is over stays."""
    found = _held(actor, reading_id)
    require(actor, "manage", found)
    if found.state in RUNNING:
        _end(actor, found, "withdrawn")


def end_what_is_over() -> None:
    """Notes the end of requests whose time, thing, report or role is gone; they have opened nothing since then."""
    running = select(Reading).where(Reading.state.in_(RUNNING)).order_by(Reading.id).limit(200)
    for found in db.session.scalars(running.with_for_update(skip_locked=True)).all():
        _end_if_over(found)


def end_all(about: Ref, why: str) -> None:
    """Ends all requests about one thing, such as when the report is settled."""
    same = (Reading.subject_kind == about.kind, Reading.subject_id == about.id, Reading.state.in_(RUNNING))
    for found in db.session.scalars(select(Reading).where(*same).order_by(Reading.id).with_for_update()).all():
        _end(PORTAL, found, why)


def _end_if_over(found: Reading | None) -> None:
    if found is not None and (why := queries.ending_of(found)):
        _end(PORTAL, found, why)


def _end(actor: Actor, found: Reading, why: str) -> None:
    found.state, found.ended_at, found.ending = "ended", clock.now(), why
    db.session.flush()
    _say(ReadingEnded, actor, found, ending=why)


def _running(asker_id: int, about: Ref) -> Reading | None:
    theirs = (Reading.asker_id == asker_id, Reading.subject_kind == about.kind, Reading.subject_id == about.id)
    return db.session.scalar(select(Reading).where(*theirs, Reading.state.in_(RUNNING)).with_for_update())


def _held(actor: Actor, reading_id: int) -> Reading:
    """Two who answer at once come one after the other."""
    queries.reading(actor, reading_id)
    held = select(Reading).where(Reading.id == reading_id).with_for_update()
    found: Reading | None = db.session.scalar(held.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def _say(kind: type[ReadingEvent], actor: Actor, found: Reading, **said: Any) -> None:
    whose: dict[str, Any] = {"reading_id": found.id, "author_id": found.author_id, "asked_by": found.asker_id}
    events.publish(kind(actor_id=actor.id, subject=found.subject, audience=NOBODY, **whose, **said))
