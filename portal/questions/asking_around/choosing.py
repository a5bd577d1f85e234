"""Whom to invite: the likeliest of those who may see the question, want to be asked, and have not been lately."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from auth.audience import EVERYONE, actor_for, members_of_key, shared
from auth.models import User
from portal.core import clock, db, i18n
from portal.mail import reachable

from ..models import Question
from .evidence import gather, rarity
from .models import WEEKLY, Invitation, Readiness
from .ranking import Likely, rank

WEEK = timedelta(days=7)
FEW = 30  # of the likeliest are looked at more closely
SOON = timedelta(hours=4)


def likely(question: Question, *, at: datetime | None = None) -> list[Likely]:
    """Gives those who may know the answer, the likeliest first, whether they can be asked now or not."""
    at = at or clock.now()
    evidence = gather(actor_for(question.author_id), question, at=at)
    invited = _invited([one.user_id for one in evidence], at)
    return rank(evidence, question.language, questions=rarity(question.tags), invited=invited)


def choose(question: Question, most: int) -> list[Likely]:
    """Gives whom to invite now: those who hear of it soon come before those who are off work or asleep."""
    ranked, now = likely(question), clock.now()
    chosen: list[Likely] = []
    for first in range(0, len(ranked), FEW):
        some = ranked[first : first + FEW]
        able = _able(question, [one.user_id for one in some])
        hears = reachable(able, now)
        some = [one for one in some if one.user_id in able]
        chosen += sorted(some, key=lambda one: hears[one.user_id] > now + SOON)
        if len(chosen) >= most:
            break
    return chosen[:most]


def _invited(user_ids: Collection[int], at: datetime) -> dict[int, int]:
    counted = select(Invitation.user_id, func.count()).where(
        Invitation.user_id.in_(sorted(user_ids)), Invitation.at.between(at - WEEK, at)
    )
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Invitation.user_id))}


def _able(question: Question, user_ids: Collection[int]) -> set[int]:
    return set(db.session.scalars(_wanted(question).where(User.id.in_(sorted(user_ids)))))


def _wanted(question: Question) -> Select[Any]:
    now = clock.now()
    today = i18n.local(now).date()
    this_week = (
        select(func.count())
        .where(Invitation.user_id == User.id, Invitation.at > now - WEEK)
        .correlate(User)
        .scalar_subquery()
    )
    already = select(Invitation.user_id).where(Invitation.question_id == question.id)
    return (
        select(User.id)
        .outerjoin(Readiness, Readiness.user_id == User.id)
        .where(
            User.is_active,
            User.id != question.author_id,
            User.id.not_in(already),
            _may_see(question.audience),
            this_week < func.coalesce(Readiness.weekly, WEEKLY),
            or_(Readiness.away_until.is_(None), Readiness.away_until < today),
        )
    )


def _may_see(audience: str) -> ColumnElement[bool]:
    return true() if audience == EVERYONE else or_(shared(audience), User.id.in_(members_of_key(audience)))
