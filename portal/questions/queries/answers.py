"""The answers to a question: the one that helped first, then the most helpful, a stretch at a time."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, func, select, union_all
from sqlalchemy.orm import aliased

from auth.audience import Actor, Reader, held, holding, holds
from auth.models import User
from portal.core import beside, clock, db, i18n
from portal.core.errors import NotFound
from portal.core.paging import Page, cursor, paginate

from ..addresses import url_of_answer
from ..models import Answer, Vote

SIZE = 15
_ORDERS: dict[str, Any] = {
    "helpful": ((Answer.vote_count, "desc"), (Answer.id, "desc")),
    "newest": ((Answer.written_at, "desc"), (Answer.id, "desc")),
}
_HERE = Answer.question_id == bindparam("question", type_=db.Id)


class AnswerRow(NamedTuple):
    """An answer as one reader sees it; `mine` is the reader's reaction, `is_voted` whether it has helped the reader."""

    id: int
    question_id: int
    version: int
    html: str
    plain: str
    language: str
    audience: str
    written_at: datetime
    edited_at: datetime | None
    is_accepted: bool
    accepted_at: datetime | None
    confirmed_at: datetime | None
    valid_until: date | None
    obsolete_at: datetime | None
    has_files: bool
    files_version: int
    vote_count: int
    comment_count: int
    doubt_count: int
    reactions: dict[str, int]
    author_id: int
    author: str
    author_slug: str
    author_photo: str | None
    author_title: str
    confirmer: str | None
    mine: str | None
    is_voted: bool

    @property
    def url(self) -> str:
        """The address of the answer's page."""
        return url_of_answer(self.id)

    @property
    def is_overdue(self) -> bool:
        """Whether somebody stood for it until a day that has passed."""
        return self.valid_until is not None and self.valid_until < i18n.local(clock.now()).date()


@lru_cache(maxsize=2)
def _rows(_dialect: str) -> Select[Any]:
    """Wants what `holding` gives."""
    reader, confirmer = Reader(), aliased(User)
    return (
        select(
            *(getattr(Answer, name) for name in AnswerRow._fields[:21]),
            User.name.label("author"),
            User.slug.label("author_slug"),
            User.photo.label("author_photo"),
            User.title.label("author_title"),
            confirmer.name.label("confirmer"),
            beside.column("reaction", reader, "answer", Answer.id).label("mine"),
            Vote.at.is_not(None).label("is_voted"),
        )
        .join(User, User.id == Answer.author_id)
        .outerjoin(confirmer, confirmer.id == Answer.confirmed_by)
        .outerjoin(Vote, and_(Vote.answer_id == Answer.id, Vote.user_id == reader.id))
        .where(held(Answer.audience))
    )


@lru_cache(maxsize=2)
def _others(_dialect: str) -> Select[Any]:
    """The answers to a question but the one that helped. Wants what `holding` gives, and `question`."""
    return _rows(_dialect).where(_HERE, ~Answer.is_accepted)


@lru_cache(maxsize=4)
def _beginning(dialect: str, sort: str) -> Select[Any]:
    """The answer that helped, a stretch of the others, and one more. Wants what `holding` gives, and `question`."""
    order = [key.desc() for key, _way in _ORDERS[sort]]
    some = select(Answer.id).where(_HERE, ~Answer.is_accepted, held(Answer.audience)).order_by(*order).limit(SIZE + 1)
    ids = union_all(select(Answer.id).where(_HERE, Answer.is_accepted), select(some.subquery().c.id))
    return _rows(dialect).where(Answer.id.in_(ids)).order_by(Answer.is_accepted.desc(), *order)


def answers(actor: Actor, question_id: int, *, sort: str = "helpful", after: str | None = None) -> Page:
    """Gives a stretch of the answers to a question; the first begins with the one that helped, if there is one."""
    given, order = holding(actor) | {"question": question_id}, _ORDERS[sort]
    if after:
        page = paginate(_others(db.dialect()), order=order, after=after, size=SIZE, given=given)
        return Page([AnswerRow(*row) for row in page.items], page.next, page.size)
    rows = [AnswerRow(*row) for row in db.session.execute(_beginning(db.dialect(), sort), given)]
    shown = rows[: SIZE + bool(rows and rows[0].is_accepted)]
    more = len(rows) > len(shown)
    return Page(shown, cursor([getattr(shown[-1], key.key) for key, _way in order]) if more else None, SIZE)


def answer_row(actor: Actor, answer_id: int) -> AnswerRow:
    """Gives one answer. Raises NotFound."""
    if answer_id >= 2**53:
        raise NotFound
    found = db.session.execute(_rows(db.dialect()).where(Answer.id == answer_id), holding(actor)).one_or_none()
    if found is None:
        raise NotFound
    return AnswerRow(*found)


def answers_since(actor: Actor, question_id: int, since: datetime) -> int:
    """Gives how many answers of others to a question are newer than the instant."""
    newer = (Answer.question_id == question_id, Answer.written_at > since, Answer.author_id != actor.id)
    return db.session.scalar(select(func.count()).select_from(Answer).where(*newer, holds(actor, Answer.audience))) or 0
