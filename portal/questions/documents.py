"""Questions as the index of the search sees them: one document with what was answered, what helped first."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

import search
from auth.audience import NOBODY
from auth.models import User
from portal.attachments import contents_on, names_on
from portal.core import db
from portal.core.subjects import Ref
from search import Document

from .models import Answer, Question

BATCH = 500
MOST_ANSWERS = 30
"""So many answers of a question are found by their words: what helped, then what helped most."""


def document(question: Question) -> Document | None:
    """Gives the document of a question; None for one that was removed, and for one that goes on in another."""
    if question.audience == NOBODY or question.merged_into_id is not None:
        return None
    author = db.session.scalar(select(User.name).where(User.id == question.author_id)) or ""
    return _document(question, author, _answers([question.id]).get(question.id, []))


def documents() -> Iterator[Document]:
    """Gives the documents of all questions, in ascending order of id."""
    after = 0
    while batch := _batch(after):
        answers = _answers([question.id for question, _author in batch])
        for question, author in batch:
            yield _document(question, author, answers.get(question.id, []))
        after = batch[-1][0].id
        db.session.expunge_all()


def _batch(after: int) -> list[Any]:
    statement = (
        select(Question, User.name)
        .join(User, User.id == Question.author_id)
        .where(Question.id > after, Question.audience != NOBODY, Question.merged_into_id.is_(None))
        .order_by(Question.id)
        .limit(BATCH)
    )
    return list(db.session.execute(statement))


def _answers(ids: Iterable[int]) -> dict[int, list[str]]:
    standing = (Answer.question_id.in_(list(ids)), Answer.removed_at.is_(None))
    order = (Answer.question_id, Answer.is_accepted.desc(), Answer.vote_count.desc(), Answer.id)
    found: dict[int, list[str]] = {}
    for number, words in db.session.execute(select(Answer.question_id, Answer.plain).where(*standing).order_by(*order)):
        if len(kept := found.setdefault(number, [])) < MOST_ANSWERS:
            kept.append(words)
    return found


def _document(question: Question, author: str, answers: list[str]) -> Document:
    subject = Ref("question", question.id)
    return Document(
        ref=subject,
        audience=question.audience,
        title=question.title,
        body="\n".join(filter(None, (question.plain, *answers))),
        at=question.asked_at,
        tags=tuple(question.tags),
        author=author,
        names=names_on(subject) if question.has_files else "",
        files=contents_on(subject) if question.has_files else "",
        language=question.language,
        worth=search.worth(is_solved=question.state == "solved", votes=question.same_count),
        group=question.audience if question.audience.startswith("group:") else None,
    )
