"""A question read as plain words, and made of what was something else."""

from auth.audience import NOBODY, Actor, move
from portal.attachments import hand_over
from portal.comments import Turnable, Words, turnable
from portal.core import clock, db, events, text
from portal.core.errors import Conflict
from portal.core.i18n import _, lazy_
from portal.people import mentionable

from .actions.asking import put_under, ref_of, said
from .events import QuestionAsked, QuestionRemoved
from .models import TITLE, Question


def words(question: Question) -> Words:
    """Reads a question. Raises Conflict for one with answers, which would have no place, and for a merged one."""
    if question.answer_count or question.merged_into_id is not None:
        raise Conflict(_("A question that was answered stays a question."))
    place = (question.author_id, question.audience)
    return Words(ref_of(question.id), *place, question.title, question.body, question.asked_at)


def make(spoken: Words) -> Question:
    """Makes a question, asked when the words were written."""
    rendered = text.render(spoken.body, mentionable)
    question = Question(
        author_id=spoken.author_id,
        audience=spoken.audience,
        title=spoken.title[:TITLE],
        body=spoken.body,
        html=rendered.html,
        plain=rendered.plain,
        tags=list(rendered.tags),
        asked_at=spoken.at,
    )
    db.session.add(question)
    db.session.flush()
    question.has_files = hand_over(spoken.origin, ref_of(question.id))
    put_under(question)
    events.publish(
        QuestionAsked(actor_id=question.author_id, subject=ref_of(question.id), audience=question.audience, mentions=())
    )
    return question


def give_up(actor: Actor, question: Question) -> None:
    """Takes a question from sight for good: it goes on as something else, so nobody brings it back."""
    event = said(actor, question)
    question.former, question.removed_at = question.audience, clock.now()
    move(actor, question, NOBODY)
    events.publish(QuestionRemoved(**event))


turnable("question", Turnable(lazy_("A question"), words, make, give_up))
