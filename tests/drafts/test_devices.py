"""Drafts in real browsers: kept at once, on every device, and both versions where two devices wrote."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.core import db
from portal.drafts import Draft
from portal.posts import Post
from tests.factories import make_user
from tests.offline.conftest import Device, address, browsers, device  # noqa: F401  (fixtures)
from tests.posts.factories import make_post

# Flask-SocketIO serves a connection in a thread that may find the page gone already.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")]
BODY = "textarea[name=body]"


def stored(on: Device, text: str) -> None:
    """Waits until the server has this text."""
    for _ in range(120):
        db.session.remove()
        with db.reading():
            if text in db.session.scalars(select(Draft.body)).all():
                return
        on.page.wait_for_timeout(50)
    raise AssertionError(f"not stored: {text}")


def bodies(model: type) -> list[str]:
    db.session.remove()
    with db.reading():
        return sorted(db.session.scalars(select(model.body)))


def test_a_text_goes_on_on_another_device_with_its_title_and_audience(device: Callable[..., Device]) -> None:  # noqa: F811
    ann = make_user("Ann Probst")
    desk, phone = device().sign_in(ann), device(width=390).sign_in(ann)
    page = desk.go("/posts/new")
    page.select_option("#audience", "everyone")
    page.fill("#title", "The gate")
    page.locator(BODY).press_sequentially("It is open.")
    stored(desk, "It is open.")
    other = phone.go("/posts/new")
    other.focus(BODY)
    phone.until(f"document.querySelector('{BODY}').value === 'It is open.'")
    expect(other.locator("#title")).to_have_value("The gate")
    expect(other.locator("#audience")).to_have_value("everyone")
    expect(other.locator("[data-saved]")).to_contain_text("Draft from another device")
    other.click("main form >> text=Share")
    other.wait_for_url("**/posts/*-the-gate")
    assert bodies(Draft) == []
    assert bodies(Post) == ["It is open."]
    assert desk.complaints == []
    assert phone.complaints == []


def test_what_two_devices_changed_is_kept_twice_and_one_says_so(device: Callable[..., Device]) -> None:  # noqa: F811
    ann = make_user("Ann Probst")
    desk, phone = device().sign_in(ann), device().sign_in(ann)
    page = desk.go("/posts/new")
    page.locator(BODY).press_sequentially("First.")
    stored(desk, "First.")
    other = phone.go("/posts/new")
    other.focus(BODY)
    phone.until(f"document.querySelector('{BODY}').value === 'First.'")
    other.locator(BODY).press_sequentially(" Phone.")
    stored(phone, "First. Phone.")
    page.locator(BODY).press_sequentially(" Desk.")
    stored(desk, "First. Desk.")
    page.wait_for_selector("[data-saved] >> text=Both versions are kept")
    page.click("[data-saved] a")
    page.wait_for_url("**/both")
    expect(page.locator("main")).to_contain_text("First. Phone.")
    expect(page.locator("main")).to_contain_text("First. Desk.")
    page.click("text=Go on with this one >> nth=0")
    page.wait_for_url("**/posts/new?draft=*")
    expect(page.locator(BODY)).to_have_value("First. Desk.")
    page.locator(BODY).press("Control+End")
    page.locator(BODY).press_sequentially(" Done.")
    stored(desk, "First. Desk. Done.")


def test_a_page_that_is_loaded_again_goes_on_with_the_same_draft(device: Callable[..., Device]) -> None:  # noqa: F811
    desk = device().sign_in(make_user("Ann Probst"))
    page = desk.go("/posts/new")
    page.locator(BODY).press_sequentially("One.")
    stored(desk, "One.")
    page.reload(wait_until="load")
    desk.until(f"document.querySelector('{BODY}').value === 'One.'")
    page.locator(BODY).press_sequentially(" Two.")
    stored(desk, "One. Two.")
    assert bodies(Draft) == ["One. Two."]


def test_changes_to_a_post_go_on_on_another_device(device: Callable[..., Device]) -> None:  # noqa: F811
    ann = make_user("Ann Probst")
    post = make_post(ann, title="Canteen", body="Open at noon.")
    desk, phone = device().sign_in(ann), device(width=320).sign_in(ann)
    page = desk.go(f"/posts/{post.id}/edit")
    page.locator(BODY).press("Control+End")
    page.locator(BODY).press_sequentially(" Or at one.")
    stored(desk, "Open at noon. Or at one.")
    page.reload(wait_until="load")
    expect(page.locator(BODY)).to_have_value("Open at noon. Or at one.")
    other = phone.go(f"/posts/{post.id}/edit")
    expect(other.locator(BODY)).to_have_value("Open at noon. Or at one.")
    assert other.evaluate("document.documentElement.scrollWidth") <= 320
    other.locator(BODY).press("Control+End")
    other.locator(BODY).press_sequentially(" Or at two.")
    stored(phone, "Open at noon. Or at one. Or at two.")
    other.click("main form >> text=Save")
    other.wait_for_url("**/posts/*-canteen")
    assert bodies(Draft) == []
    page.goto(page.url, wait_until="load")
    expect(page.locator(BODY)).to_have_value("Open at noon. Or at one. Or at two.")
    assert bodies(Post) == ["Open at noon. Or at one. Or at two."]
    assert desk.complaints == []
    assert phone.complaints == []


def test_changes_that_are_discarded_do_not_come_back_from_the_device(device: Callable[..., Device]) -> None:  # noqa: F811
    ann = make_user("Ann Probst")
    post = make_post(ann, title="Canteen", body="Open at noon.")
    on = device().sign_in(ann)
    page = on.go(f"/posts/{post.id}/edit")
    page.locator(BODY).press("Control+End")
    page.locator(BODY).press_sequentially(" Or at one.")
    stored(on, "Open at noon. Or at one.")
    page.reload(wait_until="load")
    page.click("text=Discard these changes")
    page.wait_for_url("**/drafts")
    on.go(f"/posts/{post.id}/edit")
    expect(page.locator(BODY)).to_have_value("Open at noon.")


def test_a_comment_that_was_sent_leaves_no_draft(device: Callable[..., Device]) -> None:  # noqa: F811
    ann = make_user("Ann Probst")
    post = make_post(ann, title="Canteen")
    desk = device().sign_in(ann)
    page = desk.go(f"/posts/{post.id}-canteen")
    page.locator("form.comment-form textarea").press_sequentially("Well said.")
    stored(desk, "Well said.")
    page.click("text=Send comment")
    page.wait_for_selector("#comments >> text=Well said.")
    assert bodies(Draft) == []


def test_the_form_says_how_many_it_reaches(device: Callable[..., Device]) -> None:  # noqa: F811
    on = device(width=320).sign_in(make_user("Ann Probst"))
    page = on.go("/posts/new")
    page.select_option("#audience", "everyone")
    page.wait_for_selector("text=This reaches 1 person.")
    page.click("summary >> text=Send later")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert on.complaints == []


def test_the_short_form_on_the_home_page_says_it_too(device: Callable[..., Device]) -> None:  # noqa: F811
    on = device(width=390).sign_in(make_user("Ann Probst"))
    page = on.go("/home")
    page.focus("#compose")
    page.wait_for_selector("#compose-audience option[value=everyone]", state="attached")
    page.select_option("#compose-audience", "everyone")
    page.wait_for_selector(".composer >> text=This reaches 1 person.")
    assert on.complaints == []


def test_a_post_is_scheduled_in_the_time_zone_of_the_one_who_writes(device: Callable[..., Device]) -> None:  # noqa: F811
    on = device().sign_in(make_user("Ann Probst"))
    page = on.go("/posts/new")
    page.select_option("#audience", "everyone")
    page.locator(BODY).press_sequentially("Tomorrow.")
    stored(on, "Tomorrow.")
    page.click("summary >> text=Send later")
    here = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    expect(page.locator("#zone")).to_have_value(here)
    tomorrow = page.evaluate("new Date(Date.now() + 86400000).toISOString().slice(0, 10)")
    page.fill("#day", tomorrow)
    page.fill("#time", "09:30")
    page.click("main form button >> text=Schedule")
    page.wait_for_url("**/drafts")
    expect(page.locator("main")).to_contain_text("Goes out on")
    expect(page.locator("main")).to_contain_text("09:30")


def test_an_announcement_is_kept_with_its_second_language_and_leaves_nothing_behind(
    device: Callable[..., Device],  # noqa: F811
) -> None:
    carla = make_user("Carla", roles=("community-manager",))
    on = device().sign_in(carla)
    page = on.go("/announcements/new")
    page.fill("#title", "Gate closed")
    page.locator(BODY).press_sequentially("Until Monday.")
    page.click("summary >> text=The same in the other language")
    page.fill("#other_title", "Tor zu")
    page.locator("textarea[name=other_body]").press_sequentially("Bis Montag.")
    stored(on, "Until Monday.")
    on.until("JSON.stringify(localStorage).includes('Bis Montag.')")
    page.reload(wait_until="load")
    expect(page.locator("textarea[name=other_body]")).to_have_value("Bis Montag.")
    other = device().sign_in(carla)
    begun = other.go("/drafts")
    begun.click("text=Go on writing")
    expect(begun.locator("#other_title")).to_have_value("Tor zu")
    expect(begun.locator(BODY)).to_have_value("Until Monday.")
    expect(page.locator("#other_title")).to_have_value("Tor zu")
    page.get_by_role("button", name="Announce", exact=True).click()
    page.wait_for_selector("text=Your announcement is on its way.")
    on.go("/announcements/new")
    expect(page.locator(BODY)).to_have_value("")
    expect(page.locator("textarea[name=other_body]")).to_have_value("")
    assert bodies(Draft) == []
    assert on.complaints == []
