"""The main job of the portal, clicked through by two people at once in real processes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.accessible import faults
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
GROUP = "Leipzig trifft Kassel und Gdańsk"
QUESTION = "Wer kennt einen guten Weg zur Arbeit über den Kanal?"
ANSWER = "Nimm den Treidelpfad, der ist seit Montag wieder offen."


@pytest.fixture
def group(visit: Callable[..., Visitor]) -> str:
    """A group that the ambassador has founded; gives its address."""
    founder = visit("ambassador", language="de")
    page = founder.go("/groups/new")
    name = f"{GROUP} {page.evaluate('Date.now() % 100000')}"
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Zweck, in einem Satz").fill("Über die Standorte hinweg unterwegs.")
    page.get_by_role("button", name="Gruppe gründen").click()
    page.wait_for_url("**/groups/leipzig-*")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert founder.complaints == []
    return page.url.removeprefix(founder.address)


def test_somebody_joins_writes_is_answered_and_sees_the_answer_appear(
    visit: Callable[..., Visitor], group: str
) -> None:
    jana, mehmet = visit("employee", language="de"), visit("ambassador", language="de")

    page = jana.go(group)
    page.get_by_role("button", name="Beitreten").first.click()
    expect(page.locator("#toasts")).to_contain_text("Mitglied")
    page.locator("#compose").fill(QUESTION)
    page.locator("form.composer").get_by_role("button", name="Teilen").click()
    page.wait_for_url("**/posts/*")
    expect(page.locator("article.post")).to_contain_text(QUESTION)
    expect(page.locator("html[data-live='1']")).to_be_attached(timeout=15_000)

    other = mehmet.go(group)
    other.get_by_text(QUESTION).first.wait_for()
    other.locator("a[href*='#comments']").first.click()
    other.locator("form.comment-form textarea").first.fill(ANSWER)
    other.locator("form.comment-form").first.get_by_role("button", name="Kommentar senden").click()
    expect(other.locator("#comments")).to_contain_text(ANSWER)

    expect(page.locator("#comments")).to_contain_text(ANSWER, timeout=15_000)
    expect(page.locator("[data-bell] .count")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="Mitteilungen").first.click()
    expect(page.locator("main")).to_contain_text("kommentiert")
    assert jana.complaints == []
    assert mehmet.complaints == []


def test_a_new_post_is_announced_and_not_pushed_in(visit: Callable[..., Visitor], group: str) -> None:
    reader, writer = visit("employee", language="de"), visit("ambassador", language="de")
    page = reader.go(group)
    expect(page.locator("html[data-live='1']")).to_be_attached(timeout=15_000)
    form = writer.go(group)
    form.locator("#compose").fill("Morgen um 17 Uhr am Tor 3.")
    form.locator("form.composer").get_by_role("button", name="Teilen").click()
    form.wait_for_url("**/posts/*")
    pill = page.locator("[data-live-list]")
    expect(pill).to_be_visible(timeout=15_000)
    expect(pill).to_have_text("1 neuer Beitrag")
    expect(page.locator("article.post")).to_have_count(0)
    pill.click()
    expect(page.locator("article.post")).to_have_count(1)


def test_what_was_deleted_comes_back_within_ten_seconds(visit: Callable[..., Visitor], group: str) -> None:
    writer = visit("ambassador", language="en")
    page = writer.go(group)
    page.locator("#compose").fill("This was a mistake.")
    page.locator("form.composer button:not([type=button])").last.click()
    page.wait_for_url("**/posts/*")
    post = page.url
    number = post.rsplit("/", 1)[1].split("-")[0]
    writer.go(f"/posts/{number}/removal")
    page.locator("main form button.btn--danger").click()
    expect(page.locator("#toasts [data-undo]")).to_be_visible()
    page.locator("#toasts [data-undo]").click()
    page.wait_for_url("**/posts/*")
    expect(page.locator("article.post")).to_contain_text("This was a mistake.")


def test_the_story_works_without_scripts(visit: Callable[..., Visitor], group: str) -> None:
    visitor = visit(java_script_enabled=False)
    page = visitor.sign_in("employee")
    visitor.go(group)
    page.locator("form[action$='/membership'] button").first.click()
    page.locator("#compose").fill("Ohne Skripte geschrieben.")
    page.locator("form.composer button:not([type=button])").last.click()
    expect(page.locator("article.post")).to_contain_text("Ohne Skripte geschrieben.")
    page.locator("form.comment-form textarea").fill("Und beantwortet.")
    page.locator("form.comment-form button:not([type=button])").last.click()
    expect(page.locator("#comments")).to_contain_text("Und beantwortet.")


def test_what_was_refused_is_sent_again_and_leaves_no_draft(visit: Callable[..., Visitor]) -> None:
    page = visit("employee", language="de").go("/posts/new")
    page.get_by_label("An wen?").select_option("everyone")
    page.locator("textarea[name=body]").press_sequentially("A text that nobody writes twice.")
    expect(page.locator("[data-saved]").first).not_to_be_empty()
    page.evaluate("document.querySelectorAll('main [name=csrf_token]').forEach((field) => { field.value = 'former'; })")
    page.get_by_role("button", name="Teilen", exact=True).click()
    expect(page.get_by_label("Dein Text")).to_have_value("A text that nobody writes twice.")
    assert faults(page) == []
    page.get_by_role("button", name="Nochmal senden").click()
    page.wait_for_url("**/posts/*-a-text-that-nobody-writes-twice")
    page.goto(page.url.split("/posts/")[0] + "/posts/new")
    expect(page.locator("html[data-live='1']")).to_be_attached(timeout=15_000)
    expect(page.locator("textarea[name=body]")).to_have_value("")
