"""A rhythm as the page of settings shows it."""

from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from babel.dates import get_day_names

from portal.core import clock, i18n, mail

from .models import Setting
from .times import rhythm

_WEEKS = 3


class ShownWeek(NamedTuple):
    """One week of a rhythm in the words of a form."""

    days: tuple[str, ...]
    start: str
    end: str


class ShownRhythm(NamedTuple):
    """A rhythm in the words of a form."""

    digest: str
    digest_day: int
    digest_time: str
    time_zone: str
    hours: str
    weeks: list[ShownWeek]
    turns: int
    this_week: int
    is_paused: bool


def shown_rhythm(setting: Setting) -> ShownRhythm:
    """Gives somebody's setting in the words of the form; weeks that were not chosen hold an office week."""
    found = rhythm(setting)
    weeks = [ShownWeek(tuple(map(str, w.days)), _clock(w.start), _clock(w.end)) for w in found.windows]
    usual = ShownWeek(("0", "1", "2", "3", "4"), "07:00", "19:00")
    hours = ("always", "hours", "shifts")[min(2, len(weeks))]
    this_week = 1
    if found.rotates_from is not None:
        today = clock.now().astimezone(found.zone).date()
        monday = today - timedelta(days=today.weekday())
        this_week = (monday - found.rotates_from).days // 7 % max(1, len(weeks)) + 1
    return ShownRhythm(
        found.digest,
        found.day,
        _clock(found.minute),
        found.time_zone,
        hours,
        [*weeks, *[usual] * _WEEKS][:_WEEKS],
        max(2, len(weeks)),
        this_week,
        setting.paused_at is not None,
    )


def weekdays() -> list[tuple[str, str, str]]:
    """Gives the days of a week from Monday: number, short name, name."""
    language = i18n.language()
    short, long = get_day_names("abbreviated", locale=language), get_day_names("wide", locale=language)
    return [(str(n), short[n], long[n]) for n in range(7)]


def zones() -> list[tuple[str, Any]]:
    """Gives the time zones to choose from, the company's first."""
    return [("", mail.settings().time_zone), *((name, name) for name in _places())]


@lru_cache(maxsize=1)
def _places() -> list[str]:
    continents = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return sorted(name for name in available_timezones() if name.startswith(continents))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
