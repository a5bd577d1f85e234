"""Working time is counted on working days alone, by the clock on the wall."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.config import Settings, SettingsError
from portal.core.working_time import Hours, after, between, company, configure

HESSE = Hours(zone="Europe/Berlin", holidays="DE-HE")
NIGHT = Hours(frozenset(range(7)), 0, 24 * 60, "Europe/Berlin")
MINUTES = 525_600  # of a year


@pytest.fixture(autouse=True)
def as_set():
    yield
    configure("mon-fri 08:00-17:00", zone="Europe/Berlin", holidays="DE")


def utc(said: str) -> datetime:
    """Reads an instant in UTC."""
    return datetime.fromisoformat(said).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [
        ("2026-11-23 07:00", "2026-11-23 16:00", 9),  # a Monday, the clock shows 08:00 to 17:00
        ("2026-11-23 05:00", "2026-11-23 22:00", 9),
        ("2026-11-20 15:00", "2026-11-23 08:00", 2),  # Friday 16:00 to Monday 09:00
        ("2026-11-21 08:00", "2026-11-22 20:00", 0),  # a weekend
        ("2026-12-24 15:00", "2026-12-28 08:00", 2),  # Christmas lies between
        ("2026-06-03 14:00", "2026-06-05 07:00", 2),  # Corpus Christi is free in Hesse; summer time
        ("2026-11-23 12:00", "2026-11-23 12:00", 0),
        ("2026-11-23 12:00", "2026-11-20 12:00", 0),
    ],
)
def test_what_lies_between_is_counted_in_working_time(first: str, last: str, hours: int) -> None:
    assert between(utc(first), utc(last), HESSE) == timedelta(hours=hours)


def test_a_day_on_which_clocks_are_set_has_another_length() -> None:
    assert between(utc("2026-03-28 23:00"), utc("2026-03-29 22:00"), NIGHT) == timedelta(hours=23)
    assert between(utc("2026-10-24 22:00"), utc("2026-10-25 23:00"), NIGHT) == timedelta(hours=25)


@given(start=some.integers(0, MINUTES), minutes=some.integers(0, 6000))
def test_what_is_due_after_some_working_time_has_just_that_before_it(start: int, minutes: int) -> None:
    first, needed = utc("2026-01-01") + timedelta(minutes=start), timedelta(minutes=minutes)
    due = after(first, needed, HESSE)
    assert between(first, due, HESSE) == needed
    assert due >= first


def test_what_is_due_at_once_waits_for_somebody_to_be_there() -> None:
    assert after(utc("2026-11-21 08:00"), timedelta(), HESSE) == utc("2026-11-23 07:00")
    assert HESSE.is_open(utc("2026-11-23 07:00"))
    assert not HESSE.is_open(utc("2026-11-23 16:00"))
    assert not HESSE.is_open(utc("2026-11-22 12:00"))


def test_where_nobody_works_nothing_is_ever_due() -> None:
    with pytest.raises(LookupError):
        after(utc("2026-11-21 08:00"), timedelta(hours=1), Hours(frozenset()))


def test_a_site_abroad_has_the_holidays_of_its_country() -> None:
    configure("sun-thu 22:00-24:00", zone="Europe/Berlin", holidays="DE-HE")
    independence = utc("2026-11-11 21:30")  # a Wednesday, and free in Poland
    assert company().is_open(independence)
    assert company("DE").holidays == "DE-HE"
    assert not company("PL").is_open(independence)
    assert company("XX") == company()
    assert company().days == {6, 0, 1, 2, 3}


@pytest.mark.parametrize("said", ["mon-fri", "mon-fri 17:00-08:00", "mo-fr 08:00-17:00", "mon-fri 08:00-25:00"])
def test_hours_that_nobody_can_work_are_refused_at_start(said: str) -> None:
    with pytest.raises(SettingsError, match="FOYER_WORKING_HOURS"):
        Settings.from_env({"FOYER_WORKING_HOURS": said})
    with pytest.raises(SettingsError, match="FOYER_HOLIDAYS"):
        Settings.from_env({"FOYER_HOLIDAYS": "Germany"})
