"""Questions that are begun or asked later: nothing of what was chosen is lost, and each is asked once, at its time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.core import clock, db, jobs
from portal.drafts import Draft
from portal.questions import Question, close_desk
from portal.questions.desks.models import Case, Desk
from tests.factories import actor, make_user
from tests.questions.desks.factories import make_desk
from tests.questions.factories import fresh, make_question

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    clock.freeze(MONDAY)
    yield
    clock.freeze(None)


def typed(**more: str) -> dict[str, str]:
    words = {"audience": "everyone", "title": "Which train?", "body": "To Kassel.", "tags": "travel, train"}
    chosen = {"language": "de", "urgency": "soon", "urgency_reason": "I leave on Friday.", "key": "key-of-one"}
    return words | chosen | {"sort": "question", "place": "question"} | more


def later(**more: str) -> dict[str, str]:
    return typed(do="schedule", day="2026-11-24", time="07:30", zone="Asia/Tokyo") | more


def chosen(page: str, name: str) -> str:
    """The option that is chosen in a field of the page."""
    field = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.DOTALL)
    return re.findall(r'<option value="([^"]*)" selected', field[0])[0] if field else ""


def drafts() -> list[Draft]:
    return list(db.session.scalars(select(Draft).execution_options(populate_existing=True)))


@pytest.mark.parametrize("way", ["/drafts", "/questions"])
def test_a_draft_holds_everything_that_was_chosen(as_, way: str) -> None:
    desk, browser = make_desk(), as_(make_user("Ann"))
    browser.post(way, typed(desk=desk.slug, do="draft", body=""))
    kept = drafts()[0]
    page = browser.get(f"/questions/new?draft={kept.id}").text
    assert [chosen(page, name) for name in ("audience", "desk", "urgency", "language")] == [
        "everyone",
        desk.slug,
        "soon",
        "de",
    ]
    for words in (
        'value="Which train?"',
        'value="travel, train"',
        'value="I leave on Friday."',
        "Travel desk</strong>",
    ):
        assert words in page


def test_a_link_chooses_topics_and_desk(as_) -> None:
    desk = make_desk()
    page = as_(make_user("Ann")).get(f"/questions/new?tags=travel&desk={desk.slug}").text
    assert (chosen(page, "desk"), 'value="travel"' in page) == (desk.slug, True)


def test_another_device_is_told_everything_that_was_chosen(as_) -> None:
    desk, browser = make_desk(), as_(make_user("Ann"))
    browser.post("/drafts", typed(desk=desk.slug))
    told = browser.get("/drafts/here?place=question").json
    assert told["title"] == "Which train?"
    assert told["desk"] == desk.slug
    assert (told["urgency"], told["urgency_reason"], told["language"]) == ("soon", "I leave on Friday.", "de")


def test_changes_to_a_question_wait_with_their_urgency(as_) -> None:
    ann = make_user("Ann")
    question, browser = make_question(ann), as_(ann)
    change = typed(sort="question-edit", about=f"question:{question.id}", place=f"edit-question-{question.id}-1")
    browser.post("/drafts", change)
    page = browser.get(f"/questions/{question.id}/edit").text
    assert (chosen(page, "urgency"), 'value="I leave on Friday."' in page) == ("soon", True)


def test_a_question_is_asked_at_its_time_with_everything(as_) -> None:
    desk, ann = make_desk(), make_user("Ann")
    said = as_(ann).post("/questions", later(desk=desk.slug), follow_redirects=True).text
    assert "Your question goes out by itself." in said
    assert "24 November 2026, 07:30" in said
    assert db.session.scalars(select(Question)).all() == []
    clock.freeze(MONDAY + timedelta(hours=14))
    jobs.run_all()
    question = db.session.scalars(select(Question)).one()
    assert (question.title, question.urgency, question.language) == ("Which train?", "soon", "de")
    assert question.tags == ["travel", "train"]
    assert question.asked_at == clock.now()
    assert db.session.get_one(Case, question.id).desk_id == desk.id
    assert drafts() == []
    assert "What you scheduled was sent" in as_(ann).get("/notifications").text


def test_a_scheduled_question_opens_with_its_time_and_can_be_stopped(as_) -> None:
    browser = as_(make_user("Ann"))
    browser.post("/questions", later())
    page = browser.get(f"/questions/new?draft={drafts()[0].id}").text
    for value in ("2026-11-24", "07:30", "Asia/Tokyo"):
        assert f'value="{value}"' in page
    browser.delete(f"/drafts/{drafts()[0].id}/schedule")
    clock.freeze(MONDAY + timedelta(days=2))
    jobs.run_all()
    assert db.session.scalars(select(Question)).all() == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "This field is empty."),
        ({"audience": ""}, "This field is empty."),
        ({"urgency_reason": ""}, "Say why it cannot wait"),
        ({"day": "2026-11-20"}, "This time has passed."),
        ({"zone": "Mars/Olympus"}, "There is no such time zone."),
    ],
)
def test_what_cannot_be_asked_is_not_scheduled(as_, wrong: dict[str, str], sentence: str) -> None:
    answer = as_(make_user("Ann")).post("/questions", later(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="I leave on Friday."' in answer.text or "urgency_reason" in wrong
    assert all(draft.due_at is None for draft in drafts())


def test_a_desk_that_has_closed_keeps_the_question_back(as_) -> None:
    desk, ann = make_desk(), make_user("Ann")
    as_(ann).post("/questions", later(desk=desk.slug))
    close_desk(actor(make_user("Petra Second", roles=("community-manager",))), db.session.get_one(Desk, desk.id))
    db.commit()
    clock.freeze(MONDAY + timedelta(hours=14))
    jobs.run_all()
    assert db.session.scalars(select(Question)).all() == []
    kept = drafts()[0]
    assert (kept.due_at, kept.problem) == (None, "This desk takes no questions any more.")
    assert fresh(kept).choices["desk"] == desk.slug


def test_words_taken_away_meanwhile_keep_the_question_back(as_) -> None:
    browser = as_(make_user("Ann"))
    browser.post("/questions", later())
    browser.post("/drafts", typed(title="", body="", place="kept", version=str(drafts()[0].version)))
    clock.freeze(MONDAY + timedelta(hours=14))
    jobs.run_all()
    assert db.session.scalars(select(Question)).all() == []
    assert drafts()[0].problem == "This field is empty."
