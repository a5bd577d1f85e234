"""An open thread: what is new never moves what one reads; how far one has read is told when one leaves."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import Stage, loaded, rest, until

pytestmark = pytest.mark.browser

COMMENT = '<article class="comment" id="c{n}" data-version="1" tabindex="-1"><p>Words {n}</p></article>'
STRAND = '<li class="strand" id="strand-{n}">' + COMMENT + '<div class="replies" id="replies-{n}"></div></li>'
WATCH = '<div data-live="post:12" data-live-url="/news?since=2026-05-04" data-thread-news></div>'
BAR = '<div class="newbar" role="status" data-news-bar></div>'


def thread(size: int) -> str:
    strands = "".join(STRAND.format(n=n) for n in range(1, size + 1))
    space = '<p class="tall">' + "<br>" * 30 + "</p>"
    body = f'<ol class="strands" id="thread-post-12">{strands}</ol>{WATCH}{BAR}'
    return f'<div data-room="everyone">{space}<section data-visit-url="/visit">{body}</section></div>'


def news(*numbers: int) -> str:
    notes = "".join(
        f'<template data-place="c{n}" data-inside="thread-post-12">{STRAND.format(n=n)}</template>' for n in numbers
    )
    return notes + '<template data-next="/news?since=2026-05-05"></template>'


# Observers are told in the order in which they began: when this one knows, those of the page know.
SEEN = """id => new Promise((done) => {
    const observer = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && done(true));
    observer.observe(document.getElementById(id));
})"""


@pytest.fixture
def on(stage: Callable[..., Stage]) -> Stage:
    return stage()


def nudged(on: Stage, size: int, *, to_end: bool, body: str) -> None:
    page = on.show(thread(size))
    page.wait_for_selector("html[data-live]")
    loaded(page, "thread")
    if to_end:
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
    on.answer("/news", body)
    on.socket.nudge(kind="post", id=12, event="CommentAdded", room="everyone")


def test_at_the_end_of_the_page_new_comments_are_appended(on: Stage) -> None:
    nudged(on, 30, to_end=True, body=news(101, 102))
    on.page.wait_for_selector("#c102")
    expect(on.page.locator("[data-news-bar] > *")).to_have_count(0)
    expect(on.page.locator("[data-thread-news]")).to_have_attribute("data-live-url", re.compile("2026-05-05"))


def test_further_up_a_bar_offers_them_and_nothing_moves(on: Stage) -> None:
    nudged(on, 60, to_end=False, body=news(101, 102))
    button = on.page.get_by_role("button", name="2 new comments")
    button.wait_for()
    expect(on.page.locator("#c101")).to_have_count(0)
    rest(on.page)
    until(on.page, "scrollY === 0")
    expect(on.page.locator("[data-thread-news]")).to_have_attribute("data-live-url", re.compile("2026-05-04"))
    on.answer("/news", news(101, 102, 103))
    on.socket.nudge(kind="post", id=12, event="CommentAdded", room="everyone")
    button = on.page.get_by_role("button", name="3 new comments")
    button.focus()
    on.page.keyboard.press("Enter")
    on.page.wait_for_selector("#c103")
    expect(on.page.locator("#c101")).to_be_focused()
    expect(on.page.locator("[data-news-bar] > *")).to_have_count(0)


def test_a_changed_comment_changes_in_its_place_without_a_bar(on: Stage) -> None:
    changed = STRAND.format(n=1).replace('data-version="1"', 'data-version="2"').replace("Words 1", "Better words")
    nudged(on, 60, to_end=False, body=f'<template data-place="c1" data-inside="thread-post-12">{changed}</template>')
    on.page.wait_for_selector("#c1 >> text=Better words")
    expect(on.page.locator("[data-news-bar] > *")).to_have_count(0)


def test_how_far_one_has_read_is_told_when_one_leaves(on: Stage) -> None:
    on.answer("/visit", "", 204)
    page = on.show(thread(60))
    loaded(page, "thread")
    page.evaluate("document.getElementById('c40').scrollIntoView({block: 'end'})")
    page.evaluate(SEEN, "c40")
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    sent = on.received("/visit")
    assert len(sent) == 1
    assert "until=2026-05-04" in sent[0]
    assert 40 <= int(sent[0].rpartition("place=")[2]) <= 45


def test_a_key_mutes_and_another_copies_the_link(on: Stage) -> None:
    page = on.show(
        '<article data-post tabindex="-1"><button type="button" data-copy="/posts/1">Copy</button>'
        '<form method="post" action="/level"><button name="level" value="none" data-mute>Mute</button></form></article>'
    )
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: (text) => {"
        "window.copied = text; return Promise.resolve(); }}})"
    )
    page.keyboard.press("c")
    until(page, "window.copied?.endsWith('/posts/1')")
    on.answer("/level", "<p>Muted</p>")
    page.keyboard.press("m")
    page.wait_for_selector("text=Muted")
    assert "level=none" in on.received("/level")[0]
