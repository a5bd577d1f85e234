"""A question is asked in German, answered in English, and solved, by two people at once in real processes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


def speak(visitor: Visitor, language: str) -> None:
    """Has somebody choose a language in the menu, where it is not the present one."""
    page = visitor.go("/home")
    choice = page.locator(f"button[formaction='/language'][value={language}]").first
    if choice.count():
        choice.dispatch_event("click")
        page.locator(f"html[lang={language}]").wait_for(state="attached")


def test_a_question_is_answered_in_another_language_and_solved(visit: Callable[..., Visitor]) -> None:
    jana, ralf = visit("employee", language="de"), visit("works-council")

    page = jana.go("/questions/new")
    title = f"Wo steht der Hubwagen Nr. {page.evaluate('Date.now() % 100000')}?"
    page.get_by_label("Deine Frage").fill(title)
    page.get_by_label("Wen fragst du?").select_option("everyone")
    page.get_by_role("button", name="Frage stellen").click()
    page.wait_for_url("**/questions/*-wo-steht-*")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("html[data-live='1']")).to_be_attached(timeout=15_000)

    speak(ralf, "en")
    other = ralf.go(f"/search?q={title.removesuffix('?')}")
    other.get_by_role("link", name=title).first.click()
    expect(other.locator("main")).to_contain_text("No answer yet")
    other.locator("#answer textarea, form#answer textarea").first.fill("In hall 3, next to the press.")
    other.get_by_role("button", name="Send answer").click()
    expect(other.locator("main")).to_contain_text("In hall 3")

    expect(page.locator("[data-bell] .count")).to_be_visible(timeout=15_000)
    expect(page.locator("#answers")).to_contain_text("1 neue Antwort", timeout=15_000)
    page.reload()
    page.get_by_role("button", name="Das hat geholfen").click()
    expect(page.locator("article.answer--ok")).to_contain_text("In hall 3")
    expect(page.locator("article#answer, main")).to_contain_text("Gelöst")

    told = ralf.go("/notifications")
    expect(told.locator("main")).to_contain_text("Your answer has helped", timeout=15_000)
    speak(ralf, "de")
    assert (jana.complaints, ralf.complaints) == ([], [])
