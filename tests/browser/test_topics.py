"""A topic is named, proposed as the same as another one, and brought together, by two people in two languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_questions import speak

pytestmark = pytest.mark.browser


def test_two_words_for_one_thing_become_one_topic(visit: Callable[..., Visitor]) -> None:
    jana, lena = visit("employee", language="de"), visit("community-manager")
    page = jana.go("/questions/new")
    number = page.evaluate("Date.now() % 100000")
    title, ours, theirs = f"Wer schult an Ameise {number}?", f"Ameise{number}", f"Hubwagen{number}"

    page.get_by_label("Deine Frage").fill(title)
    page.get_by_label("Wen fragst du?").select_option("everyone")
    page.get_by_label("Themen").fill(ours)
    page.get_by_role("button", name="Frage stellen").click()
    page.wait_for_url("**/questions/*-wer-schult-*")
    page = jana.go(f"/topics/{ours.lower()}")
    page.get_by_role("button", name="Fragt mich dazu").click()
    expect(page.locator("main")).to_contain_text("Man findet dich hier.")

    speak(lena, "en")
    other = lena.go(f"/topics/{theirs.lower()}/edit")
    other.get_by_label("German name").fill(theirs)
    other.get_by_label("English name").fill(f"Pallet truck {number}")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("heading", level=1)).to_have_text(f"Pallet truck {number}")

    page.get_by_text("Meint ein anderes Thema dasselbe?").click()
    page.get_by_label("Das andere Thema").fill(theirs)
    page.get_by_role("button", name="Vorschlagen").click()
    expect(page.get_by_role("status").first).to_contain_text("Danke.")

    told = lena.go("/notifications")
    told.get_by_role("link", name=ours).first.click()
    other.get_by_role("button", name="Merge").click()

    page = jana.go(f"/topics/{ours.lower()}")
    expect(page.get_by_role("heading", level=1)).to_have_text(theirs)
    expect(page.locator("main")).to_contain_text(title)
    expect(page.locator("main")).to_contain_text("Man findet dich hier.")
    speak(jana, "en")
    found = jana.go(f"/search?q=Pallet+truck+{number}")
    expect(found.locator("main")).to_contain_text(f"Pallet truck {number}")
    speak(jana, "de")
    speak(lena, "de")
    assert (jana.complaints, lena.complaints) == ([], [])
