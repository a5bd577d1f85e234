"""The overview: what was not read, once, at the person's time, and nothing when there is nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from portal.core import clock, db, jobs
from portal.core.subjects import Ref
from portal.mail import preparing
from portal.mail.actions import choose, stop
from portal.mail.forms import RhythmForm
from portal.mail.models import Message, Setting
from portal.notifications import Notice, mute
from portal.notifications.actions import mark_read_about
from tests.comments.factories import make_comment
from tests.counterparts.mail_catcher import Catcher
from tests.factories import actor, make_user
from tests.mail.conftest import work
from tests.posts.factories import make_post

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def ann(catcher: Catcher):
    """Ann writes posts and reads mail; it is Monday, ten in Berlin."""
    clock.freeze(MONDAY)
    user = make_user("Ann", email="ann@corp.example")
    preparing.add_settings()
    db.commit()
    return user


def comment(post, words: str = "Nice", by=None) -> None:
    """Somebody comments, and the job that tells of it has run."""
    make_comment(Ref("post", post.id), by or make_user("Bob"), words)
    jobs.run_all()


def day(number: int, hour: int = 9) -> None:
    """It is that day, counted from Monday; the worker works."""
    clock.freeze(MONDAY + timedelta(days=number, hours=hour - 9))
    work(seconds=0)


def test_what_was_not_read_comes_the_next_morning_and_never_again(catcher: Catcher, ann) -> None:
    comment(make_post(ann, title="Canteen menu"), "Soup again?")
    day(0)
    assert catcher.caught == []
    day(1, 5)
    assert catcher.caught == [], "not before seven in Berlin"
    day(1, 7)
    [caught] = catcher.to("ann@corp.example")
    assert caught.mail["Subject"] == "1 thing is new for you"
    assert "Bob commented on Canteen menu" in caught.part("plain")
    assert "Soup again?" in caught.part("html")
    assert "List-Unsubscribe-Post" in caught.mail
    assert caught.mail["Reply-To"] is None
    for number in range(2, 9):
        day(number, 7)
    assert len(catcher.caught) == 1


def test_what_comes_after_the_overview_is_in_the_next_one(catcher: Catcher, ann) -> None:
    post = make_post(ann, title="Canteen menu")
    comment(post, "First")
    day(1)
    comment(post, "Second", by=make_user("Carl"))
    day(2)
    first, second = [caught.part("plain") for caught in catcher.caught]
    assert "First" in first
    assert "Second" in second
    assert "First" not in second


def test_what_was_read_is_left_out_and_nothing_makes_no_mail(catcher: Catcher, ann) -> None:
    post, other = make_post(ann, title="Canteen"), make_post(ann, title="Parking")
    comment(post)
    comment(other)
    mark_read_about(actor(ann), Ref("post", post.id))
    db.commit()
    day(1)
    [caught] = catcher.caught
    assert "Parking" in caught.part("plain")
    assert "Canteen" not in caught.part("plain")
    comment(post)
    mark_read_about(actor(ann), Ref("post", post.id))
    db.commit()
    day(2)
    assert len(catcher.caught) == 1


def test_what_was_mailed_at_once_is_not_in_the_overview(catcher: Catcher, ann) -> None:
    comment(make_post(make_user("Carl"), title="Canteen"), f"@{ann.slug}?")
    work()
    assert len(catcher.caught) == 1
    day(1)
    assert len(catcher.caught) == 1


def test_a_muted_thread_is_left_out(catcher: Catcher, ann) -> None:
    post = make_post(ann, title="Canteen")
    comment(post)
    mute(actor(ann), Ref("post", post.id))
    db.commit()
    day(1)
    assert catcher.caught == []


def test_more_than_fits_is_counted(catcher: Catcher, ann) -> None:
    bob = make_user("Bob")
    for n in range(preparing.MOST_ITEMS + 5):
        comment(make_post(ann, title=f"Post number {n}"), by=bob)
    day(1)
    [caught] = catcher.caught
    assert caught.mail["Subject"] == "30 things are new for you"
    assert "And 5 more in the portal." in caught.part("plain")
    day(2)
    assert len(catcher.caught) == 1


def test_german_overview(catcher: Catcher, ann) -> None:
    ann.language = "de"
    db.commit()
    comment(make_post(ann, title="Kantine"))
    day(1)
    [caught] = catcher.caught
    assert caught.mail["Subject"] == "Eine Neuigkeit für dich"
    assert "Das hast du noch nicht gelesen." in caught.part("plain")


def pick(user, choices: dict[str, str] | None = None, **form: object) -> None:
    choose(actor(user), choices or {}, RhythmForm(**form))
    db.commit()


def test_once_a_week_comes_on_the_day_that_was_chosen(catcher: Catcher, ann) -> None:
    pick(ann, digest="weekly", digest_day=3, digest_time="16:00")
    comment(make_post(ann, title="Canteen"))
    for number in range(3):
        day(number, 16)
    day(3, 14)
    assert catcher.caught == []
    day(3, 16)
    assert len(catcher.caught) == 1


def test_who_wants_none_gets_none_and_kinds_can_be_left_out(catcher: Catcher, ann) -> None:
    comment(make_post(ann, title="Canteen"))
    pick(ann, digest="off")
    day(1)
    pick(ann, {"comment": "off"})
    day(2)
    assert catcher.caught == []
    pick(ann, {"comment": "digest"})
    day(3)
    assert len(catcher.caught) == 1


def test_a_kind_at_once_comes_at_once(catcher: Catcher, ann) -> None:
    pick(ann, {"comment": "now"})
    comment(make_post(ann, title="Canteen"))
    work()
    assert len(catcher.caught) == 1


def test_in_quiet_hours_mail_waits(catcher: Catcher, ann) -> None:
    pick(ann, {"comment": "now"}, hours="hours", days1=(0, 1, 2, 3, 4), from1="06:00", to1="14:00")
    post = make_post(ann, title="Canteen")
    clock.freeze(MONDAY + timedelta(hours=6))
    comment(post)
    work()
    day(1, 4)
    assert catcher.caught == []
    day(1, 5)
    assert len(catcher.caught) == 1, "six in Berlin is five in UTC"


def test_a_mail_that_was_delayed_into_quiet_hours_waits_for_their_end(catcher: Catcher, ann) -> None:
    pick(ann, {"comment": "now"}, hours="hours", days1=(0, 1, 2, 3, 4), from1="06:00", to1="11:00")
    catcher.faults = ["greylist"] * 5
    comment(make_post(ann, title="Canteen"))
    clock.freeze(MONDAY + timedelta(minutes=50))
    work(seconds=30)
    catcher.faults = []
    work(hours=3)
    assert catcher.caught == []
    day(1, 6)
    assert len(catcher.caught) == 1


def test_who_ends_mails_gets_none_that_already_waits(catcher: Catcher, ann) -> None:
    pick(ann, {"comment": "now"})
    catcher.faults = ["greylist"] * 3
    comment(make_post(ann, title="Canteen"))
    work()
    stop(ann.id, "comment")
    db.commit()
    work(hours=1)
    work(hours=3)
    assert catcher.caught == []


def test_a_worker_that_was_away_sends_one_overview_and_not_two(catcher: Catcher, ann) -> None:
    post = make_post(ann, title="Canteen")
    comment(post)
    day(4, 20)
    comment(post, "Later", by=make_user("Carl"))
    day(4, 22)
    assert len(catcher.caught) == 1
    day(5, 7)
    assert len(catcher.caught) == 2


def test_new_accounts_get_the_preset(catcher: Catcher, ann) -> None:
    new = make_user("Newcomer")
    work(minutes=6)
    row = db.session.scalars(select(Setting).where(Setting.user_id == new.id)).one()
    assert row.next_digest_at == MONDAY.replace(day=24, hour=6)


events = st.lists(
    st.sampled_from(
        ["comment", "mention", "read", "read all", "unread", "hour", "night", "late", "fault", "off", "on"]
    ),
    min_size=5,
    max_size=40,
)


@given(events)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_mail_repeats_what_was_mailed_or_read(catcher: Catcher, app, happened: list[str]) -> None:
    """Whatever happens in whatever order: each turn of each notice is in at most one mail, and never after reading."""
    clock.freeze(MONDAY)
    db.session.execute(update(Message).values(state="dropped"))
    reader, by = make_user("Ann Reader", email=None), make_user("Bob")
    reader.email = f"reader{reader.id}@corp.example"
    db.commit()
    posts = [make_post(reader, title=f"Post {reader.id} {n}") for n in range(2)]
    World(reader, by, posts, catcher).live(happened)


class World:
    """One reader and two posts."""

    def __init__(self, reader, by, posts, catcher: Catcher) -> None:
        self.reader, self.by, self.posts, self.catcher = reader, by, posts, catcher
        self.written = 0

    def live(self, happened: list[str]) -> None:
        for number, name in enumerate(happened):
            clock.freeze(clock.now() + timedelta(seconds=1))
            getattr(self, name.replace(" ", "_"))(self.posts[number % 2])
            db.commit()
        self.night(self.posts[0])
        told = [word for mail in self.catcher.to(self.reader.email) for word in self.words(mail.part("plain"))]
        assert len(told) == len(set(told)), "something was told twice"

    def words(self, text: str) -> list[str]:
        return [word.strip("?.") for word in text.split() if word.startswith("word")]

    def comment(self, post) -> None:
        self.written += 1
        make_comment(Ref("post", post.id), self.by, f"word{self.written}")

    def mention(self, post) -> None:
        self.written += 1
        make_comment(Ref("post", post.id), self.by, f"@{self.reader.slug} word{self.written}")

    def read(self, post) -> None:
        mark_read_about(actor(self.reader), Ref("post", post.id))

    def read_all(self, post) -> None:
        from portal.notifications import mark_all_read

        self.instant = mark_all_read(actor(self.reader))

    def unread(self, post) -> None:
        from portal.notifications import unread_again

        unread_again(actor(self.reader), getattr(self, "instant", MONDAY))

    def hour(self, post) -> None:
        before = len(self.catcher.caught)
        unread = db.session.query(Notice).filter(Notice.user_id == self.reader.id, Notice.read_at.is_(None)).count()
        work(hours=1)
        assert unread or len(self.catcher.caught) == before, "a mail although everything was read"

    def night(self, post) -> None:
        for _ in range(3):
            work(hours=8)

    def late(self, post) -> None:
        work(seconds=5)

    def fault(self, post) -> None:
        self.catcher.faults = ["greylist", "drop"]

    def off(self, post) -> None:
        pick(self.reader, {"comment": "off"}, digest="off")

    def on(self, post) -> None:
        pick(self.reader, {"comment": "digest"}, digest="daily")
