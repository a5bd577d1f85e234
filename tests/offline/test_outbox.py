"""What is written without a connection waits on the device and goes out once, when there is one again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, Response, expect
from sqlalchemy import func, select

from portal.comments import Comment
from portal.core import db
from portal.posts import Post
from tests.factories import make_user
from tests.frontend.conftest import rest
from tests.posts.factories import make_post

from .conftest import Device
from .test_reading import POST, settle

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")]
SAID = "The lift is broken again."
SEND = "navigator.serviceWorker.controller.postMessage({ask: 'send'})"


@pytest.fixture(params=[True])
def writer(device: Callable[..., Device], request: pytest.FixtureRequest) -> Device:
    """A device of Ann's with a post and the form of a new one opened; the parameter is whether its browser is whole."""
    ann = make_user("Ann Probst")
    post = make_post(make_user("Paula Writer"), title="The canteen is closed")
    on = device(whole=request.param).sign_in(ann)
    on.go("/home")
    on.go(POST % post.id)
    settle(on, POST % post.id)
    return on


def count(model: type, text: str) -> int:
    """Counts what has arrived with this text."""
    return asked(select(func.count()).select_from(model).where(model.body == text)) or 0


def asked(statement: Any) -> Any:
    """Asks the database without holding on to it: the portal's threads write meanwhile."""
    db.session.remove()
    with db.reading():
        return db.session.scalar(statement)


def arrived(on: Device, model: type, text: str) -> None:
    """Waits until it has arrived."""
    for _ in range(80):
        if count(model, text):
            return
        on.page.wait_for_timeout(50)
    raise AssertionError(f"not arrived: {text}")


def waits_with(on: Device, *wanted: list[list[str]]) -> None:
    """Waits until this and nothing else waits on the device."""
    for _ in range(100):
        if [entry["fields"] for entry in on.waiting()] == list(wanted):
            return
        on.page.wait_for_timeout(50)
    raise AssertionError(on.waiting())


def asks_who_is_there(response: Response) -> bool:
    """Whether this answered the worker, which wants to send."""
    return response.url.endswith("/offline/session")


def sends_a_comment(response: Response) -> bool:
    """Whether this answered a comment."""
    return response.url.endswith("/comments") and response.request.method == "POST"


def comment(on: Device, text: str) -> None:
    """Writes a comment on the page."""
    on.page.fill("form.comment-form textarea", text)
    on.page.click("form.comment-form >> text=Send comment")


def test_a_comment_waits_and_is_sent_once(writer: Device) -> None:
    writer.offline()
    comment(writer, SAID)
    writer.page.wait_for_selector("[data-waiting] >> text=Waiting to be sent")
    writer.page.wait_for_selector("#waiting-bar >> text=1 contribution waits")
    expect(writer.page.locator("form.comment-form textarea")).to_have_value("")
    assert count(Comment, SAID) == 0
    writer.offline(False)
    arrived(writer, Comment, SAID)
    writer.page.wait_for_selector("[data-waiting]", state="detached")
    assert writer.waiting() == []
    assert count(Comment, SAID) == 1


@pytest.mark.parametrize("writer", [True, False], indirect=True, ids=["told", "by itself"])
def test_two_comments_of_one_form_are_two(writer: Device) -> None:
    writer.offline()
    comment(writer, "First.")
    writer.page.wait_for_selector("[data-waiting]")
    comment(writer, "Second.")
    writer.page.wait_for_selector("#waiting-bar >> text=2 contributions wait")
    writer.offline(False)
    arrived(writer, Comment, "First.")
    arrived(writer, Comment, "Second.")


def test_what_waits_survives_the_page(writer: Device) -> None:
    writer.offline()
    comment(writer, SAID)
    writer.page.wait_for_selector("[data-waiting]")
    writer.page.reload(wait_until="load")
    writer.page.wait_for_selector("[data-waiting] >> text=The lift")
    writer.page.goto(writer.address + "/people", wait_until="load")
    writer.page.wait_for_selector("[data-outbox] [data-waiting] >> text=The lift")
    writer.offline(False)
    writer.page.goto(writer.address + "/groups", wait_until="load")
    arrived(writer, Comment, SAID)
    assert count(Comment, SAID) == 1


