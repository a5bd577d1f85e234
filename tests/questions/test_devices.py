"""A question that is begun goes on wherever its author signs in, with everything that was chosen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.core import db
from portal.drafts import Draft
from portal.questions import TextForm, keep_text
from tests.factories import actor, make_user
from tests.offline.conftest import Device, address, browsers, device  # noqa: F401  (fixtures)
from tests.questions.desks.factories import make_desk
from tests.questions.factories import make_question

# Flask-SocketIO serves a connection in a thread that may find the page gone already.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")]


def stored(on: Device) -> dict[str, str]:
    """Waits until the server has a question with a desk, and gives what was chosen."""
    for _ in range(160):
        db.session.remove()
        with db.reading():
            kept = db.session.scalar(select(Draft))
            if kept is not None and "desk" in kept.choices and kept.tags:
                return kept.choices
        on.page.wait_for_timeout(50)
    raise AssertionError("not stored")


def test_a_question_goes_on_with_all_that_was_chosen_also_after_signing_in_again(
    device: Callable[..., Device],  # noqa: F811
) -> None:
    ann, desk = make_user("Ann Probst"), make_desk()
    first = device().sign_in(ann)
    page = first.go("/questions/new")
    page.fill("#title", "Which train?")
    page.select_option("#audience", "everyone")
    page.select_option("#urgency", "soon")
    page.fill("#urgency_reason", "I leave on Friday.")
    page.select_option("#desk", desk.slug)
    page.fill("#tags", "travel")
    assert stored(first)["urgency"] == "soon"

    def everything(on: object) -> None:
        for name, value in (
            ("title", "Which train?"),
            ("audience", "everyone"),
            ("urgency", "soon"),
            ("urgency_reason", "I leave on Friday."),
            ("desk", desk.slug),
            ("tags", "travel"),
        ):
            expect(on.locator(f"#{name}")).to_have_value(value)  # type: ignore[attr-defined]  # a page of the browser

    page.reload(wait_until="load")
    everything(page)
    second = device(width=390).sign_in(ann)
    there = second.go("/questions/new")
    there.focus("#title")
    everything(there)
    there.get_by_role("button", name="Ask", exact=True).click()
    there.wait_for_url("**/questions/*-which-train")
    with db.reading():
        assert db.session.scalar(select(Draft)) is None
    assert first.complaints == []
    assert second.complaints == []


def test_a_text_of_the_desk_is_found_and_put_in_by_keys(device: Callable[..., Device]) -> None:  # noqa: F811
    lena = make_user("Lena Lead")
    desk = make_desk(lena)
    for title, words in (("Train", "Book in the portal."), ("Car", "Ask the garage."), ("Bus", "Ask the driver.")):
        keep_text(actor(lena), desk, TextForm(title_en=title, body_en=words, tags="travel"))
    question = make_question(desk=desk.slug, language="en")
    on = device().sign_in(lena)
    page = on.go(f"/questions/{question.id}")
    page.locator("[data-texts] summary").press("Enter")
    search = page.locator("[data-texts] input[type=search]")
    expect(search).to_be_focused()
    expect(page.locator("[data-insert]")).to_have_count(3)
    search.press_sequentially("ask")
    expect(page.locator("[data-insert]")).to_have_count(2)
    search.press("ArrowDown")
    expect(page.locator("[data-insert]").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    search.press_sequentially(" driver")
    expect(page.locator("[data-insert]")).to_have_count(1)
    search.press("Enter")
    expect(page.locator("#answer-body")).to_have_value("Ask the driver.")
    expect(page.locator("#answer-body")).to_be_focused()
    assert on.complaints == []
