"""Two ways to use the portal: by keys alone, and by touch on a phone. Neither ever moves a mouse."""

from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import FileChooser, Locator, Page, expect

from tests.attachments.factories import picture
from tests.browser.conftest import Visitor

CLIPBOARD = Path(__file__).parents[1] / "editor" / "clipboard"
NOTED = "addEventListener('pointerdown', ({ pointerType }) => pointed(pointerType), true)"
COPY = """([html, plain]) => document.addEventListener("copy", (event) => {
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", plain);
    event.preventDefault();
})"""
PASTE = """(area, [html, plain]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", plain);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    if (area.dispatchEvent(event)) document.execCommand("insertText", false, plain);
}"""
SELECT = """(area, word) => {
    const at = area.value.indexOf(word);
    area.setSelectionRange(at, at + word.length);
}"""
LEAST = 24  # px, WCAG 2.2, 2.5.8


def give(chooser: FileChooser) -> None:
    """Gives a picture to the one who asks for a file."""
    chooser.set_files({"name": "wall.png", "mimeType": "image/png", "buffer": picture()})


class Hand:
    """Somebody who writes. What the pages say is asked for in the language of the one who reads them."""

    words: ClassVar[dict[str, str]]

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page: Page = visitor.page
        self.faults: list[str] = []
        self.pointers: set[str] = set()
        self.page.context.expose_binding("pointed", lambda _, kind: self.pointers.add(kind))
        self.page.context.add_init_script(NOTED)
        self.page.on("filechooser", give)  # from the beginning: asked for only then, the browser's own would open first

    @property
    def area(self) -> Locator:
        """The text that is written in."""
        return self.page.locator("main textarea[name=body]")

    def word(self, english: str) -> str:
        """Gives the word as the page has it."""
        return self.words.get(english, english)

    def tool(self, english: str) -> Locator:
        """A button over the text."""
        return self.page.locator("[role=toolbar]").get_by_role("button", name=self.word(english), exact=True)

    @property
    def choose_file(self) -> Locator:
        """Where a file is chosen, over the text."""
        return self.page.locator("[role=toolbar] input[type=file]")

    @property
    def what_is_seen(self) -> Locator:
        """Where one says what a picture shows."""
        return self.page.locator(".upload input[name^='alt-']")

    def shown(self) -> Locator:
        """The post, on the page that follows the sending."""
        self.page.wait_for_url("**/posts/*")
        return self.page.locator("article.post")


class Keyboard(Hand):
    """Keys alone: Tab, arrows, Enter, shortcuts."""

    words: ClassVar[dict[str, str]] = {
        "Bold": "Fett",
        "List": "Liste",
        "Share": "Teilen",
        "More about this post": "Mehr zu diesem Beitrag",
        "Edit": "Bearbeiten",
        "Save": "Speichern",
    }

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def to(self, target: Locator, key: str = "Tab") -> None:
        """Presses a key until the target has the focus, as one does who sees where it is."""
        expect(target).to_have_count(1)
        for _ in range(60):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.press(key)
        raise AssertionError(f"{key} never reaches {target}")

    def begin(self) -> None:
        self.visitor.go("/home")
        self.press("n")
        expect(self.area).to_be_focused()

    def use(self, english: str) -> None:
        self.to(
            self.page.locator("[role=toolbar] [tabindex='0'], [role=toolbar] :not([tabindex]):is(button, input)"),
            "Shift+Tab",
        )
        self.to(self.tool(english), "ArrowRight")
        self.press("Enter")
        expect(self.area).to_be_focused()

    def bold(self, word: str) -> None:
        self.press("Control+b")
        self.write(word)
        self.press("Control+b")

    def attach(self, alt: str) -> None:
        self.press("Shift+Tab")
        self.to(self.choose_file, "ArrowRight")
        self.press("Enter")
        self.to(self.what_is_seen)
        self.write(alt)

    def mention(self, name: str) -> None:
        self.write(f"@{name}")
        expect(self.page.locator("#mentions [aria-selected=true]")).to_be_visible()
        self.press("ArrowDown", "ArrowUp", "Enter")

    def paste(self, html: str, plain: str) -> None:
        other = self.page.context.new_page()
        other.goto(self.visitor.address + "/offline")
        other.evaluate(COPY, [html, plain])
        other.keyboard.press("Control+c")
        other.close()
        self.page.bring_to_front()
        self.press("Control+v")

    def send(self) -> None:
        self.to(self.page.locator("#compose-audience"))
        expect(self.page.locator("#compose-audience option")).not_to_have_count(1)
        self.press("ArrowDown")
        self.to(self.page.locator("form.composer").get_by_role("button", name=self.word("Share")))
        self.press("Enter")

    def correct(self, wrong: str, right: str) -> None:
        self.to(self.page.get_by_role("button", name=self.word("More about this post")))
        self.press("Enter")
        self.to(self.page.get_by_role("link", name=self.word("Edit"), exact=True))
        self.press("Enter")
        self.page.wait_for_url("**/edit")
        self.to(self.area)
        text = self.area.input_value()
        self.press("Control+Home", *["ArrowRight"] * text.index(wrong), *["Shift+ArrowRight"] * len(wrong))
        self.write(right)
        self.press("Control+Enter")


