"""Other words that readers suggest for a question or an answer; whoever answers for it takes or declines them."""

from typing import Any

from sqlalchemy import select

from auth.audience import Actor
from auth.policy import can, get, require, sees
from portal.core import clock, db, events, subjects, text
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.i18n import _
from portal.people import mentionable

from ..events import AnswerEdited, EditSuggested, QuestionEdited, SuggestionDecided
from ..forms import SuggestionForm
from ..models import Question, Suggestion
from .answering import said as said_of_answer
from .asking import replace, said
from .counting import MODELS

MOST_OPEN = 20


def suggest_edit(actor: Actor, thing: Any, form: SuggestionForm) -> Suggestion:
    """Suggests other words for what somebody else wrote. Raises Forbidden, and Invalid where nothing would change."""
    require(actor, "comment", thing)
    if thing.author_id == actor.id:
        raise Forbidden(_("You can change your own words yourself."))
    title = form.title if isinstance(thing, Question) else ""
    if (title, form.body) == (getattr(thing, "title", ""), thing.body) or not (title or form.body):
        raise Invalid("body", _("Nothing would change."))
    about = subjects.ref(thing)
    open_ones = (Suggestion.kind == about.kind, Suggestion.thing_id == about.id, Suggestion.decided_at.is_(None))
    if len(db.session.scalars(select(Suggestion.id).where(*open_ones)).all()) >= MOST_OPEN:
        raise Conflict(_("There are many suggestions already; they have to be looked at first."))
    values = {"kind": about.kind, "thing_id": about.id, "author_id": actor.id, "version": thing.version}
    suggestion = Suggestion(**values, title=title, body=form.body, note=form.note, at=clock.now())
    db.session.add(suggestion)
    db.session.flush()
    event = {"actor_id": actor.id, "subject": about, "audience": thing.audience}
    events.publish(EditSuggested(**event, author_id=thing.author_id))
    return suggestion


def suggestion_of(actor: Actor, suggestion_id: int) -> tuple[Suggestion, Any]:
    """Loads a suggestion with what it is about, for who decides on it. Raises NotFound and Forbidden."""
    suggestion = db.session.get(Suggestion, suggestion_id, with_for_update=True)
    if suggestion is None:
        raise NotFound
    thing = get(actor, MODELS[suggestion.kind], suggestion.thing_id)
    if not can(actor, "edit", thing) and not can(actor, "moderate", thing):
        raise Forbidden
    return suggestion, thing


def decide_on(actor: Actor, suggestion_id: int, *, is_taken: bool) -> Any:
    """Takes suggested words, or declines them; gives what they are about.

    Raises Conflict where it was decided before, or where other words than those that were read stand there by now.
    """
    suggestion, thing = suggestion_of(actor, suggestion_id)
    if suggestion.decided_at is not None:
        raise Conflict(_("This was decided before."))
    suggestion.decided_at, suggestion.decided_by, suggestion.is_taken = clock.now(), actor.id, is_taken
    db.session.flush()
    if is_taken:
        _take(actor, thing, suggestion)
    event = {"actor_id": actor.id, "subject": subjects.ref(thing), "audience": thing.audience}
    events.publish(SuggestionDecided(**event, author_id=suggestion.author_id, is_taken=is_taken))
    return thing


def _take(actor: Actor, thing: Any, suggestion: Suggestion) -> None:
    if not sees(actor, thing):
        raise NotFound
    rendered = text.render(suggestion.body, mentionable)
    words = {"body": suggestion.body, "html": rendered.html, "plain": rendered.plain}
    if isinstance(thing, Question):
        replace(thing, suggestion.version, words | {"title": suggestion.title or thing.title})
        events.publish(QuestionEdited(**said(actor, thing), mentions=()))
    else:
        replace(thing, suggestion.version, words)
        events.publish(AnswerEdited(**said_of_answer(actor, thing), mentions=()))
