"""Answers stay alive: those that may no longer hold are found, and one word says whether they do."""

from datetime import UTC, datetime, timedelta

import pytest

from auth.models import User
from portal.comments import visit
from portal.core import clock, db
from portal.core.errors import Conflict, Forbidden
from portal.core.subjects import Ref
from portal.groups import Group, group_id_of
from portal.posts import EditForm, edit_post, remove_post
from portal.questions import (
    Answer,
    AnswerEditForm,
    Question,
    accept_answer,
    confirm_answer,
    doubt_answer,
    edit_answer,
    looks,
    mark_obsolete,
    verify,
    vote,
)
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post
from tests.questions.factories import fresh, make_answer, make_question

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    clock.freeze(NOW)
    yield
    clock.freeze(None)


@pytest.fixture
def boss(app) -> User:
    return make_user("Petra", roles=("community-manager",))


def solved(title: str, *, at: datetime = NOW - timedelta(days=30), audience: str = "everyone") -> Answer:
    """A question of that title that was solved then."""
    asker = make_user("Jonas")
    if audience != "everyone":
        add_member(db.session.get_one(Group, group_id_of(audience)), asker)
    question = make_question(asker, audience, title=title, at=at)
    answer = make_answer(question, None if audience == "everyone" else asker, at=at)
    clock.freeze(at)
    accept_answer(actor(asker), fresh(answer))
    clock.freeze(NOW)
    db.commit()
    return fresh(answer)


def found(user: User) -> dict[str, set[str]]:
    """What needs a look of this reader, and why."""
    whys = ("is_overdue", "doubt_count", "is_overtaken", "is_old", "has_changed_source")
    return {one.title: {why for why in whys if getattr(one, why)} for one in looks(actor(user)).items}


def read(answer: Answer, people: int, *, at: datetime) -> None:
    """Has so many people open the question at that time."""
    for number in range(people):
        clock.freeze(at)
        visit(actor(make_user(f"Reader {number}")), Ref("question", answer.question_id), at, None)
    clock.freeze(NOW)


def test_a_fresh_answer_needs_no_look(boss) -> None:
    solved("Fresh")
    make_answer(make_question(title="Open"))
    assert found(boss) == {}


def test_what_is_overdue_or_doubted_or_overtaken_needs_a_look(boss) -> None:
    overdue, doubted, overtaken = solved("Overdue"), solved("Doubted"), solved("Overtaken")
    confirm_answer(actor(boss), overdue, NOW.date())
    doubt_answer(actor(make_user("Zoe")), doubted, "There is a new form.")
    newer = make_answer(fresh_question(overtaken), make_user("Newer"), at=NOW - timedelta(days=2))
    for name in ("One", "Two"):
        vote(actor(make_user(name)), fresh(newer))
    clock.freeze(NOW + timedelta(days=2))
    wanted = {"Overdue": {"is_overdue"}, "Doubted": {"doubt_count"}, "Overtaken": {"is_overtaken"}}
    assert found(boss) == wanted


def fresh_question(answer: Answer) -> Question:
    """The question that it answers."""
    return db.session.get_one(Question, answer.question_id)


def test_what_is_old_needs_a_look_only_while_it_is_read(boss) -> None:
    old, unread, young = (
        solved(name, at=NOW - timedelta(days=days)) for name, days in (("Old", 400), ("Unread", 400), ("Young", 300))
    )
    read(old, 5, at=NOW - timedelta(days=10))
    read(young, 5, at=NOW - timedelta(days=10))
    read(unread, 4, at=NOW - timedelta(days=10))
    assert found(boss) == {"Old": {"is_old"}}
    clock.freeze(NOW + timedelta(days=80))
    assert found(boss) == {}


def test_one_word_ends_the_look_and_another_says_that_it_is_over(boss) -> None:
    overdue, doubted = solved("Overdue"), solved("Doubted")
    confirm_answer(actor(boss), overdue, NOW.date())
    doubt_answer(actor(make_user("Zoe")), doubted, "There is a new form.")
    clock.freeze(NOW + timedelta(days=2))
    verify(actor(boss), fresh(overdue))
    mark_obsolete(actor(boss), fresh(doubted))
    assert found(boss) == {}
    assert fresh(overdue).valid_until > NOW.date() + timedelta(days=360)
    with pytest.raises(Conflict):
        mark_obsolete(actor(boss), fresh(doubted))
    verify(actor(boss), fresh(doubted))
    kept = fresh(doubted)
    assert (kept.obsolete_at, kept.doubt_count) == (None, 0)
    with pytest.raises(Forbidden):
        mark_obsolete(actor(make_user("Ann")), kept)


def test_hosts_look_after_their_own_place_alone(boss) -> None:
    host, other = make_user("Host"), make_user("Other host")
    here = make_group("Works council", owner=host, visibility="private")
    make_group("Elsewhere", owner=other)
    doubt_answer(actor(host), solved("Inside", audience=here.key), "Wrong.")
    assert [found(one) for one in (host, other, boss)] == [{"Inside": {"doubt_count"}}, {}, {}]


def test_the_pages_lead_from_one_to_the_next(as_, boss) -> None:
    answer = solved("Doubted")
    doubt_answer(actor(make_user("Zoe")), answer, "There is a new form.")
    db.commit()
    page = as_(boss)
    shown = page.get("/questions/review").text
    assert ("1 doubt" in shown, 'data-key="v"' in shown) == (True, True)
    said = page.put(f"/questions/answers/{answer.id}/obsolescence", {"from": "review"})
    assert (said.status_code, said.location) == (303, "/questions/review")
    assert "Every answer is fresh." in page.get("/questions/review").text
    assert "Obsolete: this no longer holds" in page.get(f"/questions/answers/{answer.id}").text
    assert page.delete(f"/questions/answers/{answer.id}/obsolescence").status_code == 303
    assert page.put(f"/questions/answers/{answer.id}/verification").location.endswith(f"/answers/{answer.id}")
    assert as_(make_user("Ann")).get("/questions/review").status_code == 403


def test_what_links_to_something_that_changed_needs_a_look(boss, app, monkeypatch) -> None:
    day = timedelta(days=1)
    author = make_user("Selma")
    post, other = make_post(author, at=NOW - 9 * day), make_post(author, at=NOW - 9 * day)
    asker = make_user("Jonas")
    question = make_question(asker, title="Sourced", at=NOW - 9 * day)
    monkeypatch.setattr(app, "settings", app.settings.model_copy(update={"base_url": "http://foyer.test"}))
    with app.app_context():
        body = (
            f"See [the rules](/posts/{post.id}) and http://foyer.test/posts/{other.id}, not http://else.test/posts/7."
        )
        answer = make_answer(question, author, body, at=NOW - 9 * day)
    clock.freeze(NOW - 8 * day)
    accept_answer(actor(asker), fresh(answer))
    assert found(boss) == {}
    clock.freeze(NOW - 7 * day)
    edit_post(actor(author), fresh(post), EditForm(body="The new travel rules.", version=post.version))
    assert found(boss) == {"Sourced": {"has_changed_source"}}
    verify(actor(boss), fresh(answer))
    assert found(boss) == {}
    clock.freeze(NOW - 6 * day)
    remove_post(actor(author), fresh(other))
    assert found(boss) == {"Sourced": {"has_changed_source"}}
    edit_answer(actor(author), fresh(answer), AnswerEditForm(body="Nothing to link to.", version=answer.version))
    assert found(boss) == {}
