"""A demo is lively whenever it is loaded, and nothing happens in the future."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.simulator.timeline import END, Timeline, easter, is_holiday, local

NOWS = (
    datetime(2026, 11, 20, 14, 30, tzinfo=UTC),
    datetime(2026, 11, 22, 3, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC),
)


@pytest.mark.parametrize("now", NOWS)
def test_moments_keep_their_order_and_none_is_in_the_future(now: datetime) -> None:
    timeline = Timeline(now, 120)
    instants = [timeline.at(moment) for moment in range(0, END + 1, END // 5000)]
    assert instants == sorted(instants)
    assert instants[-1] <= now
    assert now - timedelta(days=121) < instants[0] < now - timedelta(days=119)


@pytest.mark.parametrize("now", NOWS)
def test_the_last_moments_are_close_to_now_in_working_time(now: datetime) -> None:
    timeline = Timeline(now, 120)
    assert now - timeline.at(END - END // 100) < timedelta(days=6)
    assert now - timeline.at(END - 1) < timedelta(hours=1)


def test_most_happens_in_working_hours() -> None:
    timeline = Timeline(NOWS[0], 120)
    walls = [local(timeline.at(moment)) for moment in range(0, END, END // 4000)]
    weekdays = Counter(wall.weekday() for wall in walls)
    assert weekdays[6] * 6 < weekdays[1]
    assert sum(6 <= wall.hour < 18 for wall in walls) > len(walls) * 8 // 10


def test_the_clock_of_central_europe_changes_twice_a_year() -> None:
    assert local(datetime(2026, 3, 29, 0, 59, tzinfo=UTC)).hour == 1
    assert local(datetime(2026, 3, 29, 1, 0, tzinfo=UTC)).hour == 3
    assert local(datetime(2026, 10, 25, 0, 59, tzinfo=UTC)).hour == 2
    assert local(datetime(2026, 10, 25, 1, 0, tzinfo=UTC)).hour == 2


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25))],
)
def test_easter_is_where_the_calendar_has_it(year: int, day: date) -> None:
    assert easter(year) == day


def test_holidays_are_known() -> None:
    assert is_holiday(date(2026, 4, 3))
    assert is_holiday(date(2026, 5, 14))
    assert is_holiday(date(2026, 12, 25))
    assert not is_holiday(date(2026, 4, 7))