def test_what_waits_can_be_taken_back_and_the_taking_back_too(writer: Device) -> None:
    writer.offline()
    comment(writer, SAID)
    writer.page.click("[data-waiting] >> text=Do not send")
    writer.page.wait_for_selector("[data-waiting]", state="detached")
    assert writer.waiting() == []
    writer.page.click(".toast >> text=Undo")
    writer.page.wait_for_selector("[data-waiting] >> text=The lift")
    assert len(writer.waiting()) == 1


def test_a_post_waits_too(writer: Device) -> None:
    writer.offline()
    writer.page.goto(writer.address + "/posts/new", wait_until="load")
    writer.page.select_option("select[name=audience]", "everyone")
    writer.page.fill("textarea[name=body]", SAID)
    writer.page.click("main form >> text=Share")
    writer.page.wait_for_url("**/offline#waiting")
    writer.page.wait_for_selector("[data-outbox] >> text=The lift")
    writer.page.goto(writer.address + "/posts/new", wait_until="load")
    writer.page.wait_for_selector("#kept-bar")
    expect(writer.page.locator("textarea[name=body]")).to_have_value("")
    writer.page.select_option("select[name=audience]", "everyone")
    writer.page.fill("textarea[name=body]", "And another one.")
    writer.page.click("main form >> text=Share")
    writer.page.wait_for_url("**/offline#waiting")
    writer.offline(False)
    writer.page.goto(writer.address + "/home", wait_until="load")
    arrived(writer, Post, SAID)
    arrived(writer, Post, "And another one.")
    assert count(Post, SAID) == 1


def test_a_reaction_waits_and_the_last_one_counts(writer: Device) -> None:
    writer.offline()
    writer.page.click("article.post [aria-label='React']")
    for kind in ("heart", "clap"):
        writer.page.click(f"article.post .menu--picks button[value={kind}]")
        waits_with(writer, [["kind", kind]])
    writer.offline(False)
    for _ in range(80):
        if asked(select(Post.reactions)) == {"clap": 1}:
            break
        writer.page.wait_for_timeout(50)
    assert asked(select(Post.reactions)) == {"clap": 1}


def test_what_the_portal_refuses_is_shown_and_kept(writer: Device) -> None:
    writer.offline()
    comment(writer, "x" * 20_001)
    writer.page.wait_for_selector("[data-waiting]")
    writer.offline(False)
    writer.page.wait_for_selector("[data-waiting] >> text=Not sent")
    assert [entry["state"] for entry in writer.waiting()] == ["failed"]
    writer.page.wait_for_selector("#waiting-bar >> text=could not be sent")


def test_signing_out_asks_before_it_throws_away_what_waits(writer: Device) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept() if len(asked) > 1 else dialog.dismiss()

    writer.page.on("dialog", answer)
    writer.offline()
    comment(writer, SAID)
    writer.page.wait_for_selector("[data-waiting]")
    for stays in (True, False):
        writer.page.click("[popovertarget='me-menu']")
        writer.page.click("[data-sign-out]")
        if stays:
            rest(writer.page, 100)
            assert len(writer.waiting()) == 1
        else:
            waits_with(writer)
        writer.page.keyboard.press("Escape")
    assert "Something still waits to be sent" in asked[0]
    expect(writer.page).to_have_url(re.compile("/offline$"))


def test_a_session_that_ended_keeps_what_waits_until_the_same_person_is_back(writer: Device) -> None:
    writer.offline()
    comment(writer, SAID)
    writer.page.wait_for_selector("[data-waiting]")
    kept = writer.context.cookies()
    writer.context.clear_cookies()
    with writer.context.expect_event("response", asks_who_is_there):
        writer.offline(False)
    assert count(Comment, SAID) == 0
    writer.sign_in(make_user("Ben Kramer"))
    writer.go("/home")
    with writer.context.expect_event("response", asks_who_is_there):
        writer.page.evaluate(SEND)
    waits_with(writer)
    assert count(Comment, SAID) == 0
    writer.context.clear_cookies()
    writer.context.add_cookies(kept)
    writer.page.goto(writer.address + "/home", wait_until="load")
    arrived(writer, Comment, SAID)


def test_an_answer_that_was_lost_does_not_double(writer: Device) -> None:
    lost: list[str] = []

    def lose(route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    writer.context.route("**/comments", lose)
    # Only the second one is answered; how long it waits on the page before is nobody's promise.
    with writer.context.expect_event("response", sends_a_comment):
        comment(writer, SAID)
    waits_with(writer)
    assert len(lost) == 1
    assert count(Comment, SAID) == 1
