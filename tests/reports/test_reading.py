"""Reading what was reported without seeing it: a second person agrees, and exactly that one thing opens for a while."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

import search
from auth.models import RoleGrant, User
from auth.policy import can, get
from auth.sockets import may_enter
from portal.audit import Entry, verify
from portal.core import clock, db
from portal.core.errors import Conflict, Forbidden, NotFound
from portal.notifications import Notice
from portal.posts import Post, edit_post, remove_post
from portal.posts.forms import EditForm
from portal.reports import Reading, Report, SettleForm, settle
from portal.reports.jobs import end_readings, forget_reports
from portal.reports.reading import agree, ask, decline, open_reading, withdraw
from portal.reports.reading.forms import AskForm
from portal.reports.reading.queries import words
from tests.factories import actor, make_user
from tests.groups.factories import add_member
from tests.posts.factories import fresh, make_post
from tests.reports.factories import SECRET, Closed, make_asked, make_closed


@pytest.fixture
def closed(app) -> Closed:
    return make_closed()


@pytest.fixture
def opened(closed: Closed) -> Reading:
    """Petra asked, Max agreed, Petra opened it."""
    wanted = make_asked(closed)
    agree(actor(closed.max), wanted.id, "The reason suffices.", hours=72)
    return open_reading(actor(closed.petra), wanted.id)


def notices(user: User) -> list[str]:
    rows = db.session.scalars(select(Notice).where(Notice.user_id == user.id, Notice.kind.in_(["reading", "was-read"])))
    return [row.data["step"] for row in rows]


def acts() -> list[str]:
    return list(db.session.scalars(select(Entry.event).where(Entry.event.like("Reading%")).order_by(Entry.id)))


def test_the_second_person_opens_exactly_that_one_thing(closed: Closed) -> None:
    other = make_post(closed.ann, closed.group.key, title="Something else")
    wanted = make_asked(closed)
    assert notices(closed.max) == ["asked"]
    assert words(actor(closed.petra), wanted) is None
    agree(actor(closed.max), wanted.id, "The reason suffices.", hours=72)
    assert notices(closed.petra) == ["agreed"]
    assert words(actor(closed.petra), wanted) is None, "nothing is shown before the author is told"
    open_reading(actor(closed.petra), wanted.id)
    open_reading(actor(closed.petra), wanted.id)
    shown = words(actor(closed.petra), wanted)
    assert shown is not None
    assert (shown.title, shown.author, shown.is_changed) == (SECRET, "Ann Author", False)
    assert "is not for you." in shown.body
    assert words(actor(closed.max), wanted) is None
    assert notices(closed.ann) == ["opened"]
    assert acts() == ["ReadingAsked", "ReadingAgreed", "ReadingOpened"]
    for thing in (closed.post, other):
        with pytest.raises(NotFound):
            get(actor(closed.petra), Post, thing.id)


def test_no_list_search_feed_or_room_opens_with_it(closed: Closed, opened: Reading, as_) -> None:
    db.commit()
    assert search.find(actor(closed.petra), SECRET).total == 0
    assert not may_enter(closed.petra.id, closed.group.key)
    browser = as_(closed.petra)
    for path in ("/home?view=all", "/reports", "/notifications", "/groups", "/settings/concerning-me"):
        page = browser.get(path)
        assert page.status_code == 200, path
        assert SECRET not in page.get_data(as_text=True), path
    assert browser.get(f"/posts/{closed.post.id}").status_code == 404
    assert SECRET in browser.get(f"/reports/readings/{opened.id}").get_data(as_text=True)
    assert SECRET not in as_(closed.max).get(f"/reports/readings/{opened.id}").get_data(as_text=True)


def test_the_log_keeps_each_step_and_no_word_of_the_thing(closed: Closed, opened: Reading) -> None:
    withdraw(actor(closed.petra), opened.id)
    db.commit()
    assert acts() == ["ReadingAsked", "ReadingAgreed", "ReadingOpened", "ReadingEnded"]
    entries = db.session.scalars(select(Entry).where(Entry.event.like("Reading%"))).all()
    assert {entry.person_id for entry in entries} == {closed.ann.id}
    assert {entry.audience for entry in entries} == {"nobody"}
    assert SECRET not in str([(entry.reason, entry.details) for entry in entries])
    assert verify().fault == ""


def test_the_author_reads_who_asked_who_agreed_and_why(closed: Closed, opened: Reading, as_) -> None:
    db.commit()
    page = as_(closed.ann).get("/settings/concerning-me").get_data(as_text=True)
    for said in ("Petra Peters", "Somebody is said to be named", "Max Moder", "The reason suffices.", "Agreed by"):
        assert said in page, said
    assert "Bob Reporter" not in page


VERBS = ("create", "moderate", "manage")


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("petra", {"create", "manage"}),
        ("max", {"create", "moderate"}),
        ("third", {"create", "moderate"}),
        ("ann", set()),
        ("bob", set()),
        ("ida", set()),
    ],
)
def test_who_may_ask_answer_and_open(app, who: str, allowed: set[str]) -> None:
    closed = make_closed(ann=("community-manager",))
    people = closed._asdict() | {
        "third": make_user("Third", roles=("moderator", "community-manager")),
        "ida": make_user("Ida", roles=("it-admin", "hr-admin", "works-council")),
    }
    wanted = make_asked(closed)
    assert {verb for verb in VERBS if can(actor(people[who]), verb, wanted)} == allowed


def test_nobody_agrees_to_what_they_asked_for_or_wrote(app) -> None:
    closed = make_closed(ann=("community-manager",))
    wanted = make_asked(closed)
    with pytest.raises(Forbidden):
        agree(actor(closed.petra), wanted.id, "Yes, I may.", hours=72)
    with pytest.raises(NotFound):
        agree(actor(closed.ann), wanted.id, "It is mine.", hours=72)
    with pytest.raises(NotFound):
        decline(actor(closed.bob), wanted.id, "No.")
    with pytest.raises(Forbidden):
        open_reading(actor(closed.max), wanted.id)
    assert notices(closed.ann) == []


def test_a_declined_one_stays_closed_and_may_be_asked_for_again(closed: Closed) -> None:
    wanted = make_asked(closed)
    decline(actor(closed.max), wanted.id, "Ask the group first.")
    assert notices(closed.petra) == ["declined"]
    with pytest.raises(Conflict):
        open_reading(actor(closed.petra), wanted.id)
    assert make_asked(closed).id != wanted.id


def test_the_first_answer_counts(closed: Closed) -> None:
    third = make_user("Third", roles=("moderator",))
    wanted = make_asked(closed)
    agree(actor(closed.max), wanted.id, "Yes, look.", hours=72)
    for answer in (
        lambda: agree(actor(third), wanted.id, "Me too.", hours=72),
        lambda: decline(actor(third), wanted.id, "No!"),
    ):
        with pytest.raises(Conflict):
            answer()
    assert acts() == ["ReadingAsked", "ReadingAgreed"]


def test_one_asks_once_and_not_for_what_one_sees(closed: Closed) -> None:
    make_asked(closed)
    with pytest.raises(Conflict):
        make_asked(closed)
    add_member(closed.group, closed.max)
    with pytest.raises(Conflict):
        ask(actor(closed.max), AskForm(about=closed.about, reason="I want to look at it."))


def test_what_nobody_reported_cannot_be_asked_for(closed: Closed) -> None:
    other = make_post(closed.ann, closed.group.key)
    for person, about in (
        (closed.petra, f"post:{other.id}"),
        (closed.petra, "post:999999"),
        (closed.bob, closed.about),
    ):
        with pytest.raises(NotFound):
            ask(actor(person), AskForm(about=about, reason="I want to look at it."))


def _remove(closed: Closed) -> None:
    remove_post(actor(closed.ann), fresh(closed.post))


def _move(closed: Closed) -> None:
    fresh(closed.post).audience = f"user:{closed.ann.id}"


def _settle(closed: Closed) -> None:
    db.session.query(Report).update({"settled_at": clock.now()})


def _wait(_closed: Closed) -> None:
    clock.freeze(clock.now() + timedelta(hours=72))


def _take_the_role(closed: Closed) -> None:
    db.session.execute(delete(RoleGrant).where(RoleGrant.user_id == closed.petra.id))


ENDS: dict[str, Callable[[Closed], None]] = {
    "gone": _remove,
    "moved": _move,
    "settled": _settle,
    "time": _wait,
    "role": _take_the_role,
}


@pytest.mark.parametrize("why", ENDS)
def test_whatever_ends_it_ends_the_sight_at_once_and_is_noted(closed: Closed, opened: Reading, why: str) -> None:
    petra = actor(closed.petra)
    assert words(petra, opened) is not None
    ENDS[why](closed)
    db.session.flush()
    assert words(petra, opened) is None, "at once, before any job has run"
    end_readings()
    end_readings()
    assert (opened.state, opened.ending) == ("ended", why)
    assert acts()[-1] == "ReadingEnded"
    assert acts().count("ReadingEnded") == 1


@pytest.mark.parametrize("why", [why for why in ENDS if why != "time"])
def test_there_is_nothing_to_agree_to_any_more(closed: Closed, why: str) -> None:
    wanted = make_asked(closed)
    ENDS[why](closed)
    db.session.flush()
    with pytest.raises(Conflict):
        agree(actor(closed.max), wanted.id, "Yes, look.", hours=72)


def test_who_has_lost_the_role_meanwhile_agrees_to_nothing(closed: Closed) -> None:
    wanted, before = make_asked(closed), actor(closed.max)
    db.session.execute(delete(RoleGrant).where(RoleGrant.user_id == closed.max.id))
    with pytest.raises(Forbidden):
        agree(before, wanted.id, "Yes, look.", hours=72)


def test_a_purged_thing_takes_its_requests_along(closed: Closed, opened: Reading) -> None:
    forget_reports(kind="post", subject_id=closed.post.id)
    assert acts()[-1] == "ReadingEnded"
    assert db.session.query(Reading).count() == 0


def test_words_that_were_changed_after_the_report_are_marked(closed: Closed, opened: Reading) -> None:
    clock.freeze(clock.now() + timedelta(minutes=5))
    post = fresh(closed.post)
    edit_post(actor(closed.ann), post, EditForm(title=post.title, body="Nothing was here.", version=post.version))
    shown = words(actor(closed.petra), opened)
    assert shown is not None
    assert shown.is_changed


def test_settling_ends_every_request_and_the_author_hears_of_no_report(closed: Closed, opened: Reading, as_) -> None:
    settle(actor(closed.petra), SettleForm(about=closed.about, reason="Talked with the author."))
    assert (opened.state, opened.ending) == ("ended", "settled")
    db.commit()
    assert "Talked with" not in as_(closed.ann).get("/settings/concerning-me").get_data(as_text=True)
    with pytest.raises(NotFound):
        settle(actor(closed.petra), SettleForm(about=closed.about, reason="Once more."))


def test_who_does_not_know_what_was_reported_settles_nothing(closed: Closed) -> None:
    for person in (closed.max, closed.petra, closed.bob, closed.ann):
        with pytest.raises(Forbidden):
            settle(actor(person), SettleForm(about=closed.about, reason="Looks fine."))
