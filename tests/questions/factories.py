"""Questions and answers for tests, written through the actions that write them in the portal."""

from datetime import datetime
from typing import Any

from auth.models import User
from portal.core import db
from portal.questions import Answer, AnswerForm, Question, QuestionForm, add_answer, ask_question
from tests.factories import actor, make_user, time_is


def make_question(
    author: User | None = None, audience: str = "everyone", *, at: datetime | None = None, **fields: Any
) -> Question:
    """Asks a question; without an author somebody called Jonas asks. `at` is when."""
    author = author or make_user("Jonas Asker")
    form = QuestionForm(audience=audience, **({"title": "How do I claim a train ticket?"} | fields))
    with time_is(at):
        question = ask_question(actor(author), form)
    db.commit()
    return question


def make_answer(
    question: Question,
    author: User | None = None,
    body: str = "In the travel portal.",
    *,
    at: datetime | None = None,
    **fields: Any,
) -> Answer:
    """Answers a question; without an author somebody called Aylin does. `at` is when."""
    author = author or make_user("Aylin Answerer")
    with time_is(at):
        answer = add_answer(actor(author), fresh(question), AnswerForm(body=body, **fields))
    db.commit()
    return answer


def fresh(thing: Any) -> Any:
    """Loads a question or an answer as it is now, into the present session."""
    return db.session.get_one(type(thing), thing.id, populate_existing=True)
