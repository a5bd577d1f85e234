"""Every page: accessible in both themes at three widths, nothing sideways, an empty console under the strict policy."""

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser, expect

from tests.accessible import COLOURS, RULES, faults
from tests.browser.conftest import Visitor, visiting
from tests.frontend.conftest import rest

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
LOOKS = [(1360, "light"), (1360, "dark"), (390, "light"), (320, "light"), (320, "dark")]
# Pages whose parts all stand on others too: the two looks that have most to go wrong.
ALSO = [
    "/notifications/mail",
    "/notifications/devices",
    "/attachments/mine",
    "/drafts",
    "/questions",
    "/questions/new?title=Reisekosten",
    "/desks",
    "/desks/it-service",
]
MACHINE = [
    "/admin/integrations",
    "/admin/mail",
    "/admin/sign-in",
    "/admin/sign-in/new/oidc",
    "/admin/audit",
    "/admin/roles",
    "/settings/devices",
    "/settings/security",
    "/settings/concerning-me",
]
STAFF = ["/admin/people", "/admin/departments", "/admin/sync"]
FEW_LOOKS = [(1360, "light"), (320, "dark")]
# Pages that only a link leads to: the look that has most to go wrong.
ONE_LOOK = [(320, "dark")]
BEHIND = {
    "community-manager": [
        "/reports", "/search/report", "/search/glossary", "/questions/review", "/questions/waiting",
        "/questions/invitations", "/experts", "/experts/mine", "/comments/new?about=post:1",
        "/reports/new?about=post:1", "/comments/about/post:1", "/comments/about/post:1/kind",
        "/comments/about/post:1/rules", "/reactions/post:1", "/topics",
    ],
    "it-admin": ["/admin/health", "/admin/scim", "/admin/access-codes"],
    "hr-admin": ["/admin/leavers", "/admin/people/new"],
}  # fmt: skip
STEPS = [
    *(("/home?view=all", "main .post__foot a[href$='/edit']", step)
      for step in ("edit", "history", "move", "removal", "share", "split")),
    *(("/questions", "main .title", step) for step in ("closing", "desk", "merger", "move", "removal", "split")),
]  # fmt: skip


STILL = """Promise.all(document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
    .map(({ finished }) => finished.catch(() => null)))"""


