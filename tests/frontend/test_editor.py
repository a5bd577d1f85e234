"""The editor does what people know from office programs: pasted text, lists that go on, tables, faces."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from .conftest import Stage, loaded, rest

pytestmark = pytest.mark.browser
DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9aw==")
CLIPBOARD = Path(__file__).parents[1] / "editor" / "clipboard"
FORM = (
    '{% from "components/editor.html" import editor %}<form method="post" action="/send">'
    '{{ editor("e", "body", "Text", pictures=true) }}<button>Send</button></form>'
)
PASTE = """([selector, html, plain, files, rtf]) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    if (rtf) data.setData("text/rtf", rtf);
    if (plain) data.setData("text/plain", plain);
    for (const name of files ?? []) data.items.add(new File(["x"], name, { type: "image/png" }));
    const area = document.querySelector(selector);
    area.focus();
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    if (area.dispatchEvent(event)) document.execCommand("insertText", false, plain ?? "");
}"""


@pytest.fixture
def on(stage: Callable[..., Stage]) -> Stage:
    made = stage()
    made.show(FORM)
    made.page.locator("#e").focus()
    loaded(made.page, "editor")
    return made


def paste(on: Stage, html: str, plain: str, files: list[str] | None = None, rtf: str = "") -> None:
    """Pastes as a browser would."""
    on.page.evaluate(PASTE, ["#e", html, plain, files or [], rtf])


@pytest.mark.parametrize("name", ["word", "teams", "excel", "outlook"])
def test_what_an_office_program_copied_arrives_as_clean_text(on: Stage, name: str) -> None:
    copied = (CLIPBOARD / f"{name}.html").read_text(encoding="utf-8")
    wanted = (CLIPBOARD / f"{name}.md").read_text(encoding="utf-8").strip()
    paste(on, copied, "the bare words", files=["rendering.png"] if name in ("word", "excel") else None)
    expect(on.page.locator("#e")).to_have_value(wanted)
    rest(on.page)
    assert not on.sent("/attachments")
    on.page.keyboard.press("Control+z")
    expect(on.page.locator("#e")).to_have_value("")


def test_plain_words_are_pasted_without_asking_anybody(on: Stage) -> None:
    paste(on, "<html><body><span>two words</span></body></html>", "two words")
    expect(on.page.locator("#e")).to_have_value("two words")
    rest(on.page)
    assert not on.sent("/editor/paste")


def test_a_link_pasted_over_words_becomes_their_link(on: Stage) -> None:
    on.page.fill("#e", "the plan")
    on.page.locator("#e").select_text()
    paste(on, "", "https://example.org/plan")
    expect(on.page.locator("#e")).to_have_value("[the plan](https://example.org/plan)")


def test_without_a_connection_the_bare_words_arrive(on: Stage) -> None:
    on.fail("/editor/paste")
    paste(on, "<p><b>bold</b> words</p>", "bold words")
    expect(on.page.locator("#e")).to_have_value("bold words")


def test_what_is_sent_while_something_is_being_pasted_goes_when_it_is_there(on: Stage) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    on.page.route("**/editor/paste", hold)
    on.answer("/send", "<p>There it is.</p>")
    paste(on, "<p><b>bold</b> words</p>", "bold words")
    on.page.get_by_role("button", name="Send").click()
    while not held:
        rest(on.page, 20)
    rest(on.page)
    assert not on.sent("/send")
    held[0].fulfill(body="**bold** words", content_type="text/plain")
    expect(on.page.get_by_text("There it is.")).to_be_visible()
    assert on.received("/send") == ["body=**bold**+words"]


def test_where_even_the_way_to_paste_cannot_be_fetched_the_bare_words_arrive(on: Stage) -> None:
    on.page.route("**/static/paste.*", lambda route: route.abort())
    paste(on, "<p><b>bold</b> words</p>", "bold words")
    expect(on.page.locator("#e")).to_have_value("bold words")
    expect(on.page.locator("#e:not([aria-busy])")).to_have_count(1)


def test_a_picture_inside_what_was_copied_goes_up_like_a_chosen_one(on: Stage) -> None:
    on.answer("/attachments", '<div class="upload" id="there">There</div>')
    paste(on, f'<p>See <b>this</b></p><img src="data:image/png;base64,{b64encode(DOT).decode()}">', "See this")
    on.page.wait_for_selector("#there")
    expect(on.page.locator("#e")).to_have_value("See **this**")


@pytest.mark.parametrize("words", ["", "<p class=MsoNormal>Two of them</p>"])
def test_pictures_of_word_are_taken_from_the_rich_text_beside(on: Stage, words: str) -> None:
    on.answer("/attachments", '<div class="upload there">There</div>')
    shape = "<!--[if gte vml 1]><v:imagedata src='file:///C:/Temp/clip_image001.png'/><![endif]-->"
    image = "<![if !vml]><img width=1 height=1 src='file:///C:/Temp/clip_image002.gif'><![endif]>"
    drawn = "\n".join(f"{DOT.hex()[at : at + 40]}" for at in range(0, len(DOT.hex()), 40))
    uid = "{\\*\\blipuid 6bd148d9e5b07a01faa49a3be548c51a}"
    first = f"{{\\*\\shppict{{\\pict{{\\*\\picprop}}\\picw1\\pich1\\pngblip\\bliptag-25\\blipupi96{uid}{drawn}}}}}"
    fallback = f"{{\\nonshppict{{\\pict\\wmetafile8\\bliptag-25{uid}\n010009}}}}"
    second = f"{{\\*\\shppict{{\\pict\\picw1\\jpegblip\\bliptag7 {drawn}}}}}"
    paste(on, words + (shape + image) * 2, "Two of them" if words else "", rtf=f"{{\\rtf1 {first}{fallback}{second}}}")
    expect(on.page.locator(".there")).to_have_count(2)
    expect(on.page.locator("#e")).to_have_value("Two of them" if words else "")
    sent = on.received("/attachments")
    assert [re.findall(r'filename="([^"]+)"', body) for body in sent] == [["Picture 1.png"], ["Picture 2.jpeg"]]


def test_the_words_count_where_a_program_copies_a_picture_of_them_too(on: Stage) -> None:
    paste(on, "<html><body><p style='margin:0'>Next steps</p></body></html>", "Next steps", files=["drawn.png"])
    expect(on.page.locator("#e")).to_have_value("Next steps")
    rest(on.page)
    assert not on.sent("/attachments")


def test_a_list_goes_on_and_ends(on: Stage) -> None:
    on.page.keyboard.type("- one")
    on.page.keyboard.press("Enter")
    on.page.keyboard.press("Tab")
    on.page.keyboard.type("inner")
    on.page.keyboard.press("Enter")
    on.page.keyboard.press("Shift+Tab")
    on.page.keyboard.type("two")
    on.page.keyboard.press("Enter")
    on.page.keyboard.press("Enter")
    on.page.keyboard.type("after")
    expect(on.page.locator("#e")).to_have_value("- one\n  - inner\n- two\nafter")
    on.page.fill("#e", "")
    on.page.keyboard.type("9. nine")
    on.page.keyboard.press("Enter")
    expect(on.page.locator("#e")).to_have_value("9. nine\n10. ")


def test_the_same_button_takes_back_what_it_gave(on: Stage) -> None:
    on.page.fill("#e", "word")
    on.page.locator("#e").select_text()
    bold, bullets = (on.page.get_by_role("button", name=name, exact=True) for name in ("Bold", "List"))
    bold.click()
    expect(on.page.locator("#e")).to_have_value("**word**")
    bold.click()
    expect(on.page.locator("#e")).to_have_value("word")
    bullets.click()
    expect(on.page.locator("#e")).to_have_value("- word")
    bullets.click()
    expect(on.page.locator("#e")).to_have_value("word")


def test_the_same_key_or_button_ends_what_it_began(on: Stage) -> None:
    keys, area = on.page.keyboard, on.page.locator("#e")
    keys.press("Control+b")
    expect(area).to_have_value("**bold**")
    keys.type("Helmet")
    keys.press("Control+b")
    keys.type(" and ")
    keys.press("Control+i")
    keys.type("gloves")
    keys.press("Control+i")
    keys.type(".")
    expect(area).to_have_value("**Helmet** and _gloves_.")
    on.page.fill("#e", "")
    bold = on.page.get_by_role("button", name="Bold", exact=True)
    bold.click()
    keys.type("Boots")
    bold.click()
    expect(area).to_be_focused()
    keys.type("!")
    expect(area).to_have_value("**Boots**!")


def test_what_is_typed_right_after_a_button_goes_into_the_text(on: Stage) -> None:
    area, bold = on.page.locator("#e"), on.page.get_by_role("button", name="Bold", exact=True)
    area.focus()
    loaded(on.page, "editor")
    bold.hover()
    on.page.mouse.down()
    expect(area).to_be_focused()
    on.page.mouse.up()
    expect(area).to_have_value("**bold**")
    area.fill("")
    at_once = (
        "async button => { button.click(); for (let n = 0; n < 9; n++) await null; return button.form.body.value; }"
    )
    assert bold.evaluate(at_once) == "**bold**"


def test_a_list_that_was_begun_with_nothing_offers_its_first_word_to_be_typed_over(on: Stage) -> None:
    on.page.get_by_role("button", name="List", exact=True).click()
    expect(on.page.locator("#e")).to_have_value(re.compile("^- ."))
    on.page.keyboard.type("Helmet")
    on.page.keyboard.press("Enter")
    on.page.keyboard.type("Gloves")
    expect(on.page.locator("#e")).to_have_value("- Helmet\n- Gloves")


def test_a_table_is_one_button_and_cells_copied_as_text_become_one(on: Stage) -> None:
    on.page.get_by_role("button", name="Table", exact=True).click()
    expect(on.page.locator("#e")).to_have_value(re.compile(r"\| Column 1 \| Column 2 \|\n\| --- \| --- \|\n"))
    on.page.fill("#e", "a\tb\n1\t2")
    on.page.locator("#e").select_text()
    on.page.get_by_role("button", name="Table", exact=True).click()
    expect(on.page.locator("#e")).to_have_value("| a | b |\n| --- | --- |\n| 1 | 2 |\n")


def test_a_face_is_found_by_its_name(on: Stage) -> None:
    on.answer("/editor/faces", '<div role="option" id="face-1" data-value="🚀">Rakete</div>')
    on.page.keyboard.type("Los :rak")
    on.page.wait_for_selector("#mentions [aria-selected=true]")
    on.page.keyboard.press("Enter")
    expect(on.page.locator("#e")).to_have_value("Los 🚀 ")
    asked = on.asked.count(("GET", "/editor/faces", ""))
    on.page.keyboard.type("um 10:30 und https://a")
    rest(on.page, 200)
    expect(on.page.locator("#mentions")).to_be_hidden()
    assert on.asked.count(("GET", "/editor/faces", "")) == asked


def test_nothing_of_it_troubles_the_strict_policy(on: Stage) -> None:
    paste(on, "<p onclick='alert(1)'><b>x</b><script>alert(2)</script></p>", "x")
    expect(on.page.locator("#e")).to_have_value("**x**")
    assert json.dumps(on.complaints) == "[]"
