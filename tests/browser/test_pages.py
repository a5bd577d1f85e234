"""Every page: accessible in both themes at three widths, nothing sideways, an empty console under the strict policy."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
EVERYBODY = [
    "/home",
    "/home?view=all",
    "/home?view=saved",
    "/new",
    "/shortcuts",
    "/groups",
    "/groups?view=mine",
    "/groups/new",
    "/people",
    "/people/org",
    "/people/following",
    "/people/topics",
    "/settings",
    "/settings/photo",
    "/settings/display",
    "/settings/access",
    "/settings/webhooks",
    "/api",
    "/api/areas/posts",
    "/announcements",
    "/announcements/1",
    "/announcements/voices",
    "/notifications",
    "/notifications/settings",
    "/posts/new",
    "/search?q=schicht",
    "/search?q=gibtesnichtxyz",
    "/no-such-page",
]
LOOKS = [(1360, "light"), (1360, "dark"), (390, "light"), (390, "dark"), (320, "light"), (320, "dark")]
# Pages whose parts all stand on others too: the two looks that have most to go wrong.
ALSO = ["/notifications/mail", "/notifications/devices", "/attachments/mine", "/drafts"]
FEW_LOOKS = [(1360, "light"), (320, "dark")]
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def look_at(visitor: Visitor, path: str, looks: list[tuple[int, str]] = LOOKS) -> list[str]:
    """Opens a page and gives all that is wrong with it, in each width and theme."""
    visitor.complaints.clear()
    page = visitor.go(path)
    page.wait_for_timeout(150)
    faults = []
    for width, theme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.wait_for_timeout(200)
        if _faults(page):
            page.wait_for_timeout(1500)  # a busy machine may still be changing colours; what stays is a fault
            faults += [f"{path} at {width} px, {theme}: {fault}" for fault in _faults(page)]
    expected = "404" if path == "/no-such-page" else None
    return faults + [f"{path}: console: {text}" for text in visitor.complaints if not (expected and expected in text)]


def _faults(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    faults = [f"scrolls sideways by {wide} px"] if wide > 0 else []
    for violation in Axe().run(page, options=OPTIONS).response["violations"]:
        nodes = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
        faults.append(f"{violation['id']}: {violation['help']} at {nodes}")
    return faults


def first(visitor: Visitor, path: str, selector: str) -> str:
    """Gives the address of the first link on a page."""
    page = visitor.go(path)
    return page.locator(selector).first.get_attribute("href") or path


@pytest.mark.parametrize("path", EVERYBODY)
def test_pages_of_an_employee(visit: Callable[..., Visitor], path: str) -> None:
    faults = look_at(visit("employee", language="de"), path)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", ALSO)
def test_more_pages_of_an_employee(visit: Callable[..., Visitor], path: str) -> None:
    faults = look_at(visit("employee", language="de"), path, FEW_LOOKS)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("tab", ["", "/about", "/members"])
def test_pages_of_a_group(visit: Callable[..., Visitor], tab: str) -> None:
    visitor = visit("employee", language="de")
    faults = look_at(visitor, first(visitor, "/groups?view=mine", "main .title") + tab)
    assert not faults, "\n".join(faults)


def test_the_page_of_a_post(visit: Callable[..., Visitor]) -> None:
    visitor = visit("employee", language="de")
    faults = look_at(visitor, first(visitor, "/home", "main [data-permalink][href^='/posts/']").split("#")[0])
    assert not faults, "\n".join(faults)


def test_the_page_of_a_person(visit: Callable[..., Visitor]) -> None:
    visitor = visit("employee", language="de")
    faults = look_at(visitor, first(visitor, "/people", "main a[href^='/people/']:not([href*='?'])"))
    assert not faults, "\n".join(faults)


def test_the_sign_in_page(visit: Callable[..., Visitor]) -> None:
    faults = look_at(visit(language="en"), "/login")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("page", ["settings", "styleguide", "new group", "new announcement", "shares"])
def test_pages_of_those_who_look_after_the_portal(visit: Callable[..., Visitor], page: str) -> None:
    visitor = visit("community-manager", language="en")
    own = first(visitor, "/groups?view=mine", "main .title")
    paths = {"settings": f"{own}/settings", "styleguide": "/styleguide", "new group": "/groups/new"}
    paths |= {"new announcement": "/announcements/new", "shares": "/announcements/1/shares"}
    faults = look_at(visitor, paths[page])
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", ["/admin/integrations", "/admin/mail"])
def test_pages_of_those_who_look_after_the_machine(visit: Callable[..., Visitor], path: str) -> None:
    faults = look_at(visit("it-admin", language="de"), path, FEW_LOOKS)
    assert not faults, "\n".join(faults)


def test_both_languages_are_switched_on_the_page(visit: Callable[..., Visitor]) -> None:
    visitor = visit("newcomer", language="de")
    page = visitor.go("/groups")
    before = page.locator("html").get_attribute("lang")
    page.evaluate("document.querySelector('[formaction=\"/language\"]').click()")
    expect(page.locator("html")).not_to_have_attribute("lang", before or "")
