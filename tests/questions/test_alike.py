"""Before somebody asks: similar questions, and how long one waits for an answer."""

from datetime import UTC, datetime, timedelta

from portal.core import clock
from portal.questions.queries import expected_wait
from tests.factories import actor, make_user
from tests.groups.factories import make_group, owner_of
from tests.questions.factories import fresh, make_answer, make_question

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


def test_similar_questions_appear_with_their_state_and_nobody_sees_hidden_ones(as_) -> None:
    group = make_group(visibility="hidden")
    make_question(title="How do I claim travel expenses?")
    make_question(owner_of(group), group.key, title="Travel expenses of the hidden project")
    browser = as_(make_user("Mia"))
    drawn = browser.get("/questions/similar?title=travel+expens").text
    assert "How do I claim travel expenses?" in drawn
    assert "Unanswered" in drawn
    assert "hidden project" not in drawn
    assert browser.get("/questions/similar?title=").text.strip() == ""
    assert browser.get("/questions/similar?title=" + "x+" * 2000).status_code == 200


def test_that_was_it_counts_and_drops_the_draft(as_) -> None:
    question, browser = make_question(), as_(make_user("Mia"))
    browser.post("/drafts", {"sort": "question", "place": "question", "key": "key-of-mia", "body": "How", "title": "H"})
    sent = browser.post(f"/questions/{question.id}/finding", {"key": "key-of-mia", "title": "H", "body": "How"})
    assert sent.status_code == 303
    assert fresh(question).found_count == 1
    assert "How" not in browser.get("/drafts").text.split("<main")[1].split("</main>")[0].replace("Show", "")


def test_without_a_script_a_button_looks_for_similar_ones_and_keeps_what_was_typed(as_) -> None:
    make_question(title="How do I claim travel expenses?")
    typed = {"do": "look", "title": "Claim travel expenses", "body": "By train", "audience": "everyone", "tags": "x"}
    page = as_(make_user("Mia")).post("/questions", typed).text
    assert "How do I claim travel expenses?" in page
    assert "By train" in page


def test_a_question_shows_what_is_like_it_but_not_itself(as_) -> None:
    one = make_question(title="How do I claim travel expenses?")
    other = make_question(title="Who approves travel expenses?")
    drawn = as_(make_user("Mia")).get(f"/questions/{one.id}/similar").text
    assert other.title in drawn
    assert one.title not in drawn


def asked(count: int, hours: float | None, **fields: str) -> None:
    for _ in range(count):
        at = NOW - timedelta(days=10)
        question = make_question(at=at, tags="travel", **fields)
        if hours is not None:
            make_answer(question, at=at + timedelta(hours=hours))


def said(typed: str = "travel") -> str | None:
    clock.freeze(NOW)
    found = expected_wait(actor(make_user("Mia")), typed)
    clock.freeze(None)
    return found.sentence if found else None


def test_the_wait_is_a_range_from_questions_on_the_topic(app) -> None:
    asked(4, 0.5)
    asked(4, 3)
    assert said() == "The first answer usually comes within 30 minutes to 3 hours."
    assert said("#Travel, other") is not None
    assert said("other") is None
    assert said("") is None


def test_nothing_is_said_with_too_little_data(app) -> None:
    asked(7, 1)
    assert said() is None


def test_questions_that_nobody_answered_count_as_waiting_for_ever(app) -> None:
    asked(3, 2)
    asked(5, None)
    assert said() == ("A quarter of such questions had an answer within 2 hours; many waited longer, or for nothing.")


def test_where_hardly_anybody_was_answered_nothing_is_promised(app) -> None:
    asked(1, 2)
    asked(9, None)
    assert said() is None