@pytest.fixture(scope="module")
def seen_by(company: str, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Gives somebody signed in, the same one each time: `seen_by("employee", language="de")`."""
    with visiting(company, browser) as make:
        yield cache(make)


def look_at(visitor: Visitor, path: str, looks: list[tuple[int, str]] = LOOKS) -> None:
    """Opens a page and fails with all that is wrong with it, in each width and theme."""
    visitor.complaints.clear()
    page = visitor.page
    found = []
    for width, theme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        if (width, theme) == looks[0]:  # it comes as it is looked at first, and need not be laid out again
            visitor.go(path)
            rest(page, 150)
        else:
            rest(page, 50)
        rules = _rules(width, theme, looks)
        if faults(page, rules):
            page.evaluate(STILL)  # a busy machine may still be changing colours; what stays is a fault
            found += [f"{path} at {width} px, {theme}: {fault}" for fault in faults(page, rules)]
    expected = "404" if path == "/no-such-page" else None
    found += [f"{path}: console: {text}" for text in visitor.complaints if not (expected and expected in text)]
    assert not found, "\n".join(found)


def _rules(width: int, theme: str, looks: list[tuple[int, str]]) -> tuple[str, ...]:
    """What can differ from the looks before: colours in the dark; between two widths only whether everything fits."""
    if width == 390:
        return ()
    return COLOURS if theme == "dark" and (width, "light") in looks else RULES


def first(visitor: Visitor, path: str, selector: str) -> str:
    """Gives the address of the first link on a page, or on one that it leads on to: others write meanwhile."""
    page = visitor.go(path)
    while not page.locator(selector).count():
        page = visitor.go(page.locator(".pager a").first.get_attribute("href") or path)
    return page.locator(selector).first.get_attribute("href") or path


@pytest.mark.parametrize("path", EVERYBODY)
def test_pages_of_an_employee(seen_by: Callable[..., Visitor], path: str) -> None:
    look_at(seen_by("employee", language="de"), path)


@pytest.mark.parametrize("path", ALSO)
def test_more_pages_of_an_employee(seen_by: Callable[..., Visitor], path: str) -> None:
    look_at(seen_by("employee", language="de"), path, FEW_LOOKS)


@pytest.mark.parametrize("tab", ["", "/about", "/members"])
def test_pages_of_a_group(seen_by: Callable[..., Visitor], tab: str) -> None:
    visitor = seen_by("employee", language="de")
    look_at(visitor, first(visitor, "/groups?view=mine", "main .title") + tab)


def test_the_page_of_a_question(seen_by: Callable[..., Visitor]) -> None:
    visitor = seen_by("employee", language="de")
    look_at(visitor, first(visitor, "/questions?state=solved", "main .title"), FEW_LOOKS)


def test_the_page_of_a_question_that_one_answers_for_a_desk(seen_by: Callable[..., Visitor]) -> None:
    visitor = seen_by("it-admin", language="de")
    look_at(visitor, first(visitor, "/desks/it-service/board", "main [data-permalink]"), ONE_LOOK)


def test_the_page_of_a_post(seen_by: Callable[..., Visitor]) -> None:
    visitor = seen_by("employee", language="de")
    look_at(visitor, first(visitor, "/home", "main [data-permalink][href^='/posts/']").split("#")[0])


def test_the_page_of_a_person(seen_by: Callable[..., Visitor]) -> None:
    visitor = seen_by("employee", language="de")
    look_at(visitor, first(visitor, "/people", "main a[href^='/people/']:not([href*='?'])"))


def test_the_sign_in_page(visit: Callable[..., Visitor]) -> None:
    look_at(visit(language="en"), "/login")


@pytest.mark.parametrize("page", ["settings", "styleguide", "new group", "new announcement", "shares"])
def test_pages_of_those_who_look_after_the_portal(seen_by: Callable[..., Visitor], page: str) -> None:
    visitor = seen_by("community-manager", language="en")
    own = first(visitor, "/groups?view=mine", "main .title")
    paths = {"settings": f"{own}/settings", "styleguide": "/styleguide", "new group": "/groups/new"}
    paths |= {"new announcement": "/announcements/new", "shares": "/announcements/1/shares"}
    look_at(visitor, paths[page])


@pytest.mark.parametrize("path", MACHINE)
def test_pages_of_those_who_look_after_the_machine(seen_by: Callable[..., Visitor], path: str) -> None:
    look_at(seen_by("it-admin", language="de"), path, FEW_LOOKS)


@pytest.mark.parametrize("path", STAFF)
def test_pages_of_those_who_look_after_the_staff(seen_by: Callable[..., Visitor], path: str) -> None:
    look_at(seen_by("hr-admin", language="de"), path, FEW_LOOKS)


@pytest.mark.parametrize(("persona", "path"), [(persona, path) for persona in BEHIND for path in BEHIND[persona]])
def test_pages_that_only_a_link_leads_to(seen_by: Callable[..., Visitor], persona: str, path: str) -> None:
    look_at(seen_by(persona, language="de"), path, ONE_LOOK)


@pytest.mark.parametrize(("shown_on", "link", "step"), STEPS)
def test_pages_of_steps_with_a_post_or_a_question(
    seen_by: Callable[..., Visitor], shown_on: str, link: str, step: str
) -> None:
    visitor = seen_by("community-manager", language="de")
    number = re.match(r"/\w+/\d+", first(visitor, shown_on, link))
    assert number is not None
    look_at(visitor, f"{number[0]}/{step}", ONE_LOOK)


def test_both_languages_are_switched_on_the_page(visit: Callable[..., Visitor]) -> None:
    visitor = visit(language="de")
    visitor.sign_in("newcomer")
    page = visitor.go("/groups")
    before = page.locator("html").get_attribute("lang")
    page.evaluate("document.querySelector('[formaction=\"/language\"]').click()")
    expect(page.locator("html")).not_to_have_attribute("lang", before or "")
