"""A question in German goes to a desk, whose lead works in English: taken, answered with a ready text, solved."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_questions import speak

pytestmark = pytest.mark.browser


def test_a_desk_answers_in_the_language_of_the_question(visit: Callable[..., Visitor]) -> None:
    jana, ivo = visit("employee", language="de"), visit("it-admin")

    page = jana.go("/questions/new")
    title = f"Kein WLAN in Halle {page.evaluate('Date.now() % 100000')}?"
    page.get_by_label("Deine Frage").fill(title)
    page.get_by_label("Wen fragst du?").select_option("everyone")
    page.get_by_label("Themen").fill("WLAN")
    page.get_by_label("Welche Anlaufstelle soll antworten?").focus()
    expect(page.locator("main")).to_contain_text("Zu diesen Themen kannst du fragen: IT-Service")
    page.get_by_label("Welche Anlaufstelle soll antworten?").select_option(label="IT-Service")
    expect(page.locator("main")).to_contain_text("Servicestunden")
    page.get_by_role("button", name="Frage stellen").click()
    page.wait_for_url("**/questions/*-kein-wlan-*")
    expect(page.locator("main")).to_contain_text("Bei der Anlaufstelle IT-Service")

    speak(ivo, "en")
    board = ivo.go("/desks/it-service/board")
    board.get_by_role("listitem", name=title).focus()
    board.keyboard.press("t")
    expect(board.locator("section", has=board.locator("#col-taken"))).to_contain_text(title)
    board.get_by_role("link", name=title, exact=True).click()
    board.get_by_text("Texts of the desk").click()
    board.get_by_role("link", name=re.compile("^Insert “WLAN")).click()
    expect(board.locator("#answer-body")).to_have_value(re.compile("Bitte einmal per Kabel"))
    board.get_by_role("button", name="Send answer").click()
    expect(board.locator("main")).to_contain_text("Bitte einmal per Kabel")
    expect(ivo.go("/desks/it-service/texts").locator("main")).to_contain_text("used once")

    page.reload()
    page.get_by_role("button", name="Das hat geholfen").click()
    expect(page.locator("article.answer--ok")).to_contain_text("Bitte einmal per Kabel")
    done = ivo.go("/desks/it-service/board").locator("section", has=board.locator("#col-done"))
    expect(done).to_contain_text(title)
    speak(ivo, "de")
    assert (jana.complaints, ivo.complaints) == ([], [])
