"""The company calendar: on which days and hours people work, and how much of that lies between two instants.

Hours are those of a wall clock in one zone; on the days when clocks are set anew, a working day may be shorter or
longer than on others. Public holidays come from the library `holidays` (ISO 3166 codes such as DE or DE-HE).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = 400  # days that are looked at; no clock of ours runs longer
_MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Hours:
    """When somebody is at work: weekdays (Monday is 0), minutes since midnight, the zone, the code of the holidays."""

    days: frozenset[int] = frozenset(range(5))
    opens: int = 8 * 60
    closes: int = 17 * 60
    zone: str = "Europe/Berlin"
    holidays: str = ""

    def spans(self, first: datetime, *, days: int = LONGEST) -> Iterator[tuple[datetime, datetime]]:
        """Gives, from the day of that instant on, when each working day begins and ends, in UTC."""
        here = ZoneInfo(self.zone)
        day = first.astimezone(here).date()
        for _number in range(days):
            if day.weekday() in self.days and not is_holiday(self.holidays, day):
                yield _instant(day, self.opens, here), _instant(day, self.closes, here)
            day += timedelta(days=1)

    def is_open(self, instant: datetime) -> bool:
        """Whether somebody is at work then."""
        return any(begin <= instant < end for begin, end in self.spans(instant, days=1))


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    whole = day + timedelta(days=minutes // _MIDNIGHT)
    left = minutes % _MIDNIGHT
    return datetime.combine(whole, time(left // 60, left % 60), zone).astimezone(UTC)


_company = Hours()


def configure(said: str, *, zone: str, holidays: str) -> None:
    """Says when the company works: `mon-fri 08:00-17:00`, checked by the settings, and the code of its holidays."""
    global _company
    _company = Hours(*_read(said), zone, holidays.strip("-"))


def company(country: str = "") -> Hours:
    """Gives when the company works; at a site in another country than its own, with the holidays of that one."""
    own = _company.holidays.partition("-")[0]
    return _company if country in ("", own) or not is_code(country) else replace(_company, holidays=country)


def _read(said: str) -> tuple[frozenset[int], int, int]:
    days, _, hours = said.partition(" ")
    first, last = (DAYS.index(day) for day in days.split("-"))
    opens, closes = (int(clock[:2]) * 60 + int(clock[3:]) for clock in hours.split("-"))
    return frozenset((first + n) % 7 for n in range((last - first) % 7 + 1)), opens, closes


def is_code(code: str) -> bool:
    """Whether the holidays of this country, or part of one, are known."""
    try:
        _calendar(code)
    except NotImplementedError:
        return False
    return True


def is_holiday(code: str, day: date) -> bool:
    """Whether that day is a public holiday there; nowhere with an empty code."""
    return bool(code) and day in _calendar(code)


@lru_cache(maxsize=32)
def _calendar(code: str) -> Any:
    from holidays import country_holidays  # its countries are modules of their own, which few processes need

    country, _, part = code.partition("-")
    return country_holidays(country, subdiv=part or None)


def between(first: datetime, last: datetime, hours: Hours) -> timedelta:
    """Gives how much working time lies between two instants; nothing where the last comes first."""
    passed = timedelta()
    for begin, end in hours.spans(first):
        if begin >= last:
            break
        passed += max(timedelta(), min(end, last) - max(begin, first))
    return passed


def after(first: datetime, time_needed: timedelta, hours: Hours) -> datetime:
    """Gives when so much working time has passed, at the earliest in working time.

    Raises LookupError where that is not within LONGEST days: then nobody works.
    """
    left = time_needed
    for begin, end in hours.spans(first):
        begins = max(begin, first)
        if end <= begins:
            continue
        if left <= end - begins:
            return begins + left
        left -= end - begins
    raise LookupError(f"no working time within {LONGEST} days")
