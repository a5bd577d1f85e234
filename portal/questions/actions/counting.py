"""What is counted on the rows of questions and answers, and the state that follows from it."""

from typing import Any

from sqlalchemy import func, select, update

from portal.core import db
from portal.core.subjects import Ref

from ..models import Answer, Question

MODELS: dict[str, Any] = {"question": Question, "answer": Answer}


def settle(question: Question) -> None:
    """Counts a question's answers anew and gives it the state that follows. The caller has locked the question."""
    db.session.flush()
    standing = (Answer.question_id == question.id, Answer.removed_at.is_(None))
    columns = (func.count(), func.max(Answer.accepted_at), func.min(Answer.written_at))
    count, accepted_at, first = db.session.execute(select(*columns).where(*standing)).one()
    question.answer_count, question.answered_at = count, first
    question.state = _state(question, is_solved=accepted_at is not None)
    db.session.flush()


def _state(question: Question, *, is_solved: bool) -> str:
    if question.merged_into_id is not None:
        return "merged"
    if question.closed_at is not None:
        return "closed"
    if is_solved:
        return "solved"
    return "answered" if question.answer_count else "open"


def count(thing: Any, column: str, by: int) -> None:
    """Adds to a count on a row, whoever else adds to it at the same time."""
    model: Any = type(thing)
    statement = update(model).where(model.id == thing.id).values({column: getattr(model, column) + by})
    db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.refresh(thing, [column])


def count_comments(about: Ref, by: int) -> None:
    """Adds to the number of comments that a question or an answer shows."""
    model = MODELS[about.kind]
    statement = update(model).where(model.id == about.id).values(comment_count=model.comment_count + by)
    db.session.execute(statement.execution_options(synchronize_session=False))


def renew_files(about: Ref) -> None:
    """Says that something about the files changed, so that what was drawn of them is drawn again."""
    model = MODELS[about.kind]
    statement = update(model).where(model.id == about.id).values(files_version=model.files_version + 1)
    db.session.execute(statement.execution_options(synchronize_session=False))
