"""What readers say of the words of a question or an answer: doubts, and other words that they suggest."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from auth.audience import Actor
from auth.models import User
from auth.policy import can
from portal.core import db, subjects
from portal.core.differences import Piece, differences
from portal.core.text import lines

from ..models import Doubt, Suggestion

MOST = 50


class DoubtRow(NamedTuple):
    """Why somebody believes that an answer no longer holds."""

    user_id: int
    reason: str
    at: datetime
    name: str
    slug: str


def doubts(answer_id: int) -> list[DoubtRow]:
    """Gives the doubts about an answer that the caller has found visible, the latest first."""
    columns = (Doubt.user_id, Doubt.reason, Doubt.at, User.name, User.slug)
    found = select(*columns).join(User, User.id == Doubt.user_id).where(Doubt.answer_id == answer_id)
    return [DoubtRow(*row) for row in db.session.execute(found.order_by(Doubt.at.desc(), Doubt.user_id).limit(MOST))]


class SuggestionRow(NamedTuple):
    """Suggested words beside those that stand there; `is_stale` where these have changed since."""

    id: int
    author_id: int
    name: str
    slug: str
    note: str
    at: datetime
    title: list[Piece]
    body: list[Piece]
    is_stale: bool
    may_decide: bool


def suggestions(actor: Actor, thing: Any) -> list[SuggestionRow]:
    """Gives the open suggestions for a question or an answer: all for who decides, else the actor's own."""
    about = subjects.ref(thing)
    may_decide = can(actor, "edit", thing) or can(actor, "moderate", thing)
    found = select(Suggestion, User.name, User.slug).join(User, User.id == Suggestion.author_id)
    found = found.where(Suggestion.kind == about.kind, Suggestion.thing_id == about.id)
    found = found.where(Suggestion.decided_at.is_(None))
    if not may_decide:
        found = found.where(Suggestion.author_id == actor.id)
    rows = db.session.execute(found.order_by(Suggestion.at, Suggestion.id).limit(MOST))
    return [_row(thing, one, name, slug, may_decide=may_decide) for one, name, slug in rows]


def _row(thing: Any, one: Suggestion, name: str, slug: str, *, may_decide: bool) -> SuggestionRow:
    title = differences(thing.title, one.title) if one.title and one.title != thing.title else []
    body = differences(lines(thing.body), lines(one.body))
    stale = one.version != thing.version
    return SuggestionRow(one.id, one.author_id, name, slug, one.note, one.at, title, body, stale, may_decide)
