"""Which answers need a look: overdue, doubted, overtaken, relying on what changed, or old and much read."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from auth.audience import Actor, holds
from portal.comments import readers_since
from portal.core import clock, i18n, text
from portal.core.paging import Page, paginate

from ..addresses import url_of_answer
from ..models import Answer, Question
from .sources import changed

OLD = timedelta(days=365)
LATELY = timedelta(days=84)
READERS = 5
MORE_VOTES = 2
EXCERPT = 180


class Look(NamedTuple):
    """An answer that needs a look, and why; `readers` counts who opened the question in the last twelve weeks."""

    id: int
    question_id: int
    version: int
    title: str
    plain: str
    written_at: datetime
    is_overdue: bool
    doubt_count: int
    is_overtaken: bool
    is_old: bool
    has_changed_source: bool
    author_id: int

    @property
    def url(self) -> str:
        """The address of the answer."""
        return url_of_answer(self.id)

    @property
    def words(self) -> str:
        """How the answer begins."""
        return text.excerpt(self.plain, EXCERPT)


def looks(actor: Actor, after: str | None = None) -> Page:
    """Gives the answers that need a look where the actor looks after the place, the oldest first."""
    since = func.coalesce(Answer.confirmed_at, Answer.accepted_at, Answer.written_at)
    overdue, overtaken, old, moved_on = _overdue(), _overtaken(), _old(since), changed(since)
    columns = (Answer.id, Question.id, Answer.version, Question.title, Answer.plain, Answer.written_at)
    whys = (
        overdue.label("is_overdue"),
        Answer.doubt_count,
        overtaken.label("is_overtaken"),
        old.label("is_old"),
        moved_on.label("has_changed_source"),
    )
    wanted: Any = (
        select(*columns, *whys, Answer.author_id)
        .join(Question, Question.id == Answer.question_id)
        .where(
            or_(Answer.is_accepted, Answer.confirmed_at.is_not(None)),
            Answer.obsolete_at.is_(None),
            Question.merged_into_id.is_(None),
            or_(overdue, Answer.doubt_count > 0, overtaken, old, moved_on),
            holds(actor, Answer.audience),
            _looked_after(actor),
        )
    )
    page = paginate(wanted, order=[(Answer.written_at, "asc"), (Answer.id, "asc")], after=after, size=20)
    return Page([Look(*row) for row in page.items], page.next, page.size)


def _looked_after(actor: Actor) -> ColumnElement[bool]:
    if actor.has("community-manager"):
        return Answer.id.is_not(None)
    places = sorted(key.removesuffix(":managers") for key in actor.keys if key.endswith(":managers"))
    return Answer.audience.in_(places)


def _overdue() -> ColumnElement[bool]:
    return and_(Answer.valid_until.is_not(None), Answer.valid_until < i18n.local(clock.now()).date())


def _overtaken() -> ColumnElement[bool]:
    other = aliased(Answer)
    return exists().where(
        other.question_id == Answer.question_id,
        other.id != Answer.id,
        other.removed_at.is_(None),
        other.obsolete_at.is_(None),
        other.written_at > func.coalesce(Answer.confirmed_at, Answer.accepted_at),
        other.vote_count >= Answer.vote_count + MORE_VOTES,
    )


def _old(since: Any) -> ColumnElement[bool]:
    now = clock.now()
    return and_(since < now - OLD, readers_since("question", Question.id, now - LATELY) >= READERS)
