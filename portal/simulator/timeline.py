"""Turns the scenario's own time into real instants, so that a demo is lively whenever it is loaded.

What happens is fixed by the seed alone: moments are whole numbers from 0 to `END`, evenly full of life. When a
company is loaded, this axis is laid backwards from now over the calendar of Central Europe: much in working hours,
little at night, on Sundays and on holidays. The order of moments stays, and none lies in the future.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

END = 1_000_000_000
_HOUR = timedelta(hours=1)
_HOURS = (3, 2, 3, 2, 2, 10, 38, 56, 60, 64, 60, 50, 64, 60, 58, 50, 36, 22, 16, 14, 14, 15, 10, 5)
_FEASTS = {(1, 1), (5, 1), (10, 3), (12, 24), (12, 25), (12, 26), (12, 31)}
_MOVING = (-2, 1, 39, 50)  # days after Easter: Good Friday, Easter Monday, Ascension, Whit Monday


def easter(year: int) -> date:
    """Gives Easter Sunday (Gauss's rule as corrected by Lichtenberg)."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    golden = year % 19
    seed = (19 * golden + moon) % 30
    correction = (seed + golden // 11) // 29
    full = 21 + seed - correction
    sunday = 7 - (year + year // 4 + sun) % 7
    distance = 7 - (full - sunday) % 7
    return date(year, 3, 1) + timedelta(days=full + distance - 1)


def is_holiday(day: date) -> bool:
    """Whether the company rests on that day."""
    return (day.month, day.day) in _FEASTS or (day - easter(day.year)).days in _MOVING


def local(instant: datetime) -> datetime:
    """Gives the wall clock of Central Europe, naive; the rule itself, so that no time zone files are needed."""
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    begins, ends = (_last_sunday(utc.year, month) + _HOUR for month in (3, 10))
    return utc + (2 if begins <= utc < ends else 1) * _HOUR


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31)  # noqa: DTZ001 - a wall clock, both months have 31 days
    return last - timedelta(days=(last.weekday() + 1) % 7)


class Timeline:
    """The instants of a scenario that ends now."""

    def __init__(self, now: datetime, days: int) -> None:
        self._now = now.astimezone(UTC)
        self._start = (self._now - timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
        whole = int((self._now - self._start) // _HOUR) + 1
        self._weights = [_weight(local(self._start + hour * _HOUR)) * 3600 for hour in range(whole)]
        self._last = int((self._now - self._start).total_seconds()) - (whole - 1) * 3600
        self._weights[-1] = max(self._weights[-1] * self._last // 3600, 1)
        self._reached = [0, *accumulate(self._weights)]

    def at(self, moment: int) -> datetime:
        """Gives the instant of a moment, to the second; never later than now."""
        ticket = max(moment, 0) * self._reached[-1]
        hour = min(bisect_right(self._reached, ticket // END) - 1, len(self._weights) - 1)
        inside = ticket - self._reached[hour] * END
        length = 3600 if hour < len(self._weights) - 1 else self._last
        seconds = inside * length // (self._weights[hour] * END)
        return min(self._start + timedelta(hours=hour, seconds=seconds), self._now)

    def day(self, days: int) -> datetime:
        """Gives the instant so many days before the end."""
        return self._now - timedelta(days=days)


def _weight(wall: datetime) -> int:
    weight = _HOURS[wall.hour] * 6
    if is_holiday(wall.date()) or wall.weekday() == 6:
        return max(weight // 9, 1)
    return max(weight // 5, 1) if wall.weekday() == 5 else weight
