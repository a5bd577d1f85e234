"""A question comes to a desk, and people there carry it further without getting into each other's way."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from auth import accounts
from auth.models import User
from portal.core import clock, db, jobs
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.subjects import Ref
from portal.notifications import Notice
from portal.questions import (
    MoveForm,
    accept_answer,
    close_question,
    confirm_answer,
    move_question,
    question_row,
    rights,
    withdraw_acceptance,
)
from portal.questions.desks import board, cases
from portal.questions.desks.forms import HandOverForm
from portal.questions.desks.models import Case
from portal.questions.desks.timing import desk_wait, takes_again
from tests.comments.factories import make_comment
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.questions.desks.factories import make_desk
from tests.questions.factories import fresh, make_answer, make_question

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    clock.freeze(MONDAY)
    yield
    clock.freeze(None)


@pytest.fixture
def lena(app) -> User:
    return make_user("Lena")


@pytest.fixture
def max_(app) -> User:
    return make_user("Max")


def state(question) -> tuple[str, int | None]:
    case = fresh_case(question)
    return case.state, case.holder_id


def fresh_case(question) -> Case:
    return db.session.get_one(Case, question.id, populate_existing=True)


def told(user: User) -> list[str]:
    heard = select(Notice).where(Notice.user_id == user.id, Notice.kind == "desk")
    rows = db.session.scalars(heard.order_by(Notice.id))
    return [row.data["what"] for row in rows]


def test_two_who_take_a_question_do_not_both_have_it(lena, max_) -> None:
    desk = make_desk(lena, max_)
    jonas = make_user("Jonas")
    question = make_question(jonas, desk=desk.slug, at=MONDAY)
    assert (told(lena), told(max_), told(jonas)) == (["new"], ["new"], [])
    cases.take(actor(lena), question.id)
    cases.take(actor(lena), question.id)
    with pytest.raises(Conflict, match="Lena has taken"):
        cases.take(actor(max_), question.id)
    assert state(question) == ("taken", lena.id)
    assert told(jonas) == ["taken"]
    cases.give(actor(lena), question.id, max_.id)
    assert state(question) == ("taken", max_.id)
    assert told(max_) == ["new", "given"]
    cases.put_back(actor(max_), question.id)
    assert state(question) == ("new", None)
    steps = [step.what for step in board.steps(question.id)]
    assert steps == ["asked", "taken", "given", "put back"]


def test_only_the_desk_carries_a_question_further(lena) -> None:
    desk = make_desk(lena)
    question, stranger = make_question(desk=desk.slug), actor(make_user("Stranger"))
    for act in (cases.take, cases.put_back, cases.wait):
        with pytest.raises(Forbidden):
            act(stranger, question.id)
    with pytest.raises(Forbidden):
        cases.hand_over(stranger, question.id, HandOverForm(desk=desk.slug, note="Yours."))
    with pytest.raises(Invalid, match="works at this desk"):
        cases.give(actor(lena), question.id, stranger.id)
    with pytest.raises(NotFound):
        cases.take(actor(lena), make_question(title="At no desk?").id)


def test_a_question_is_handed_over_with_a_note_that_the_asker_reads(lena, max_) -> None:
    travel, hr = make_desk(lena), make_desk(max_, name_de="Personal", name_en="HR")
    jonas = make_user("Jonas")
    question = make_question(jonas, desk=travel.slug)
    with pytest.raises(Invalid):
        cases.hand_over(actor(lena), question.id, HandOverForm(desk=hr.slug))
    with pytest.raises(Invalid, match="another desk"):
        cases.hand_over(actor(lena), question.id, HandOverForm(desk=travel.slug, note="To us."))
    cases.hand_over(actor(lena), question.id, HandOverForm(desk=hr.slug, note="HR knows this."))
    assert (fresh_case(question).desk_id, state(question)) == (hr.id, ("new", None))
    assert (told(jonas), told(max_)) == (["handed over"], ["new"])
    assert board.steps(question.id)[-1].note == "HR knows this."
    with pytest.raises(Forbidden):
        cases.take(actor(lena), question.id)


def test_the_board_follows_what_happens_to_the_question(lena) -> None:
    desk = make_desk(lena)
    jonas = make_user("Jonas")
    question = make_question(jonas, desk=desk.slug)
    make_answer(question, make_user("Colleague"))
    assert state(question)[0] == "new"
    answer = make_answer(question, lena)
    assert state(question) == ("waiting", lena.id)
    make_comment(Ref("question", question.id), jonas, "And by bus?")
    assert state(question) == ("taken", lena.id)
    accept_answer(actor(jonas), fresh(answer))
    assert state(question) == ("done", lena.id)
    with pytest.raises(Conflict, match="done"):
        cases.put_back(actor(lena), question.id)
    withdraw_acceptance(actor(jonas), fresh(answer))
    assert state(question) == ("taken", lena.id)
    close_question(actor(jonas), fresh(question), "Solved by phone.")
    assert state(question)[0] == "done"


def test_the_desk_says_what_helped_and_stands_for_it(lena) -> None:
    question = make_question(make_user("Jonas"), desk=make_desk(lena).slug)
    answer = make_answer(question, make_user("Colleague"))
    other = make_answer(make_question(title="Elsewhere?"), make_user("Someone"))
    may = rights(actor(lena), question_row(actor(lena), question.id))
    assert (may.accept, may.confirm, may.moderate) == (True, True, False)
    accept_answer(actor(lena), fresh(answer))
    confirm_answer(actor(lena), fresh(answer), None)
    assert fresh(answer).confirmed_by == lena.id
    assert state(question)[0] == "done"
    for act in (accept_answer, lambda who, one: confirm_answer(who, one, None)):
        with pytest.raises(Forbidden):
            act(actor(lena), fresh(other))


def test_a_desk_takes_only_what_all_its_people_may_read(lena, max_) -> None:
    desk, group, jonas = make_desk(lena, max_), make_group(visibility="private"), make_user("Jonas")
    add_member(group, jonas)
    add_member(group, lena)
    with pytest.raises(Invalid, match="Not everybody at this desk"):
        make_question(jonas, group.key, desk=desk.slug)
    db.session.rollback()
    add_member(group, max_)
    question = make_question(jonas, group.key, desk=desk.slug)
    cases.take(actor(max_), question.id)


def test_a_question_that_moves_where_the_desk_does_not_read_leaves_its_board(lena) -> None:
    desk, group, jonas = make_desk(lena), make_group(visibility="private"), make_user("Jonas")
    add_member(group, jonas)
    question = make_question(jonas, desk=desk.slug)
    move_question(actor(jonas), question, MoveForm(audience=group.key).audience)
    assert db.session.get(Case, question.id, populate_existing=True) is None


def test_a_full_desk_says_so_and_takes_no_more(lena) -> None:
    desk = make_desk(lena, most_open=1)
    first = make_question(make_user("Jonas"), desk=desk.slug)
    with pytest.raises(Invalid, match="as many questions as it takes"):
        make_question(make_user("Jana"), title="And one more?", desk=desk.slug)
    db.session.rollback()
    make_answer(first, lena)
    make_question(make_user("Jana"), title="And one more?", desk=desk.slug)


def test_the_board_counts_service_hours_and_marks_what_is_overdue(lena) -> None:
    friday = MONDAY - timedelta(days=3) + timedelta(hours=5)
    desk = make_desk(lena, within=3)
    slow = make_question(title="Since Friday?", desk=desk.slug, at=friday)
    soon = make_question(title="Now?", desk=desk.slug, at=MONDAY, urgency="soon", urgency_reason="The train leaves.")
    clock.freeze(MONDAY + timedelta(hours=1))
    cards = board.column(actor(lena), desk, "new").items
    assert [(card.question.id, card.waited, card.is_overdue) for card in cards] == [
        (slow.id, timedelta(hours=5), True),
        (soon.id, timedelta(hours=1), False),
    ]


def test_who_leaves_falls_off_and_community_managers_hear_of_an_empty_desk(lena, max_, as_) -> None:
    desk = make_desk(lena, max_)
    question = make_question(desk=desk.slug)
    cases.take(actor(lena), question.id)
    boss = make_user("Cleo", roles=("community-manager",))
    accounts.deactivate(actor(boss), lena)
    assert state(question) == ("new", None)
    assert told(boss) == ["deserted"]
    cases.take(actor(max_), question.id)
    db.commit()
    jobs.run_all()
    page = as_(boss).get("/notifications").text
    assert "Nobody runs the desk “Travel desk” any more." in page
    assert 'href="/desks/travel-desk"' in page or 'href="/desks/reisestelle"' in page


def test_the_answers_of_a_desk_say_how_long_one_waits_in_its_hours(lena) -> None:
    desk = make_desk(lena)
    for number in range(8):
        question = make_question(title=f"Number {number}?", desk=desk.slug, at=MONDAY - timedelta(days=7))
        make_answer(question, lena, at=MONDAY - timedelta(days=7) + timedelta(hours=24 + number % 2))
    clock.freeze(MONDAY)
    wait = desk_wait(desk)
    assert wait is not None
    assert (wait.quick, wait.slow) == (timedelta(hours=9), timedelta(hours=10))


def test_a_full_desk_names_the_day_only_where_it_has_a_pace(lena) -> None:
    desk = make_desk(lena, most_open=1)
    assert takes_again(desk) is None
    jonas = make_user("Jonas")
    question = make_question(jonas, desk=desk.slug)
    clock.freeze(MONDAY)
    accept_answer(actor(jonas), fresh(make_answer(question, lena, at=MONDAY)))
    clock.freeze(MONDAY)
    again = takes_again(desk)
    assert again is not None
    assert again > MONDAY
