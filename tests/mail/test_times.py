"""When mail may come: hours, nights, shifts that take turns, summer time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.mail.times import APART, Rhythm, Window, next_digest, opens

OFFICE = Window((0, 1, 2, 3, 4), 7 * 60, 19 * 60)
NIGHT = Window((0, 1, 2, 3, 4), 22 * 60, 6 * 60)


@pytest.fixture(autouse=True)
def _zone(configured) -> None:
    configured(time_zone="Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "moment", "opening"),
    [
        (OFFICE, "2026-11-23T09:00", "2026-11-23T09:00"),
        (OFFICE, "2026-11-23T04:00", "2026-11-23T06:00"),
        (OFFICE, "2026-11-23T18:00", "2026-11-24T06:00"),
        (OFFICE, "2026-11-27T18:00", "2026-11-30T06:00"),
        (OFFICE, "2026-07-20T04:00", "2026-07-20T05:00"),
        (NIGHT, "2026-11-23T02:00", "2026-11-23T21:00"),
        (NIGHT, "2026-11-24T02:00", "2026-11-24T02:00"),
        (NIGHT, "2026-11-28T04:59", "2026-11-28T04:59"),
        (NIGHT, "2026-11-28T05:00", "2026-11-30T21:00"),
    ],
)
def test_mail_waits_until_it_may_come(window: Window, moment: str, opening: str) -> None:
    assert opens(Rhythm(windows=(window,)), at(moment)) == at(opening)


def test_shifts_take_turns_by_week() -> None:
    early, late = Window((0, 1, 2, 3, 4), 360, 840), Window((0, 1, 2, 3, 4), 840, 1320)
    rhythm = Rhythm(windows=(early, late), rotates_from=date(2026, 11, 23))
    assert opens(rhythm, at("2026-11-23T03:00")) == at("2026-11-23T05:00")
    assert opens(rhythm, at("2026-11-30T03:00")) == at("2026-11-30T13:00")
    assert opens(rhythm, at("2026-12-07T03:00")) == at("2026-12-07T05:00")
    assert opens(rhythm, at("2026-11-16T03:00")) == at("2026-11-16T13:00"), "before the first week as well"


def test_a_week_without_mail_is_waited_for() -> None:
    rhythm = Rhythm(windows=(OFFICE, Window((), 0, 0)), rotates_from=date(2026, 11, 23))
    assert opens(rhythm, at("2026-11-30T12:00")) == at("2026-12-07T06:00")


def test_the_overview_comes_at_seven_in_winter_and_summer() -> None:
    assert next_digest(Rhythm(), at("2026-11-23T09:00")) == at("2026-11-24T06:00")
    assert next_digest(Rhythm(), at("2026-07-20T09:00")) == at("2026-07-21T05:00")
    assert next_digest(Rhythm(time_zone="America/New_York"), at("2026-11-23T09:00")) == at("2026-11-23T12:00")
    assert next_digest(Rhythm(digest="off"), at("2026-11-23T09:00")) is None


def test_an_overview_outside_the_hours_comes_when_they_begin_and_once() -> None:
    rhythm = Rhythm(windows=(Window((0, 1, 2, 3, 4), 360, 840),), minute=23 * 60)
    friday = at("2026-11-27T05:00")
    monday = next_digest(rhythm, friday + APART)
    assert monday == at("2026-11-30T05:00")
    assert next_digest(rhythm, monday + APART) == at("2026-12-01T05:00")


def test_once_a_week_is_once_a_week() -> None:
    rhythm = Rhythm(digest="weekly", day=2)
    first = next_digest(rhythm, at("2026-11-23T09:00"))
    assert first == at("2026-11-25T06:00")
    assert next_digest(rhythm, first + APART) == at("2026-12-02T06:00")


windows = st.builds(
    Window,
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    st.integers(0, 1439),
    st.integers(0, 1440),
)
rhythms = st.builds(
    Rhythm,
    digest=st.sampled_from(["daily", "weekly"]),
    day=st.integers(0, 6),
    minute=st.integers(0, 1439),
    time_zone=st.sampled_from(["", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu", "Europe/London"]),
    windows=st.lists(windows, max_size=3).map(tuple),
    rotates_from=st.none() | st.sampled_from([date(2026, 3, 23), date(2026, 10, 19)]),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001


@pytest.mark.anywhere
@given(rhythms, moments)
@settings(max_examples=400, deadline=None)
def test_mail_comes_later_never_earlier_and_the_hours_hold(rhythm: Rhythm, moment: datetime) -> None:
    opening = opens(rhythm, moment)
    assert opening >= moment
    assert opens(rhythm, opening) == opening, "what may come now may come now"
    digest = next_digest(rhythm, moment)
    assert digest is not None
    assert moment < digest <= moment + timedelta(weeks=8)
    assert opens(rhythm, digest) == digest
