"""When mail may come: hours and days in the person's zone, shifts that take turns by week, the next digest."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.core import mail
from portal.core.i18n import zone

DAY = 24 * 60
# A digest that came late does not make the next one come at once.
APART = timedelta(hours=8)
_LOOK_AHEAD = 64


@dataclass(frozen=True)
class Window:
    """Days of a week (0 is Monday) and minutes of a day in which mail may come; past midnight where it ends early."""

    days: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Rhythm:
    """All that decides when a person gets mail."""

    digest: str = "daily"
    day: int = 0
    minute: int = 420
    time_zone: str = ""
    windows: tuple[Window, ...] = field(default_factory=tuple)
    rotates_from: date | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone, otherwise the company's."""
        return zone(self.time_zone or mail.settings().time_zone)


def rhythm(setting: Any) -> Rhythm:
    """Reads the rhythm from a row of settings."""
    windows = tuple(Window(tuple(w["days"]), w["start"], w["end"]) for w in setting.windows)
    minute = setting.digest_minute
    return Rhythm(setting.digest, setting.digest_day, minute, setting.time_zone, windows, setting.rotates_from)


def opens(rhythm: Rhythm, moment: datetime) -> datetime:
    """Gives the first instant from `moment` on at which mail may come."""
    if not rhythm.windows:
        return moment
    today = moment.astimezone(rhythm.zone).date()
    for n in range(-1, _LOOK_AHEAD):
        day = today + timedelta(days=n)
        window = _window(rhythm, day)
        if day.weekday() not in window.days:
            continue
        start = _at(rhythm, day, window.start)
        end = _at(rhythm, day, window.end + (DAY if window.end <= window.start else 0))
        if moment < end:
            return max(moment, start)
    return moment


def next_digest(rhythm: Rhythm, after: datetime) -> datetime | None:
    """Gives the first digest later than `after`, or None for somebody who wants none."""
    if rhythm.digest == "off":
        return None
    return next(moment for day in _days(rhythm, after) if (moment := opens(rhythm, day)) > after)


def _days(rhythm: Rhythm, after: datetime) -> Iterator[datetime]:
    day = after.astimezone(rhythm.zone).date() - timedelta(days=7)
    while True:
        if rhythm.digest == "daily" or day.weekday() == rhythm.day:
            yield _at(rhythm, day, rhythm.minute)
        day += timedelta(days=1)


def _window(rhythm: Rhythm, day: date) -> Window:
    monday = day - timedelta(days=day.weekday())
    weeks = (monday - rhythm.rotates_from).days // 7 if rhythm.rotates_from else 0
    return rhythm.windows[weeks % len(rhythm.windows)]


def _at(rhythm: Rhythm, day: date, minute: int) -> datetime:
    days, minute = divmod(minute, DAY)
    local = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), rhythm.zone)
    return local.astimezone(UTC)
