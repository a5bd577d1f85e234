"""Desks as readers see them: who works there, when they are there, what they are asked and have solved."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from auth.audience import Actor, holds
from auth.models import Unit, User
from portal.core import db, i18n
from portal.core.errors import NotFound
from portal.core.i18n import lazy_

from ..models import Question
from ..queries.rows import QuestionRow, questions
from ..queries.waiting import Wait
from . import timing
from .models import Case, Desk, DeskMember, DeskTopic

SOLVED = 5

_DAYS = (lazy_("Mon"), lazy_("Tue"), lazy_("Wed"), lazy_("Thu"), lazy_("Fri"), lazy_("Sat"), lazy_("Sun"))


class DeskRow(NamedTuple):
    """A desk as lists show it, in the reader's language."""

    desk: Desk
    unit: str
    waiting: int

    @property
    def name(self) -> str:
        """What it is called."""
        return name_of(self.desk)

    @property
    def purpose(self) -> str:
        """What it is for."""
        return self.desk.purpose_de if i18n.language() == "de" else self.desk.purpose_en

    @property
    def hours(self) -> str:
        """When it is there: Mon–Fri, 08:00–17:00."""
        desk = self.desk
        return f"{_runs(desk.days)}, {clock_time(desk.opens)}–{clock_time(desk.closes)}"

    @property
    def away(self) -> str:
        """What it says while it is away; empty otherwise."""
        if not timing.is_away(self.desk):
            return ""
        return self.desk.away_de if i18n.language() == "de" else self.desk.away_en

    @property
    def opens(self) -> datetime | None:
        """When it is there again; None while it is."""
        return timing.opens_next(self.desk)

    @property
    def is_full(self) -> bool:
        """Whether it has as many questions as it takes at a time."""
        return timing.is_full(self.desk, self.waiting)

    @property
    def takes_again(self) -> datetime | None:
        """When a full desk is likely to take a question; None where nobody can say."""
        return timing.takes_again(self.desk)

    @property
    def wait(self) -> Wait | None:
        """How much service time a first answer takes."""
        return timing.desk_wait(self.desk)


class Colleague(NamedTuple):
    """Somebody who works at a desk."""

    id: int
    name: str
    slug: str
    title: str
    is_lead: bool


def clock_time(minutes: int) -> str:
    """Writes minutes since midnight as forms and people do: 08:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def weekdays() -> list[tuple[int, str]]:
    """Gives the days of a week with their numbers, Monday is 0."""
    return [(number, str(day)) for number, day in enumerate(_DAYS)]


def _runs(days: list[int]) -> str:
    """Days that follow each other are one stretch."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(str(_DAYS[run[0]]) if len(run) == 1 else f"{_DAYS[run[0]]}–{_DAYS[run[-1]]}" for run in runs)


def name_of(desk: Desk) -> str:
    """Gives what a desk is called in the reader's language."""
    return desk.name_de if i18n.language() == "de" else desk.name_en


def waiting_count() -> Any:
    """Gives the column with the number of questions that wait for a desk."""
    mine = select(func.count()).where(Case.desk_id == Desk.id, Case.state.in_(timing.OPEN))
    return mine.correlate(Desk).scalar_subquery()


def all_desks(ids: Iterable[int] | None = None) -> list[DeskRow]:
    """Gives the desks that take questions, by name; of these ids only, where some are named."""
    wanted = (
        select(Desk, Unit.name, waiting_count()).join(Unit, Unit.id == Desk.unit_id).where(Desk.closed_at.is_(None))
    )
    if ids is not None:
        wanted = wanted.where(Desk.id.in_(sorted(ids)))
    found = [DeskRow(*row) for row in db.session.execute(wanted.limit(200))]
    return sorted(found, key=lambda row: row.name.casefold())


def desk(slug: str) -> DeskRow:
    """Gives one desk. Raises NotFound, also for one that has closed."""
    wanted = select(Desk, Unit.name, waiting_count()).join(Unit, Unit.id == Desk.unit_id)
    found = db.session.execute(wanted.where(Desk.slug == slug, Desk.closed_at.is_(None))).one_or_none()
    if found is None:
        raise NotFound
    return DeskRow(*found)


def fitting(slugs: Iterable[str]) -> list[DeskRow]:
    """Gives the desks that know about these tags, those that know most of them first."""
    wanted = sorted(set(slugs))
    if not wanted:
        return []
    known = select(DeskTopic.desk_id, func.count()).where(DeskTopic.slug.in_(wanted)).group_by(DeskTopic.desk_id)
    number = {row[0]: row[1] for row in db.session.execute(known)}
    return sorted(all_desks(number), key=lambda row: -number[row.desk.id]) if number else []


def colleagues(desk_id: int) -> list[Colleague]:
    """Gives who works at a desk, its leads first."""
    people = select(User.id, User.name, User.slug, User.title, DeskMember.is_lead)
    here = people.join(DeskMember, DeskMember.user_id == User.id).where(DeskMember.desk_id == desk_id, User.is_active)
    return [Colleague(*row) for row in db.session.execute(here.order_by(DeskMember.is_lead.desc(), User.sort_name))]


def solved(actor: Actor, desk_id: int) -> list[QuestionRow]:
    """Gives what the desk has answered last and the actor may read."""
    ids = list(
        db.session.scalars(
            select(Question.id)
            .join(Case, Case.question_id == Question.id)
            .where(Case.desk_id == desk_id, Question.state == "solved", holds(actor, Question.audience))
            .order_by(Case.done_at.desc(), Question.id.desc())
            .limit(SOLVED)
        )
    )
    shown = questions(actor, ids)
    return [shown[number] for number in ids if number in shown]
