"""Files go up while one writes: several at once, with progress, stoppable, and tried again after a lost connection."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from portal.attachments import setup
from portal.core import jobs
from tests.accessible import faults
from tests.attachments.factories import make_attachment, picture
from tests.groups.factories import make_group
from tests.posts.factories import make_post

from .conftest import Stage

pytestmark = pytest.mark.browser
FIELD = "[data-upload-url]"


def files(*names: str, content: bytes = b"notes") -> list[dict[str, object]]:
    return [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name in names]


@pytest.fixture
def on(stage: Callable[..., Stage]) -> Stage:
    opened = stage()
    opened.go("/posts/new")
    return opened


def test_several_files_go_up_at_once_and_a_picture_is_replaced_when_it_is_ready(on: Stage) -> None:
    page = on.page
    page.set_input_files(FIELD, files("wall.png", "plan.png", "hall.png", "roof.png", content=picture()))
    expect(page.locator(".upload input[name=attachments]")).to_have_count(4)
    expect(page.locator(".upload__state").first).to_contain_text("This picture is being made ready.")
    page.locator(".upload input[name^=alt-]").first.fill("A red wall")
    jobs.run_all()
    expect(page.locator(".upload img")).to_have_count(4)
    expect(page.locator(".upload input[name^=alt-]").first).to_have_value("A red wall")


def test_after_a_lost_connection_the_row_stays_and_can_be_tried_again(on: Stage) -> None:
    page = on.page
    on.fail("/attachments")
    page.set_input_files(FIELD, files("plan.txt"))
    row = page.locator(".upload[role=alert]")
    expect(row).to_contain_text("plan.txt")
    expect(row).to_contain_text("Not uploaded: the connection was lost.")
    del on.answers["/attachments"]
    row.get_by_role("button", name="Try again").press("Enter")
    expect(page.locator(".upload input[name=attachments]")).to_have_count(1)
    expect(page.locator(".upload")).to_have_count(1)
    on.complaints.clear()  # the browser says that a connection broke, which was meant


def test_a_full_storage_offers_to_try_again_and_a_wrong_kind_does_not(on: Stage) -> None:
    page = on.page
    on.answer("/attachments", '<p class="error">There is no room.</p>', 503)
    page.set_input_files(FIELD, files("plan.txt"))
    row = page.locator(".upload[role=alert]")
    expect(row).to_contain_text("There is no room.")
    expect(row.get_by_role("button", name="Try again")).to_be_visible()
    row.get_by_role("button", name="Remove").click()
    expect(page.locator(".upload")).to_have_count(0)
    del on.answers["/attachments"]
    page.set_input_files(FIELD, files("tool.exe"))
    expect(page.locator(".upload[role=alert]")).to_contain_text("Files of this kind are not taken.")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    on.complaints.clear()


def test_a_file_on_its_way_can_be_cancelled_and_holds_the_post_back(on: Stage) -> None:
    page = on.page
    on.hold("/attachments")
    page.set_input_files(FIELD, files("plan.txt"))
    page.select_option("main select", "everyone")
    page.locator("textarea").first.fill("Look at this")
    page.locator("main form[method=post]:has(textarea)").get_by_role("button", name="Share", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Files are still being uploaded.")
    expect(page).to_have_url(re.compile("/posts/new$"))
    page.locator(".upload").get_by_role("button", name="Cancel").click()
    expect(page.locator(".upload")).to_have_count(0)


def test_a_file_that_is_too_large_is_not_sent_at_all(stage: Callable[..., Stage], monkeypatch) -> None:
    monkeypatch.setattr(setup, "_most", 2**20)
    on = stage()
    page = on.go("/posts/new")
    page.set_input_files(FIELD, files("large.zip", content=b"x" * (2**20 + 1)))
    expect(page.locator(".upload[role=alert]")).to_contain_text("This file is larger than 1 MB.")
    assert not on.sent("/attachments")


@pytest.mark.parametrize(("width", "language"), [(1360, "en"), (320, "de")])
def test_the_files_of_a_group_fit_a_phone_and_the_keyboard(
    stage: Callable[..., Stage], width: int, language: str
) -> None:
    on = stage(width=width, language=language)
    group = make_group(owner=on.user)
    for content, name in ((None, "wall.png"), (b"%PDF-1.4\n", "ein-sehr-langer-name-" * 4 + ".pdf"), (b"x", "a.txt")):
        file = make_attachment(on.user, content, name)
        make_post(on.user, group.key, title="Plan", attachments=[file.id])
    page = on.go(f"/groups/{group.slug}/files")
    expect(page.locator("#files > li")).to_have_count(3)
    assert not (found := faults(page)), "\n".join(found)
    page.locator("#files a.title").first.focus()
    expect(page.locator("#files a.title").first).to_be_focused()
    page.get_by_role("link", name="Dokumente" if language == "de" else "Documents").press("Enter")
    expect(page.locator("#files > li")).to_have_count(2)
    assert on.complaints == []
