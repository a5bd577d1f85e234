"""Without a connection one reads what one opened last, and nobody else does."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, expect
from sqlalchemy import update

from portal.core import db
from portal.posts import Post
from tests.factories import make_user
from tests.posts.factories import make_post

from .conftest import Device

# Flask-SocketIO serves a connection in a thread that may find the page gone already.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")]
POST = "/posts/%d-the-canteen-is-closed"


def settle(on: Device, path: str) -> None:
    """Waits until the device has kept this page."""
    for _ in range(80):
        if path in on.kept():
            return
        on.page.wait_for_timeout(50)
    raise AssertionError(f"not kept: {path}; only {on.kept()}")


@pytest.fixture
def reader(device: Callable[..., Device]) -> Device:
    """A device of Ann's with the home page and a post opened."""
    ann = make_user("Ann Probst")
    post = make_post(make_user("Paula Writer"), title="The canteen is closed")
    on = device().sign_in(ann)
    on.go("/home")
    on.go(POST % post.id)
    settle(on, POST % post.id)
    return on


def test_a_post_that_was_opened_can_be_read_without_a_connection(reader: Device) -> None:
    reader.offline()
    reader.page.reload(wait_until="load")
    expect(reader.page.locator("h1")).to_contain_text("The canteen is closed")
    reader.page.wait_for_selector("#kept-bar >> text=This is how the page looked at")
    expect(reader.page.locator("article.card").first).not_to_have_css("border-radius", "0px")


@pytest.mark.parametrize(("language", "words"), [("de", "Ohne Verbindung"), ("en", "Without a connection")])
def test_a_page_that_was_not_opened_leads_to_the_list_of_those_that_were(
    device: Callable[..., Device], language: str, words: str
) -> None:
    on = device(width=320, language=language).sign_in(make_user("Ann Probst", language=language))
    on.go("/home")
    settle(on, "/home")
    on.offline()
    on.page.goto(on.address + "/people", wait_until="load")
    expect(on.page.locator("h1")).to_have_text(words)
    on.page.wait_for_selector("[data-readable] a[href='/home']")
    assert on.page.evaluate("document.documentElement.scrollWidth") <= 320
    on.page.click("[data-readable] a[href='/home']")
    on.page.wait_for_selector("#kept-bar")


def test_only_the_last_pages_stay(device: Callable[..., Device]) -> None:
    ann = make_user("Ann Probst")
    posts = [make_post(ann, title=f"Number {n}") for n in range(23)]
    on = device().sign_in(ann)
    on.go("/home")
    for n, post in enumerate(posts):
        on.page.goto(f"{on.address}/posts/{post.id}-number-{n}", wait_until="commit")
    settle(on, f"/posts/{posts[-1].id}-number-22")
    kept = on.kept()
    assert len(kept) == 20
    assert kept[0].endswith("-number-22")
    assert "/home" not in kept


def test_signing_out_removes_what_was_kept(reader: Device) -> None:
    reader.page.click("[popovertarget='me-menu']")
    reader.page.click("[data-sign-out]")
    reader.page.wait_for_url("**/login")
    reader.until("caches.keys().then(all => !all.some(name => name.startsWith('pages-')))")
    reader.offline()
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        reader.page.goto(reader.address + "/home")


def test_signing_out_without_a_connection_removes_the_copies_and_is_done_when_there_is_one(reader: Device) -> None:
    reader.offline()
    reader.page.click("[popovertarget='me-menu']")
    reader.page.click("[data-sign-out]")
    reader.page.wait_for_url("**/offline")
    assert reader.kept() == []
    reader.offline(False)
    reader.page.goto(reader.address + "/home", wait_until="load")
    expect(reader.page).to_have_url(re.compile("/login"))


def test_another_person_never_sees_what_the_one_before_has_read(reader: Device) -> None:
    url = reader.page.url
    reader.context.clear_cookies()
    reader.sign_in(make_user("Ben Kramer"))
    reader.go("/groups")
    settle(reader, "/groups")
    assert reader.kept() == ["/groups"]
    reader.offline()
    reader.page.goto(url, wait_until="load")
    expect(reader.page.locator("h1")).to_have_text("Without a connection")
    expect(reader.page.locator("html")).not_to_contain_text("The canteen is closed")


@pytest.mark.parametrize("path", ["/settings", "/notifications", "/people", "/notifications/settings", "/search?q=x"])
def test_other_pages_are_not_kept(device: Callable[..., Device], path: str) -> None:
    on = device().sign_in(make_user("Ann Probst"))
    on.go("/home")
    settle(on, "/home")
    on.page.goto(on.address + path, wait_until="load")
    on.page.goto(on.address + "/groups", wait_until="load")
    settle(on, "/groups")
    assert sorted(on.kept()) == ["/groups", "/home"]


def test_what_is_no_longer_open_is_no_longer_kept(reader: Device) -> None:
    url, path = reader.page.url, reader.page.url.removeprefix(reader.address)
    with db.unit_of_work() as session:
        session.execute(update(Post).values(audience="nobody"))
    reader.page.goto(url, wait_until="load")
    reader.until("new Promise(done => setTimeout(() => done(true), 200))")
    reader.go("/groups")
    assert path not in reader.kept()
    reader.offline()
    reader.page.goto(url, wait_until="load")
    expect(reader.page.locator("h1")).to_have_text("Without a connection")
    expect(reader.page.locator("html")).not_to_contain_text("The canteen is closed")


def test_a_session_that_merely_ended_leaves_the_copies(reader: Device) -> None:
    url = reader.page.url
    reader.context.clear_cookies()
    reader.page.goto(reader.address + "/home", wait_until="load")
    expect(reader.page).to_have_url(re.compile("/login"))
    reader.offline()
    reader.page.goto(url, wait_until="load")
    expect(reader.page.locator("h1")).to_contain_text("The canteen is closed")


def test_a_copy_is_not_shown_after_a_week(reader: Device) -> None:
    reader.page.evaluate("""async () => {
        const [name] = (await caches.keys()).filter(each => each.startsWith("pages-"));
        const copies = await caches.open(name);
        for (const key of await copies.keys()) {
            const copy = await copies.match(key), headers = new Headers(copy.headers);
            headers.set("Foyer-Kept", new Date(Date.now() - 8 * 86400000).toISOString());
            await copies.put(key, new Response(await copy.text(), { headers }));
        }
    }""")
    assert reader.kept() == []
    reader.offline()
    reader.page.reload(wait_until="load")
    expect(reader.page.locator("h1")).to_have_text("Without a connection")


def test_copies_of_a_former_release_are_cleared(device: Callable[..., Device]) -> None:
    on = device()
    on.page.goto(on.address + "/login", wait_until="load")  # where nobody is signed in no worker begins
    on.page.evaluate("Promise.all(['pages-old', 'static-old'].map(name => caches.open(name)))")
    on.sign_in(make_user("Ann Probst")).go("/home")
    on.until("caches.keys().then(all => !all.some(name => name.endsWith('-old')))")


def test_the_new_post_can_be_begun_without_a_connection(reader: Device) -> None:
    reader.offline()
    reader.page.goto(reader.address + "/posts/new?audience=everyone", wait_until="load")
    reader.page.wait_for_selector("#kept-bar")
    expect(reader.page.locator("select[name=audience] option[value=everyone]")).to_have_count(1)


def test_nothing_complains_about_the_policy(reader: Device) -> None:
    assert reader.complaints == []
