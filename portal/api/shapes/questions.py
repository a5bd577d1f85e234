"""Questions and answers as the API gives them."""

from datetime import date, datetime
from typing import Any

from auth.audience import Actor
from auth.policy import can, get
from portal import questions
from portal.attachments import files_of
from portal.core.paging import Page

from .common import Listing, Shape, Versioned
from .files import StoredFile, file
from .people import Author, author
from .posts import GroupName


class Question(Versioned):
    """Something that somebody wants to know; `state` is open, answered, solved, closed or merged."""

    id: int
    title: str
    html: str
    text: str
    tags: list[str]
    language: str
    urgency: str
    urgency_reason: str
    state: str
    closed_at: datetime | None
    closed_reason: str
    merged_into_id: int | None
    split_from_id: int | None
    audience: str
    group: GroupName | None
    asked_at: datetime
    edited_at: datetime | None
    answer_count: int
    same_count: int
    comment_count: int
    is_same: bool
    author: Author
    url: str


class Questions(Listing[Question]):
    """A stretch of the questions that the reader may see, newest first; unanswered ones oldest first."""


class WholeQuestion(Question):
    """A question with the words as they were written, in Markdown, its files, and what the reader may do with it."""

    body: str
    files: list[StoredFile]
    may: list[str]


class Answer(Versioned):
    """What somebody has answered; `is_accepted` says that it has helped whoever asked."""

    id: int
    question_id: int
    html: str
    text: str
    language: str
    audience: str
    written_at: datetime
    edited_at: datetime | None
    is_accepted: bool
    accepted_at: datetime | None
    confirmed_at: datetime | None
    confirmed_by: str | None
    valid_until: date | None
    vote_count: int
    is_voted: bool
    doubt_count: int
    comment_count: int
    reactions: dict[str, int]
    my_reaction: str | None
    author: Author
    url: str


class Answers(Listing[Answer]):
    """A stretch of the answers to a question: the one that helped first, then the most helpful."""


class WholeAnswer(Answer):
    """An answer with the words as they were written, in Markdown, its files, and what the reader may do with it."""

    body: str
    files: list[StoredFile]
    may: list[str]


class Suggested(Shape):
    """The number of a suggestion, for whoever decides on it."""

    id: int


def listed(page: Page) -> Questions:
    """Gives a stretch of questions that a query found."""
    return Questions(items=[line(row) for row in page.items], next=page.next)


def line(row: questions.QuestionRow) -> Question:
    """Gives a question as lists show it."""
    return Question(**_said(row))


def question(actor: Actor, question_id: int) -> WholeQuestion:
    """Gives a question as the actor sees it. Raises NotFound."""
    row = questions.question_row(actor, question_id)
    kept = get(actor, questions.Question, question_id)
    may = [verb for verb, is_so in questions.rights(actor, row)._asdict().items() if is_so]
    return WholeQuestion(**_said(row), body=kept.body, files=_files(actor, "question", row), may=may)


def answers(actor: Actor, question_id: int, sort: str, after: str | None) -> Answers:
    """Gives a stretch of the answers to a question. Raises NotFound."""
    questions.question_row(actor, question_id)
    page = questions.answers(actor, question_id, sort=sort, after=after)
    return Answers(items=[Answer(**_answered(row)) for row in page.items], next=page.next)


def answer(actor: Actor, answer_id: int) -> WholeAnswer:
    """Gives an answer as the actor sees it. Raises NotFound."""
    row = questions.answer_row(actor, answer_id)
    kept = get(actor, questions.Answer, answer_id)
    verbs = ("edit", "remove", "comment", "react", "manage", "publish")
    may = [verb for verb in verbs if can(actor, verb, kept)]
    return WholeAnswer(**_answered(row), body=kept.body, files=_files(actor, "answer", row), may=may)


def _files(actor: Actor, kind: str, row: Any) -> list[StoredFile]:
    hanging = files_of(actor, kind, [row.id]).get(row.id, []) if row.has_files else []
    return [file(one) for one in hanging]


def _said(row: questions.QuestionRow) -> dict[str, Any]:
    said: dict[str, Any] = {name: getattr(row, name) for name in Question.model_fields if hasattr(row, name)}
    group = GroupName(slug=row.group_slug, name=row.group_name or "") if row.group_slug else None
    wrote = author(row.author_id, row.author_slug, row.author, row.author_title, row.author_photo)
    return said | {"text": row.plain, "group": group, "author": wrote, "href": f"/api/v1/questions/{row.id}"}


def _answered(row: questions.AnswerRow) -> dict[str, Any]:
    said: dict[str, Any] = {name: getattr(row, name) for name in Answer.model_fields if hasattr(row, name)}
    wrote = author(row.author_id, row.author_slug, row.author, row.author_title, row.author_photo)
    said |= {"text": row.plain, "my_reaction": row.mine, "confirmed_by": row.confirmer, "author": wrote}
    return said | {"href": f"/api/v1/answers/{row.id}"}
