"""Small things that a page does for the eye and the hand: tabs that do not fit, something to copy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import Stage, until

pytestmark = pytest.mark.browser


@pytest.fixture
def on(stage: Callable[..., Stage]) -> Stage:
    """A stage for somebody who reads English."""
    return stage()


TABS = (
    '{% from "components/tabs.html" import tabs %}{% set all = namespace(items=[]) %}'
    '{% for n in range(9) %}{% do all.items.append(("Page no. %d"|format(n), "/p", n == chosen, none)) %}{% endfor %}'
    '<div class="narrow">{{ tabs("Pages", all.items) }}</div>'
)


@pytest.mark.parametrize(
    ("shown", "fades"), [(0, {"data-after"}), (4, {"data-before", "data-after"}), (8, {"data-before"})]
)
def test_the_open_tab_is_in_view_on_a_phone_and_edges_fade_where_more_follows(
    on: Stage, shown: int, fades: set[str]
) -> None:
    on.page.set_viewport_size({"width": 390, "height": 800})
    page = on.show(TABS, chosen=shown)
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.99)
    for edge in ("data-before", "data-after"):
        expect(page.locator(f".tabs[{edge}]")).to_have_count(int(edge in fades))


def test_tabs_wrap_where_there_is_room_for_rows(on: Stage) -> None:
    on.page.set_viewport_size({"width": 1360, "height": 800})
    page = on.show(TABS, chosen=8)
    for n in (0, 8):
        expect(page.get_by_role("link", name=f"Page no. {n}")).to_be_in_viewport(ratio=0.99)
    expect(page.locator(".tabs[data-after]")).to_have_count(0)


NAMED = (
    '{% from "components/field.html" import field %}{% from "components/crumbs.html" import crumbs %}'
    '<div class="stack narrow">{{ crumbs([(name, "/p")]) }}<div class="between"><h1>{{ name }}</h1></div>'
    '<div class="row"><span>{{ name }}</span></div><div class="card stack"><p>{{ name }}</p>'
    '{{ field("why", "why", name, hint=name, error=name) }}{{ field("all", "all", name, type="checkbox") }}'
    '<div class="setting"><label for="s">{{ name }}</label><select class="select select--s" id="s">'
    '<option>{{ name }}</option></select></div><ul class="list"><li><div>{{ name }}</div></li></ul></div>'
    '<header class="card profile"><div class="grow"><p>{{ name }}</p></div></header></div>'
)


@pytest.mark.parametrize("width", [320, 1360])
def test_a_name_without_an_end_stays_on_the_page(on: Stage, width: int) -> None:
    on.page.set_viewport_size({"width": width, "height": 800})
    page = on.show(NAMED, name="Wolfeschlegelsteinhausen" * 8)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_secret_is_copied_with_a_click(on: Stage) -> None:
    on.page.add_init_script("navigator.clipboard.writeText = async (text) => { window.copied = text; };")
    page = on.show(
        '{% from "api/_secret.html" import secret_field %}{{ secret_field("secret", "Token", "foyer_abc") }}'
    )
    page.get_by_role("button", name="Copy: Token").click()
    expect(page.locator("#toasts")).to_contain_text("Copied.")
    until(page, "window.copied === 'foyer_abc'")
