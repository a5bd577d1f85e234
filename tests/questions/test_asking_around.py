"""A question without an answer finds people who may know, step by step in working time, and in nobody's way."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from auth.models import User
from portal.core import clock, db, jobs
from portal.core.errors import Invalid, NotFound
from portal.notifications import Notice
from portal.questions import Question, accept_answer, remove_answer, remove_question, restore_question
from portal.questions.asking_around.choosing import likely
from portal.questions.asking_around.models import Asking, Invitation
from portal.questions.asking_around.queries import carried, in_vain, waiting_for
from portal.questions.asking_around.readiness import ReadinessForm, choose_readiness
from portal.questions.asking_around.steps import decline
from portal.questions.desks.models import Case
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.people.factories import make_topic
from tests.questions.desks.factories import make_desk
from tests.questions.factories import fresh, make_answer, make_question

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def thaw():
    yield
    clock.freeze(None)


def pass_time(moment: datetime) -> None:
    """Lets the jobs run that are due at that instant."""
    clock.freeze(moment)
    db.commit()
    jobs.start_periodic()
    jobs.run_all()


def invited(question: Question) -> list[str]:
    """The names of those who were invited, in that order."""
    names = select(User.name).join(Invitation, Invitation.user_id == User.id)
    return list(
        db.session.scalars(names.where(Invitation.question_id == question.id).order_by(Invitation.at, User.name))
    )


def told(user: User, kind: str) -> int:
    return len(db.session.scalars(select(Notice).where(Notice.user_id == user.id, Notice.kind == kind)).all())


def knows(name: str, *, answers: int = 0, at: datetime = MONDAY - timedelta(days=30), tags="travel") -> User:
    """Somebody who has answered so many questions on travel."""
    user = make_user(name)
    for number in range(answers):
        old = make_question(make_user(f"Asker {name}"), title=f"{name} number {number}", tags=tags, at=at)
        make_answer(old, user, at=at + timedelta(hours=1))
    return user


def ask(**fields) -> Question:
    return make_question(make_user("Jonas"), **({"title": "Which train?", "tags": "travel", "at": MONDAY} | fields))


def test_who_answered_more_and_was_helpful_comes_first_and_reads_why(app) -> None:
    once, thrice = knows("Once", answers=1), knows("Thrice", answers=3)
    named, stranger = make_user("Named"), make_user("Stranger")
    make_topic("travel", named)
    question = ask()
    assert [one.user_id for one in likely(question, at=MONDAY)] == [named.id, thrice.id, once.id]
    pass_time(MONDAY + timedelta(minutes=1))
    assert sorted(invited(question)) == ["Named", "Thrice"]
    why = carried(actor(thrice), question.id).why
    assert why is not None
    assert (why.reason, why.topic, why.number) == ("answered", "travel", 3)
    assert carried(actor(named), question.id).why == ("named", "travel", 0)
    assert [told(one, "needed") for one in (once, thrice, named, stranger)] == [0, 1, 1, 0]


def test_an_answer_that_helped_says_more_than_another(app) -> None:
    plain, helpful = knows("Plain", answers=1), make_user("Helpful")
    asker = make_user("Asker")
    old = make_question(asker, title="Old", tags="travel", at=MONDAY - timedelta(days=30))
    accept_answer(actor(asker), make_answer(old, helpful, at=MONDAY - timedelta(days=30)))
    assert [one.user_id for one in likely(ask(), at=MONDAY)] == [helpful.id, plain.id]


def test_who_answered_something_alike_is_found_without_any_tag(app) -> None:
    once = make_user("Once")
    make_answer(make_question(title="How do I book the night train to Gdansk?", at=MONDAY - timedelta(days=9)), once)
    question = ask(title="Is there a night train to Gdansk?", tags="")
    assert [(one.user_id, one.reason) for one in likely(question)] == [(once.id, "similar")]


def test_a_question_goes_further_while_nobody_answers_and_not_at_night(app) -> None:
    for number in range(7):
        knows(f"Person {number}", answers=1)
    boss = make_user("Petra", roles=("community-manager",))
    question = ask()
    pass_time(MONDAY + timedelta(minutes=1))
    assert len(invited(question)) == 2
    pass_time(MONDAY + timedelta(hours=3, minutes=59))
    assert len(invited(question)) == 2
    pass_time(MONDAY + timedelta(hours=4, minutes=1))
    assert len(invited(question)) == 5
    pass_time(MONDAY + timedelta(hours=16))  # in the night
    assert told(boss, "unanswered") == 0
    assert not in_vain(actor(boss)).items
    pass_time(MONDAY + timedelta(hours=28))
    pass_time(MONDAY + timedelta(hours=28, minutes=2))
    assert told(boss, "unanswered") == 1
    assert [row.id for row in in_vain(actor(boss)).items] == [question.id]
    pass_time(MONDAY + timedelta(days=9))
    assert len(invited(question)) == 5
    assert told(boss, "unanswered") == 1


def test_what_cannot_wait_goes_further_sooner(app) -> None:
    for number in range(7):
        knows(f"Person {number}", answers=1)
    question = ask(urgency="now", urgency_reason="The truck leaves at noon.")
    pass_time(MONDAY + timedelta(minutes=1))
    pass_time(MONDAY + timedelta(hours=1, minutes=1))
    assert len(invited(question)) == 5


def test_who_asks_at_the_weekend_is_helped_on_monday(app) -> None:
    knows("Ann", answers=1)
    question = ask(at=MONDAY - timedelta(days=2))
    pass_time(MONDAY - timedelta(days=1))
    assert not invited(question)
    pass_time(MONDAY)
    assert invited(question) == ["Ann"]


def test_with_an_answer_nobody_else_is_asked_and_without_it_again(app) -> None:
    for number in range(7):
        knows(f"Person {number}", answers=1)
    question = ask()
    answer = make_answer(question, make_user("Quick"), at=MONDAY)
    pass_time(MONDAY + timedelta(hours=6))
    assert not invited(question)
    remove_answer(actor(db.session.get_one(User, answer.author_id)), fresh(answer))
    pass_time(MONDAY + timedelta(hours=6, minutes=5))
    assert len(invited(question)) == 2


def test_a_question_that_is_gone_asks_nobody_until_it_is_back(app) -> None:
    knows("Ann", answers=1)
    question = ask()
    jonas = actor(db.session.get_one(User, question.author_id))
    remove_question(jonas, fresh(question))
    pass_time(MONDAY + timedelta(minutes=5))
    assert not invited(question)
    assert db.session.get(Asking, question.id) is None
    restore_question(jonas, question.id)
    pass_time(MONDAY + timedelta(minutes=10))
    assert invited(question) == ["Ann"]


def test_nobody_is_asked_oftener_than_they_want_or_while_they_are_away(app) -> None:
    rarely, away, never, willing = (knows(name, answers=2) for name in ("Rarely", "Away", "Never", "Willing"))
    choose_readiness(actor(rarely), ReadinessForm(weekly=1))
    choose_readiness(actor(never), ReadinessForm(weekly=0))
    clock.freeze(MONDAY)
    choose_readiness(actor(away), ReadinessForm(weekly=3, away_until=(MONDAY + timedelta(days=3)).date()))
    first, second = ask(title="First?"), ask(title="Second?")
    pass_time(MONDAY + timedelta(minutes=1))
    assert (invited(first), invited(second)) == (["Rarely", "Willing"], ["Willing"])
    pass_time(MONDAY + timedelta(days=4))
    assert "Away" in invited(second)
    assert "Never" not in invited(first) + invited(second)
    with pytest.raises(Invalid) as refused:
        choose_readiness(actor(away), ReadinessForm(away_until=(MONDAY - timedelta(days=3)).date()))
    assert "away_until" in refused.value.errors
    assert told(willing, "needed") == 2


def test_somebody_else_is_asked_for_who_says_no(app) -> None:
    people = {name: knows(name, answers=number) for number, name in enumerate(("Least", "Less", "More", "Most"), 1)}
    question = ask()
    pass_time(MONDAY + timedelta(minutes=1))
    assert invited(question) == ["More", "Most"]
    assert [one.question.id for one in waiting_for(actor(people["Most"]))] == [question.id]
    decline(actor(people["Most"]), question.id)
    decline(actor(people["Most"]), question.id)
    assert sorted(invited(question)) == ["Less", "More", "Most"]
    assert not waiting_for(actor(people["Most"]))
    with pytest.raises(NotFound):
        decline(actor(people["Least"]), question.id)


def test_only_who_may_read_a_question_is_asked(app) -> None:
    member, outsider = knows("Member", answers=1), knows("Outsider", answers=5)
    jonas, host = make_user("Jonas"), make_user("Host")
    group = make_group("Works council", owner=host, visibility="private")
    add_member(group, member)
    add_member(group, jonas)
    boss = make_user("Petra", roles=("community-manager",))
    question = make_question(jonas, group.key, title="May I?", tags="travel", at=MONDAY)
    pass_time(MONDAY + timedelta(minutes=1))
    pass_time(MONDAY + timedelta(hours=5))
    pass_time(MONDAY + timedelta(hours=23))
    pass_time(MONDAY + timedelta(days=2))
    assert invited(question) == ["Member"]
    assert [told(one, "unanswered") for one in (host, boss, outsider)] == [1, 0, 0]
    assert [len(in_vain(actor(one)).items) for one in (host, boss)] == [1, 0]


def test_a_topic_that_nobody_was_invited_for_waits_on_home_as_well(app) -> None:
    ben = make_user("Ben")
    make_topic("travel", ben)
    question = ask()
    found = waiting_for(actor(ben))
    assert [(one.question.id, one.why.reason) for one in found] == [(question.id, "")]
    make_answer(question)
    assert not waiting_for(actor(ben))


def test_the_pages_say_why_and_take_a_no(as_) -> None:
    ann = knows("Ann", answers=2)
    question = ask()
    pass_time(MONDAY + timedelta(minutes=1))
    page = as_(ann)
    assert "You answered 2 questions on travel." in page.get(f"/questions/{question.id}-which-train").text
    assert "You answered 2 questions on travel." in page.get("/home/suggestions").text
    assert "You answered 2 questions on travel." in page.get("/notifications").text
    asker = as_(db.session.get_one(User, question.author_id))
    assert "1 colleague who may know has been asked." in asker.get(f"/questions/{question.id}-which-train").text
    assert page.delete(f"/questions/{question.id}/invitation").status_code == 303
    assert "You answered" not in page.get(f"/questions/{question.id}-which-train").text
    assert as_(make_user("Zoe")).delete(f"/questions/{question.id}/invitation").status_code == 404


def test_how_often_one_is_asked_is_chosen_on_a_page(as_) -> None:
    page = as_(make_user("Ann"))
    assert "Three times a week at most" in page.get("/questions/invitations").text
    assert page.post("/questions/invitations", {"weekly": "0", "away_until": ""}).status_code == 303
    wrong = page.post("/questions/invitations", {"weekly": "5", "away_until": "2020-01-01"})
    assert wrong.status_code == 422
    assert "2020-01-01" in wrong.text
    assert page.get("/questions/waiting").status_code == 403
    manager = as_(make_user("Petra", roles=("community-manager",)))
    assert "Nothing waits in vain." in manager.get("/questions/waiting").text
    assert "/questions/waiting" in manager.get("/questions?state=unanswered").text
    assert "/questions/waiting" not in page.get("/questions?state=unanswered").text


def test_the_desk_that_knows_the_topic_is_asked_before_who_looks_after_the_place(app) -> None:
    lena, boss = make_user("Lena"), make_user("Petra", roles=("community-manager",))
    make_desk(make_user("Full"), most_open=1, name_de="Voll", name_en="Full", tags="travel, train, bus")
    make_question(title="The one it takes?", desk="voll", at=MONDAY)
    desk = make_desk(lena, name_de="Reisen")
    make_desk(make_user("Other"), tags="payroll", name_de="Lohn")
    question = ask()
    for moment in (timedelta(minutes=1), timedelta(hours=5), timedelta(hours=23, minutes=30)):
        pass_time(MONDAY + moment)
    assert db.session.get_one(Case, question.id).desk_id == desk.id
    assert (told(lena, "desk"), told(boss, "unanswered")) == (1, 0)
    pass_time(MONDAY + timedelta(days=2))
    assert question.id in [row.id for row in in_vain(actor(boss)).items]
