"""A question that follows a search says what the search did not find."""

from portal.core import db
from portal.core.events import on
from portal.questions import Question, QuestionAsked

from .noting import note_question


@on(QuestionAsked)
def note_what_was_not_found(event: QuestionAsked) -> None:
    """Notes the searches whose words the question's title has."""
    question = db.session.get(Question, event.subject.id)
    if question is not None:
        note_question(event.actor_id, question.title)
