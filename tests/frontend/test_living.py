"""What a page does by itself: nudges, counts, toasts, times, keys; each improves something that works without it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from .conftest import HOST, Stage, rest, until

pytestmark = pytest.mark.browser


@pytest.fixture
def on(stage: Callable[..., Stage]) -> Stage:
    return stage()


def connected(on: Stage, main: str) -> Stage:
    """Shows a page and waits until it listens."""
    on.show(main).wait_for_selector("html[data-live]")
    return on


def test_a_nudge_draws_the_subject_again_and_leaves_focus(on: Stage) -> None:
    connected(
        on,
        '<div data-room="group:7"><section data-live="post:12" data-live-url="/part">'
        '<button id="b">1</button></section></div>',
    )
    assert on.socket.hears(on.page, 1) == [["join", ["group:7"]]]
    on.answer("/part", '<button id="b">2</button>')
    on.page.focus("#b")
    for _ in range(3):
        on.socket.nudge(kind="post", id=12, event="PostEdited", room="group:7")
    on.page.wait_for_selector("#b >> text=2")
    expect(on.page.locator("#b")).to_be_focused()
    rest(on.page, 900)
    assert sum(path == "/part" for _, path, _ in on.asked) == 1


def test_what_somebody_is_writing_in_is_left_alone(on: Stage) -> None:
    connected(
        on,
        '<section data-live="post:12" data-live-url="/part"><textarea id="t">mine</textarea></section>'
        '<section data-live="post:12" data-live-url="/next"></section><p tabindex="-1" id="p"></p>',
    )
    on.answer("/part", "<p>theirs</p>")
    on.answer("/next", "<p>the next</p>")
    on.page.evaluate("Math.random = () => 0")  # both wait equally long, hence in their order
    on.page.focus("#t")
    on.socket.nudge(kind="post", id=12, event="PostEdited", room="everyone")
    expect(on.page.get_by_text("the next")).to_be_visible()
    expect(on.page.locator("#t")).to_have_value("mine")
    expect(on.page.get_by_text("theirs")).to_have_count(0)
    on.page.focus("#p")
    on.page.wait_for_selector("text=theirs")


def test_new_posts_are_counted_not_shown(on: Stage) -> None:
    connected(on, '<a id="pill" href="/home" data-live-list="group:7 everyone" hidden></a>')
    for post in (1, 2, 2, 3):
        on.socket.nudge(kind="post", id=post, event="PostPublished", room="group:7")
    on.socket.nudge(kind="post", id=9, event="PostPublished", room="group:8")
    on.socket.nudge(kind="post", id=8, event="PostPublished", room="group:7", own=True)
    on.page.wait_for_selector("#pill >> text=3 new posts")


def test_the_bell_is_counted_again(on: Stage) -> None:
    connected(on, "<p>Page</p>")
    on.answer("/notifications/bell", '<span class="count" aria-hidden="true">5</span><span class="vh">5 new</span>')
    on.socket.nudge(kind="user", id=1, event="Told")
    on.page.wait_for_selector("[data-bell] >> text=5 new")
    expect(on.page.get_by_role("link", name="Notifications 5 new")).to_have_count(1)


REACTION = (
    '<form method="post" action="/r" hx-post="/r" hx-target="this" hx-swap="outerHTML">'
    '<button class="react" name="kind" value="a" aria-pressed="true" data-optimistic><span data-n>4</span> A</button>'
    '<button class="react" name="kind" value="b" aria-pressed="false" data-optimistic><span data-n>1</span> B</button>'
    "</form>"
)


def test_a_reaction_is_painted_before_the_answer(on: Stage) -> None:
    page = on.show(REACTION)
    on.hold("/r")
    page.click("[value=b]")
    page.wait_for_selector("[value=b][aria-pressed=true] >> text=2")
    expect(page.locator("[value=a] [data-n]")).to_have_text("3")


def test_a_refused_reaction_is_taken_back(on: Stage) -> None:
    page = on.show(REACTION)
    on.fail("/r")
    page.click("[value=b]")
    page.wait_for_selector(".toast")
    expect(page.locator("[value=a] [data-n]")).to_have_text("4")
    expect(page.locator("[value=b]")).to_have_attribute("aria-pressed", "false")


def test_a_toast_goes_but_waits_while_pointed_at(on: Stage) -> None:
    page = on.show("<p>Page</p>")
    page.clock.install()
    page.evaluate("foyer.say('Hello')")
    page.hover(".toast")
    page.clock.run_for(20000)
    expect(page.locator(".toast")).to_be_visible()
    page.mouse.move(700, 300)
    page.clock.run_for(5000)
    expect(page.locator(".toast")).to_have_count(0)


def test_times_say_how_long_ago(on: Stage) -> None:
    now = datetime.now(UTC)
    ages = [
        timedelta(seconds=10),
        timedelta(minutes=5),
        timedelta(hours=3),
        timedelta(days=3),
        timedelta(days=40),
        timedelta(days=-2),
    ]
    page = on.show(
        "{% for moment in moments %}<p>{{ when(moment) }}</p>{% endfor %}", moments=[now - age for age in ages]
    )
    weekday, long_ago, to_come = (now - ages[3]).strftime("%a"), str((now - ages[4]).year), str((now - ages[5]).year)
    said = ["this minute", "5 minutes ago", "3 hours ago", re.compile(f"^{weekday}"), re.compile(long_ago)]
    expect(page.locator("time")).to_have_text([*said, re.compile(to_come)])


def test_the_appearance_is_chosen_without_leaving(on: Stage) -> None:
    on.answer("/theme", "", 204)
    page = on.show("<p>Page</p>")
    page.get_by_role("button", name="My menu").click()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_selector('html[data-theme="dark"]')
    expect(page.locator("html")).to_have_css("color-scheme", "dark")
    until(page, "localStorage.theme === 'dark'")
    assert "value=dark" in on.received("/theme")[0]


POSTS = (
    '{% for n in (1, 2) %}<article data-post tabindex="-1" id="p{{ n }}">'
    '<h2 class="post__title"><a href="/opened">T</a></h2></article>{% endfor %}<textarea id="compose"></textarea>'
)


def test_single_keys_walk_through_posts(on: Stage) -> None:
    page = on.show(POSTS)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#p2")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#p1")).to_be_focused()
    on.answer("/opened", "<h1>Opened</h1>")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 >> text=Opened")


def test_single_keys_are_text_in_fields_and_can_be_switched_off(on: Stage) -> None:
    page = on.show(POSTS)
    page.keyboard.press("n")
    page.keyboard.press("j")
    expect(page.locator("#compose")).to_have_value("j")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.get_by_label("Use single keys").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("/")
    rest(page)
    expect(page.locator("#q")).not_to_be_focused()


def test_suggestions_are_chosen_with_arrows(on: Stage) -> None:
    on.answer("/search/suggest", '<a role="option" id="s1" href="/opened">Climbing</a>')
    on.answer("/opened", "<h1>Opened</h1>")
    page = on.show("<p>Page</p>")
    page.keyboard.press("/")
    page.locator("#q").press_sequentially("cli")
    page.wait_for_selector("#s1")
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#q")).to_have_attribute("aria-activedescendant", "s1")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 >> text=Opened")


def test_older_rows_are_added_below(on: Stage) -> None:
    on.answer("/older", '<ul id="rows"><li>2</li></ul><div class="pager"><a href="/oldest">Load older</a></div>')
    page = on.show(
        '{% from "components/pager.html" import pager %}'
        '<div id="rows"><p>1</p>{{ pager("/older", target="#rows > *, .pager") }}</div>'
    )
    page.click("text=Load older")
    page.wait_for_selector("#rows li >> text=2")
    expect(page.locator(".pager")).to_have_count(1)
    expect(page.locator(".pager a")).to_have_attribute("href", "/oldest")


def test_what_was_seen_is_told_once(on: Stage) -> None:
    on.answer("/read", "", 204)
    page = on.show('<article data-read-url="/read">Seen</article>')
    on.received("/read")
    page.evaluate("document.dispatchEvent(new Event('htmx:after:swap'))")
    assert len(on.received("/read")) == 1


def test_the_left_column_opens_on_a_phone(stage: Callable[..., Stage]) -> None:
    on = stage(width=390)
    page = on.show("<p>Page</p>")
    expect(page.locator("#side")).to_be_hidden()
    page.get_by_role("button", name="More").click()
    expect(page.locator("#side")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main navigation").get_by_text("My groups")).to_be_visible()


def test_a_link_to_a_page_of_the_portal_on_a_line_of_its_own_becomes_a_card(stage: Callable[..., Stage]) -> None:
    on = stage()
    address = f"{HOST}/posts/7-plan"
    on.answer("/editor/card", '<a class="link-card" href="/posts/7-plan">The plan of Brazing</a>')
    page = on.show(
        f'<div class="prose"><p><a href="{address}">{address}</a></p><p>See <a href="{address}">the plan</a></p></div>'
    )
    expect(page.locator(".prose a.link-card")).to_have_text("The plan of Brazing")
    expect(page.locator(".prose p").nth(1)).to_have_text("See the plan")
    assert on.complaints == []
