"""When a desk is there, how long its questions have waited in its own hours, and when it can take the next one."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from portal.core import clock, db, i18n, working_time
from portal.core.working_time import Hours

from ..models import Question
from ..queries.waiting import MOST, NEVER, YOUNG, Wait, wait_of
from .models import Case, Desk

FASTER = {"normal": 1.0, "soon": 0.5, "now": 0.25}
LATELY, PERIOD = timedelta(days=180), timedelta(days=28)
OPEN = ("new", "taken")


def hours_of(desk: Desk) -> Hours:
    """Gives the service hours of a desk; public holidays are those of the company."""
    days = frozenset(desk.days)
    return replace(working_time.company(), days=days, opens=desk.opens, closes=desk.closes, zone=desk.zone)


def opens_next(desk: Desk) -> datetime | None:
    """Gives when the desk is there again; None while it is. After an absence, when that is over."""
    now, hours = clock.now(), hours_of(desk)
    if is_away(desk) and desk.away_until is not None:
        now = max(now, i18n.midnight(desk.away_until + timedelta(days=1)))
    elif hours.is_open(now):
        return None
    return next((begin if begin > now else now for begin, end in hours.spans(now) if end > now), None)


def is_away(desk: Desk) -> bool:
    """Whether the desk has said that it is away today, in its own zone."""
    today = clock.now().astimezone(ZoneInfo(desk.zone)).date()
    return bool(desk.away_from and desk.away_until and desk.away_from <= today <= desk.away_until)


def age(desk: Desk, since: datetime) -> timedelta:
    """Gives how much service time has passed since then."""
    return working_time.between(since, clock.now(), hours_of(desk))


def is_overdue(desk: Desk, waited: timedelta, urgency: str) -> bool:
    """Whether a question that has waited so long in service time ought to have an answer."""
    return waited > timedelta(hours=desk.within) * FASTER[urgency]


def open_count(desk_id: int) -> int:
    """Gives how many questions wait for the desk."""
    mine = select(func.count()).select_from(Case).where(Case.desk_id == desk_id, Case.state.in_(OPEN))
    return db.session.scalar(mine) or 0


def is_full(desk: Desk, waiting: int) -> bool:
    """Whether the desk has as many questions as it takes at a time."""
    return desk.most_open is not None and waiting >= desk.most_open


def takes_again(desk: Desk) -> datetime | None:
    """Gives when a full desk is likely to take a question: at the pace of four weeks; None where it had none."""
    now, hours = clock.now(), hours_of(desk)
    done = select(func.count()).select_from(Case).where(Case.desk_id == desk.id, Case.done_at > now - PERIOD)
    number = db.session.scalar(done) or 0
    if not number:
        return None
    return working_time.after(now, working_time.between(now - PERIOD, now, hours) / number, hours)


def desk_wait(desk: Desk) -> Wait | None:
    """Gives how much service time passes until a first answer of this desk; None with too few questions to say."""
    now, hours = clock.now(), hours_of(desk)
    asked = (
        select(Case.since, Question.answered_at)
        .join(Question, Question.id == Case.question_id)
        .where(Case.desk_id == desk.id, Case.since > now - LATELY)
        .order_by(Case.since.desc())
        .limit(MOST)
    )
    rows = db.session.execute(asked)
    settled = [(since, answered) for since, answered in rows if answered or since < now - YOUNG]
    return wait_of(working_time.between(since, answered, hours) if answered else NEVER for since, answered in settled)
