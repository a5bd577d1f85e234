"""Script that people smuggle into texts does not run in a browser, even where no policy forbids it."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Request, expect

from portal.core.text import render
from portal.editor import to_markdown
from tests.comments.factories import make_comment
from tests.core.xss import VECTORS as ALL
from tests.factories import make_user
from tests.groups.factories import make_group
from tests.posts.factories import make_post, ref

from .conftest import HOST, Stage, loaded, rest
from .test_editor import FORM, paste

pytestmark = pytest.mark.browser

# Whatever a vector calls is heard in every frame, also in one that it opens.
TRAP = """for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = (words) => ran(`${name} ${words}`);
Object.defineProperty(window, "__xss", { set: (words) => ran(words) });"""
VECTORS = ALL[::2]  # more than 280 of all kinds; each of them passes the renderer in `tests/core/test_text.py`
# Does to everything in a place what people and browsers do; an ordinary link is not followed, any other is.
STIR = """(where) => {
    const kinds = `click auxclick dblclick mouseover mouseenter mousemove pointerover pointerenter pointerdown focus
        focusin blur focusout keydown input change toggle beforetoggle animationstart transitionend load error scroll
        scrollend wheel copy paste dragstart`.split(/\\s+/);
    const stay = (event) => event.preventDefault();
    for (const element of where.querySelectorAll(":is(h1, h2, .prose, .preview, .raw, .comment__who) *")) {
        if (/^https?:$/.test(element.protocol)) element.addEventListener("click", stay);
        if (element.closest("a[href^='mailto:'], a[href^='tel:']")) continue;
        for (const kind of kinds) element.dispatchEvent(new Event(kind, { cancelable: true }));
        element.click?.();
    }
}"""
# What has no place in a text, however it came there.
FOUND = """(where) => [...where.querySelectorAll("*")].filter((element) =>
    element.matches(`.prose :is(script, style, iframe, object, embed, form, input, svg, math, link, meta, base,
        template, video, audio)`)
    || element.getAttributeNames().some((name) => name.startsWith("on") || name === "srcdoc" || name === "style")
    || (element.matches("a[href]") && !["http:", "https:", "mailto:", "tel:"].includes(element.protocol))
    || (element.matches("img[src]") && new URL(element.src).origin !== location.origin)
).map((element) => element.outerHTML.slice(0, 200))"""
RAW = """(place, all) => {
    for (const html of all) place.appendChild(document.createElement("div")).innerHTML = html;
}"""


class Trap:
    """A page that tells of everything that runs in it, and of every request that leaves the portal."""

    def __init__(self, on: Stage) -> None:
        self.page: Page = on.page
        self.caught: list[str] = []
        self.page.context.expose_binding("ran", lambda _, words: self.caught.append(str(words)))
        self.page.context.add_init_script(TRAP)
        self.page.on("dialog", lambda dialog: (self.caught.append(dialog.message), dialog.dismiss()))
        self.page.on("request", self._leaves)
        self.page.context.on("page", lambda page: self.caught.append(f"opened {page.url}"))

    def _leaves(self, request: Request) -> None:
        if not request.url.startswith((f"{HOST}/", "data:image/", "blob:")):
            self.caught.append(f"asked {request.url}")

    def stir(self, where: str) -> list[str]:
        """Does everything that one can do with what stands there; gives what it has set off."""
        self.page.locator(where).evaluate(STIR)
        rest(self.page, 50)
        return self.caught

    def spring(self) -> list[str]:
        """Does so with a whole page; gives what it has set off, and what should not stand there."""
        return [*self.stir("main"), *self.page.locator("main").evaluate(FOUND)]


def packed(most: int) -> list[str]:
    """Gives all vectors, as many in a line as there is room for; a longer one is cut."""
    lines = [""]
    for vector in VECTORS:
        words = " ".join(vector.split())
        if len(lines[-1]) + len(words) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {words}".strip()[:most]
    return lines


def batches(size: int) -> Iterator[list[str]]:
    """Gives the vectors in batches."""
    return (VECTORS[n : n + size] for n in range(0, len(VECTORS), size))


@pytest.fixture
def on(stage: Callable[..., Stage]) -> Stage:
    return stage(bypass_csp=True)


def test_the_trap_hears_what_would_run(on: Stage) -> None:
    trap = Trap(on)
    on.show('<div class="raw"></div>')
    on.page.route("**/*", lambda route: route.fulfill(status=204))  # nothing leads away from the page
    numbered = [vector.replace("alert(1)", f"alert({n})") for n, vector in enumerate(ALL)]
    on.page.locator(".raw").evaluate(RAW, numbered)
    caught = set(trap.stir(".raw"))
    assert len({words for words in caught if words.startswith("alert ")}) >= 150
    assert {"asked http://evil.example/pixel.gif", "asked http://evil.example/x.js", "opened about:blank"} <= caught


def test_in_comments_and_names_nothing_runs(on: Stage) -> None:
    trap, writers = Trap(on), [make_user(name) for name in packed(200)]
    posts = [make_post(on.user, title=f"Thread {n}") for n in range(1 + len(VECTORS) // 50)]
    for n, vector in enumerate(VECTORS):
        make_comment(ref(posts[n // 50]), writers[n % len(writers)], f"{vector}\n\nx")
    for n, post in enumerate(posts):
        page = on.go(f"/posts/{post.id}-thread-{n}")
        expect(page.locator(".comment")).to_have_count(min(50, len(VECTORS) - 50 * n))
        assert trap.spring() == [], page.url
    for path in ("/people", f"/people/{writers[0].slug}", "/search?q=script"):
        on.go(path)
        assert trap.spring() == [], path


def test_in_posts_titles_tags_and_groups_nothing_runs(on: Stage) -> None:
    trap, titles = Trap(on), packed(150)
    size = 1 + len(VECTORS) // len(titles)
    for n, title in enumerate(titles):
        make_post(on.user, title=title, body="\n\n".join([*VECTORS[n * size : (n + 1) * size], "x #alert"]))
    group = make_group('<img src=x onerror="alert(1)">', owner=on.user, purpose="<script>alert(1)</script>")
    path = "/home?view=all"
    for n in range(0, len(titles), 20):
        page = on.go(path)
        expect(page.locator("article.post")).to_have_count(min(20, len(titles) - n))
        assert trap.spring() == [], path
        path = page.locator(".pager a").get_attribute("href") or "" if n + 20 < len(titles) else ""
    for path in (
        "/search?q=alert",
        f"/search?q={quote(VECTORS[8])}",
        f"/groups/{group.slug}",
        f"/groups/{group.slug}/about",
    ):
        on.go(path)
        assert trap.spring() == [], path


def test_what_is_pasted_is_harmless_in_the_field_and_in_the_preview(on: Stage) -> None:
    trap = Trap(on)
    alone = "".join(render(to_markdown(vector)).html for vector in VECTORS)
    page = on.show(FORM)
    page.locator("#e").focus()
    loaded(page, "editor")
    page.get_by_role("button", name="Preview").click()
    for n, batch in enumerate(batches(80)):
        page.fill("#e", "")
        paste(on, f"<b>batch {n}</b>\n" + "\n".join(batch), "x")
        expect(page.locator("[data-preview-out]")).to_contain_text(f"batch {n}")
        assert trap.spring() == []
    on.answer("/editor/preview", alone + '<p id="last"></p>')
    page.fill("#e", "alone")
    expect(page.locator("#last")).to_be_attached()
    assert trap.spring() == []