class Touch(Hand):
    """A phone: taps, and a keyboard on the screen."""

    words: ClassVar[dict[str, str]] = {}

    def tap(self, target: Locator) -> None:
        """Taps, and notes what a finger would miss."""
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        if box is None or min(box["width"], box["height"]) < LEAST:
            self.faults.append(f"{target} is too small for a finger: {box}")
        target.tap()

    def write(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def begin(self) -> None:
        self.visitor.go("/home")
        self.tap(self.page.locator(".tabbar__new"))
        self.tap(self.page.locator("main a[href^='/posts/new']"))
        self.page.wait_for_url("**/posts/new")
        self.tap(self.area)

    def use(self, english: str) -> None:
        self.tap(self.tool(english))
        expect(self.area).to_be_focused()

    def bold(self, word: str) -> None:
        self.use("Bold")
        self.write(word)
        self.use("Bold")

    def attach(self, alt: str) -> None:
        self.tap(self.page.locator("[role=toolbar] label:has(input[type=file])"))
        self.tap(self.what_is_seen)
        self.write(alt)

    def mention(self, name: str) -> None:
        self.use("Mention somebody")
        self.write(name)
        self.tap(self.page.locator("#mentions [role=option]").first)
        expect(self.area).to_be_focused()

    def paste(self, html: str, plain: str) -> None:
        self.area.evaluate(PASTE, [html, plain])

    def send(self) -> None:
        self.tap(self.page.locator("#audience"))
        self.page.select_option("#audience", index=1)  # the wheel of the phone itself, which no page draws
        self.tap(self.page.locator("main form:has(#audience)").get_by_role("button", name="Share", exact=True))

    def correct(self, wrong: str, right: str) -> None:
        self.tap(self.page.get_by_role("button", name="More about this post"))
        self.tap(self.page.get_by_role("link", name="Edit", exact=True))
        self.page.wait_for_url("**/edit")
        self.tap(self.area)
        self.area.evaluate(SELECT, wrong)  # the handles of the phone itself, which no page draws
        self.write(right)
        self.tap(self.page.get_by_role("button", name="Save", exact=True))


def copied(name: str) -> tuple[str, str]:
    """Gives what an office program put into the clipboard: HTML, and the bare words."""
    return (CLIPBOARD / f"{name}.html").read_text(encoding="utf-8"), "the bare words"


HANDS: dict[type[Hand], dict[str, Any]] = {
    Keyboard: {"persona": "employee", "language": "de"},
    Touch: {"persona": "newcomer", "language": "en", "width": 390, "has_touch": True, "is_mobile": True},
}


def reads(visitor: Visitor, language: str) -> None:
    """Has the account read in this language from now on."""
    root = visitor.go("/groups").locator("html")
    if root.get_attribute("lang") != language:
        root.locator("[formaction='/language']").first.dispatch_event("click")
    expect(root).to_have_attribute("lang", language)
