"""The answers to a question: the one that helped first, then the most helpful, a stretch at a time."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from auth.audience import Actor, Reader, held, holding, holds
from auth.models import User
from portal.core import beside, clock, db, i18n
from portal.core.errors import NotFound
from portal.core.paging import Page, paginate

from ..models import Answer, Vote
from ..slugs import url_of_answer

SIZE = 15
Sort = Literal["helpful", "newest"]
_ORDERS: dict[str, Any] = {
    "helpful": ((Answer.vote_count, "desc"), (Answer.id, "desc")),
    "newest": ((Answer.written_at, "desc"), (Answer.id, "desc")),
}


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


@lru_cache(maxsize=4)
def _of_question(_dialect: str, *, accepted: bool) -> Select[Any]:
    """Wants what `holding` gives, and `question`."""
    here = _rows(_dialect).where(Answer.question_id == bindparam("question", type_=db.Id))
    return here.where(Answer.is_accepted if accepted else ~Answer.is_accepted)


def answers(
    actor: Actor, question_id: int, *, sort: str = "helpful", after: str | None = None, is_solved: bool = True
) -> Page:
    """Gives a stretch of the answers to a question; the first begins with the one that helped, if `is_solved`."""
    given = holding(actor) | {"question": question_id}
    order = _ORDERS["newest" if sort == "newest" else "helpful"]
    page = paginate(_of_question(db.dialect(), accepted=False), order=order, after=after, size=SIZE, given=given)
    first = [] if after or not is_solved else list(db.session.execute(_of_question(db.dialect(), accepted=True), given))
    return Page([AnswerRow(*row) for row in (*first, *page.items)], page.next, page.size)


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
