"""Writing: nothing typed is lost, nobody needs Markdown, colleagues and files are one key away."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import HOST, Stage, rest, until

pytestmark = pytest.mark.browser

EDITOR = '{% from "components/editor.html" import editor %}'


def form(attributes: str = "") -> str:
    """Gives a form with an editor."""
    return (
        f'{EDITOR}<form method="post" action="/send" {attributes}><input type="hidden" name="csrf_token" value="t">'
        '{{ editor("e", "body", "Text", draft="new", pictures=true) }}<button>Send</button></form>'
    )


HTMX = 'hx-post="/send" hx-target="this" hx-swap="outerHTML"'
PEOPLE = (
    '<div role="option" id="m1" data-value="aylin">Aylin Demir</div>'
    '<div role="option" id="m2" data-value="aydin">Aydin Kaya</div>'
)


@pytest.fixture
def on(stage: Callable[..., Stage]) -> Stage:
    return stage()


def write(on: Stage, text: str, attributes: str = "") -> None:
    """Types into the editor and waits until it says that the draft is kept."""
    on.show(form(attributes)).locator("#e").press_sequentially(text)
    on.page.wait_for_selector("[data-saved]:not(:empty)")


def test_a_draft_comes_back(on: Stage) -> None:
    write(on, "Half a thought")
    expect(on.page.locator("[data-saved]")).to_have_text(re.compile("^Draft kept at"))
    on.page.reload()
    expect(on.page.locator("#e")).to_have_value("Half a thought")
    expect(on.page.locator("[data-saved]")).to_have_text("Draft restored")


def test_a_draft_survives_a_refusal_and_a_lost_connection(on: Stage) -> None:
    write(on, "Half a thought")
    on.answer("/send", "<p>Too long.</p>", 422)
    on.page.click("text=Send")
    on.page.wait_for_selector("text=Too long.")
    on.page.goto(HOST + "/stage")
    expect(on.page.locator("#e")).to_have_value("Half a thought")


def test_a_draft_is_given_up_when_a_fragment_was_accepted(on: Stage) -> None:
    write(on, "A whole thought", HTMX)
    on.answer("/send", "<p>There it is.</p>")
    on.page.click("text=Send")
    on.page.wait_for_selector("text=There it is.")
    on.page.reload()
    until(on.page, "window.foyer")
    expect(on.page.locator("#e")).to_have_value("")


def test_what_was_typed_stays_when_sending_a_fragment_fails(on: Stage) -> None:
    write(on, "A whole thought", HTMX)
    on.fail("/send")
    on.page.click("text=Send")
    on.page.wait_for_selector(".toast >> text=Your text is kept")
    expect(on.page.locator("#e")).to_have_value("A whole thought")
    expect(on.page.locator("form[action='/send'] > button:not([aria-disabled])")).to_have_count(1)


def test_a_form_on_its_way_is_not_sent_twice(on: Stage) -> None:
    on.show(form(HTMX))
    on.hold("/send")
    on.page.evaluate("""() => {
        const form = document.querySelector("form[action='/send']");
        for (let n = 0; n < 3; n += 1) form.requestSubmit();
    }""")
    assert len(on.received("/send")) == 1


@pytest.mark.parametrize(
    ("button", "written"),
    [
        ("Bold", "**word**"),
        ("Italic", "_word_"),
        ("Heading", "## word"),
        ("Link", "[word](https://)"),
        ("Quote", "> word"),
        ("List", "- word"),
        ("Numbered list", "1. word"),
        ("Code", "`word`"),
    ],
)
def test_the_toolbar_writes_markdown(on: Stage, button: str, written: str) -> None:
    page = on.show(form())
    page.fill("#e", "word")
    page.locator("#e").select_text()
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("#e")).to_have_value(written)


def test_the_toolbar_is_one_stop_and_keys_format(on: Stage) -> None:
    page = on.show(form())
    page.fill("#e", "word")
    page.locator("#e").select_text()
    page.evaluate("foyer.later('editor').then(() => true)")  # a key that comes before it is the browser's own
    page.keyboard.press("Control+b")
    expect(page.locator("#e")).to_have_value("**word**")
    expect(
        page.locator("[role=toolbar] [tabindex='0'], [role=toolbar] :is(button, input):not([tabindex])")
    ).to_have_count(1)
    page.get_by_role("button", name="Bold").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()


def test_the_preview_is_the_server_s(on: Stage) -> None:
    on.answer("/editor/preview", "<p><strong>Bold</strong></p>")
    page = on.show(form())
    page.fill("#e", "**Bold**")
    page.get_by_role("button", name="Preview").click()
    page.wait_for_selector("[data-preview-out] strong")
    assert on.received("/editor/preview") == ["text=**Bold**"]
    on.answer("/editor/preview", "<p><em>Bolder</em></p>")
    page.locator("#e").press_sequentially("er")
    page.wait_for_selector("[data-preview-out] em")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-preview-out]")).to_be_hidden()


def test_an_at_offers_colleagues(on: Stage) -> None:
    on.answer("/editor/names", PEOPLE)
    page = on.show(form())
    page.locator("#e").press_sequentially("Ask @ay")
    page.wait_for_selector("#mentions [aria-selected=true]")
    expect(page.locator("#e")).to_have_attribute("aria-activedescendant", "m1")
    below = "document.querySelector('#mentions').getBoundingClientRect().top"
    until(page, f"{below} >= document.querySelector('.editor').getBoundingClientRect().bottom")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#e")).to_have_value("Ask @aydin ")
    expect(page.locator("#mentions")).to_be_hidden()


def test_the_summary_of_faults_moves_the_focus_to_the_field(on: Stage) -> None:
    summary = (
        '{% from "components/error_summary.html" import error_summary %}'
        '{{ error_summary({"body": "This field is empty."}, [("body", "Text", "e")]) }}'
    )
    page = on.show(summary + form())
    expect(page.locator("[role=alert]:focus")).to_have_count(1)
    page.click("text=Text: This field is empty.")
    expect(page.locator("#e")).to_be_focused()


def test_a_number_sign_offers_tags_with_the_same_keys(on: Stage) -> None:
    on.answer("/posts/tags", '<div role="option" id="t1" data-value="küche">#küche</div>')
    page = on.show(form())
    page.locator("#e").press_sequentially("See (#kü")
    page.wait_for_selector("#mentions [aria-selected=true]")
    expect(page.locator("#e")).to_have_attribute("aria-activedescendant", "t1")
    page.keyboard.press("Tab")
    expect(page.locator("#e")).to_have_value("See (#küche ")
    expect(page.locator("#mentions")).to_be_hidden()
    page.locator("#e").press_sequentially("#k")
    page.wait_for_selector("#mentions [aria-selected=true]")
    page.keyboard.press("Escape")
    expect(page.locator("#mentions")).to_be_hidden()
    expect(page.locator("#e")).to_have_value("See (#küche #k")


def test_a_field_of_names_needs_no_at(on: Stage) -> None:
    on.answer("/people/mentions", PEOPLE)
    page = on.show(
        '{% from "components/field.html" import field %}<form data-mention-url="/people/mentions">'
        '{{ field("p", "people", "Whom?") }}</form>'
    )
    page.locator("#p").press_sequentially("Tom, ay")
    page.wait_for_selector("#mentions [aria-selected=true]")
    page.click("#m1")
    expect(page.locator("#p")).to_have_value("Tom, @aylin, ")


def test_a_file_goes_up_and_asks_what_it_shows(on: Stage) -> None:
    on.answer(
        "/attachments",
        '<div class="upload"><input name="alt-1" aria-label="Alt">'
        '<button type="button" data-remove-upload>Remove</button></div>',
    )
    page = on.show(form())
    page.set_input_files("[data-upload-url]", {"name": "a.png", "mimeType": "image/png", "buffer": b"png"})
    page.wait_for_selector("[name=alt-1]")
    page.click("[data-remove-upload]")
    expect(page.locator(".upload")).to_have_count(0)


def test_a_refused_file_says_why(on: Stage) -> None:
    on.answer("/attachments", "<p>This is not a picture.</p>", 422)
    page = on.show(form())
    page.set_input_files("[data-upload-url]", {"name": "a.png", "mimeType": "image/png", "buffer": b"no"})
    page.wait_for_selector(".upload[role=alert] >> text=This is not a picture.")


def test_leaving_a_changed_form_is_asked_about(on: Stage) -> None:
    page = on.show('<form data-guard><input id="n"></form>')
    page.fill("#n", "x")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]


def test_a_finger_that_only_touches_a_suggestion_chooses_nothing(on: Stage) -> None:
    on.answer("/editor/names", PEOPLE)
    page = on.show(form())
    page.locator("#e").press_sequentially("Ask @ay")
    option = page.locator("#m2")
    option.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})  # the list is about to be moved
    option.dispatch_event("pointercancel", {"pointerType": "touch", "bubbles": True})
    rest(page)
    expect(page.locator("#e")).to_have_value("Ask @ay")
    option.click()
    expect(page.locator("#e")).to_have_value("Ask @aydin ")
    expect(page.locator("#e")).to_be_focused()


def test_what_is_controlled_is_named_only_while_it_is_there(on: Stage) -> None:
    page = on.show(form())
    area = page.locator("#e")
    on.fail("/editor/names")
    area.press_sequentially("Ask @ay")
    on.awaits("/editor/names")
    expect(page.locator("#e:not([aria-controls])")).to_have_count(1)
    on.answer("/editor/names", PEOPLE)
    area.press_sequentially("l")
    expect(area).to_have_attribute("aria-controls", "mentions")
    expect(page.locator("#mentions")).to_be_visible()
    area.press("Escape")
    expect(page.locator("#e:not([aria-controls])")).to_have_count(1)
