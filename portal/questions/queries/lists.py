"""Lists of questions: what is open, what is solved, what nobody has answered, what I could know."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from auth.audience import Actor, holds
from portal.core.paging import Page, paginate
from portal.people import topics_of
from portal.topics import Shown, slug_of, spellings

from ..models import Question, Tag
from .rows import questions

STATES: dict[str, tuple[str, ...]] = {
    "": ("open", "answered", "solved", "closed"),
    "open": ("open", "answered"),
    "unanswered": ("open",),
    "solved": ("solved",),
}
WHOSE = ("", "me", "mine")
_NEWEST: Any = [(Question.asked_at, "desc"), (Question.id, "desc")]
_OLDEST: Any = [(Question.asked_at, "asc"), (Question.id, "asc")]


def listed(
    actor: Actor, *, state: str = "", whose: str = "", tag: str = "", audience: str = "", after: str | None = None
) -> Page:
    """Gives a stretch of the questions that the actor may see, newest first; unanswered ones the oldest first.

    `whose` is `mine` for those that the actor asked, `me` for those of others on topics that the actor knows about.
    """
    wanted: Any = select(Question.id, Question.asked_at).where(
        Question.state.in_(STATES.get(state, STATES[""])), holds(actor, Question.audience)
    )
    if whose == "mine":
        wanted = wanted.where(Question.author_id == actor.id)
    elif whose == "me":
        wanted = wanted.where(Question.author_id != actor.id, Question.id.in_(_tagged(spellings(my_tags(actor)))))
    if tag:
        wanted = wanted.where(Question.id.in_(_tagged(spellings([slug_of(tag)]))))
    if audience:
        wanted = wanted.where(Question.audience == audience)
    order = _OLDEST if state == "unanswered" else _NEWEST
    return _in_order(actor, paginate(wanted, order=order, after=after, size=20))


def asked_under(actor: Actor, topic: Shown) -> Page:
    """Gives what was asked about a topic last, as far as the actor may see it, newest first."""
    wanted: Any = select(Question.id, Question.asked_at).where(
        Question.state.in_(STATES[""]), Question.id.in_(_tagged(topic.slugs)), holds(actor, Question.audience)
    )
    return _in_order(actor, paginate(wanted, order=_NEWEST, size=20))


def asked_by(actor: Actor, author_id: int, *, after: str | None = None, size: int = 20) -> Page:
    """Gives what somebody has asked, as far as the actor may see it, newest first."""
    own: Any = select(Question.id, Question.asked_at).where(
        Question.author_id == author_id, Question.state != "merged", holds(actor, Question.audience)
    )
    return _in_order(actor, paginate(own, order=_NEWEST, after=after, size=size))


def my_tags(actor: Actor) -> list[str]:
    """Gives the slugs of the topics that the actor may be asked about."""
    return [topic.slug for topic in topics_of(actor, actor.id)]


def _tagged(slugs: Collection[str]) -> Any:
    return select(Tag.question_id).where(Tag.slug.in_(slugs))


def _in_order(actor: Actor, page: Page) -> Page:
    ids = [row.id for row in page.items]
    found = questions(actor, ids)
    return Page([found[number] for number in ids if number in found], page.next, page.size)
