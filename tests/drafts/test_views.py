"""Drafts on pages: with scripts and without, nothing that was typed is lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from auth.models import User
from portal.comments import Comment
from portal.core import clock, db
from portal.drafts import Draft, Stored
from portal.notifications import Notice
from portal.posts import Post
from tests.browser_client import Browser
from tests.factories import make_unit, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post

from .factories import draft, keep

As = Callable[..., Browser]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TYPED = {"title": "The gate", "body": "It is open.", "key": "key-of-the-form", "place": "post", "version": "0"}


def the_draft() -> Draft:
    return db.session.scalars(select(Draft)).one()


def test_a_draft_is_saved_without_a_script_and_gone_on_with(as_: As) -> None:
    ann = as_(make_user("Ann"))
    assert ann.post("/posts", TYPED | {"do": "draft"}).status_code == 303
    page = ann.get("/drafts").text
    assert "The gate" in page
    assert ann.get("/drafts/here?place=post").status_code == 204, "a new post begins empty"
    again = ann.get(f"/posts/new?draft={the_draft().id}").text
    assert 'value="The gate"' in again
    assert "It is open." in again
    assert 'value="key-of-the-form"' in again
    sent = ann.post("/posts", TYPED | {"version": "1", "audience": "everyone"})
    assert sent.status_code == 303
    assert db.session.scalars(select(Draft)).all() == []


def test_an_open_page_stores_what_is_typed_and_other_devices_get_it(as_: As) -> None:
    user = make_user("Ann")
    ann = as_(user)
    stored = ann.post("/drafts", {"place": "home", "key": "key-of-the-form", "body": "Half", "audience": "everyone"})
    assert stored.json == {"key": "key-of-the-form", "version": 1, "other": ""}
    found = as_(user).get("/drafts/here?place=home").json
    assert (found["body"], found["version"], found["audience"]) == ("Half", 1, "everyone")
    assert as_(make_user("Ben")).get("/drafts/here?place=home").status_code == 204
    late = ann.post("/drafts", {"place": "home", "key": "key-of-the-form", "version": "9", "body": "Other words"}).json
    assert late["key"] != "key-of-the-form"
    both = ann.get(late["other"]).text
    assert "Half" in both
    assert "Other words" in both


def test_the_list_shows_words_and_no_signs_of_formatting(as_: As) -> None:
    ann = make_user("Ann")
    keep(ann, body="There are **two seats** left.", title="Carpool", key="key-of-one")
    keep(ann, body="Noted:\n\n- The _new_ scales", key="key-of-another")
    page = as_(ann).get("/drafts").text
    assert "There are two seats left." in page
    assert "Noted: The new scales" in page
    assert "**" not in page


def test_a_draft_is_deleted_and_taken_back(as_: As) -> None:
    user = make_user("Ann")
    ann, stored = as_(user), keep(user)
    gone = ann.delete(f"/drafts/{stored.id}")
    assert gone.status_code == 303
    assert "Half a thought" not in ann.get("/drafts").text.split("toast")[0]
    assert ann.post(f"/drafts/{stored.id}/restoration").status_code == 303
    assert "Half a thought" in ann.get("/drafts").text


def test_a_stranger_finds_no_draft(as_: As) -> None:
    stored = keep(make_user("Ann"))
    ben = as_(make_user("Ben"))
    assert ben.get(f"/posts/new?draft={stored.id}").status_code == 404
    assert ben.get(f"/comments/new?about=post:1&draft={stored.id}").status_code == 404
    assert ben.get(f"/drafts/{stored.id}/both").status_code == 404
    assert ben.delete(f"/drafts/{stored.id}").status_code == 404
    assert ben.delete(f"/drafts/{stored.id}/schedule").status_code == 404
    assert ben.put(f"/drafts/{stored.id}/choice").status_code == 404
    assert ben.post(f"/drafts/{stored.id}/restoration").status_code == 404


def test_a_comment_s_draft_leads_back_to_its_form(as_: As) -> None:
    user = make_user("Ann")
    post = make_post(title="Canteen")
    stored = keep(user, sort="comment", place=f"comment-form-post:{post.id}", about=f"post:{post.id}")
    ann = as_(user)
    page = ann.get("/drafts").text
    url = f"/comments/new?about=post:{post.id}&amp;draft={stored.id}"
    assert url in page
    assert "Half a thought" in ann.get(url.replace("&amp;", "&")).text
    sent = ann.post("/comments", {"about": f"post:{post.id}", "body": "Half a thought.", "key": draft(stored).key})
    assert sent.status_code == 303
    assert db.session.scalars(select(Draft)).all() == []


def changed(user: User, post: Post, body: str, *, began: int = 1, **more: object) -> Stored:
    """What the form of an open page stores while a post is changed."""
    named = {"sort": "edit", "place": f"edit-post-{post.id}-{began}", "about": f"post:{post.id}"}
    return keep(user, body=body, title="Canteen", **named, **more)


def test_changes_to_a_post_wait_for_other_devices_until_they_are_saved(as_: As) -> None:
    user = make_user("Ann")
    post = make_post(user, title="Canteen", body="Open at noon.")
    ann, stored = as_(user), changed(user, post, "Open at one.")
    page = ann.get(f"/posts/{post.id}/edit").text
    assert "Open at one.</textarea>" in page
    assert "have not saved it yet" in page
    assert f"/posts/{post.id}/edit?draft={stored.id}" in ann.get("/drafts").text
    assert "Open at noon.</textarea>" not in page
    saved = ann.put(f"/posts/{post.id}", {"body": "Open at one.", "version": "1", "key": draft(stored).key})
    assert saved.status_code == 303
    assert db.session.scalars(select(Draft)).all() == []
    assert "have not saved it yet" not in ann.get(f"/posts/{post.id}/edit").text


def test_changes_that_were_begun_before_others_were_saved_show_both(as_: As) -> None:
    user = make_user("Ann")
    post = make_post(user, title="Canteen", body="Open at noon.")
    ann, stored = as_(user), changed(user, post, "Open at one.")
    assert ann.put(f"/posts/{post.id}", {"body": "Open at two.", "version": "1"}).status_code == 303
    assert "Open at two.</textarea>" in ann.get(f"/posts/{post.id}/edit").text
    page = ann.get(f"/posts/{post.id}/edit?draft={stored.id}").text
    assert "when you save, you see both versions" in page
    assert 'name="version" value="1"' in page
    both = ann.put(f"/posts/{post.id}", {"body": "Open at one.", "version": "1", "key": draft(stored).key})
    assert both.status_code == 409
    assert "Open at two." in both.text
    assert "Open at one.</textarea>" in both.text
    assert f'name="key" value="{draft(stored).key}"' in both.text


def test_changes_to_a_post_that_is_gone_become_a_new_post(as_: As) -> None:
    user = make_user("Ann")
    post = make_post(user, title="Canteen")
    ann, stored = as_(user), changed(user, post, "Open at one.")
    assert ann.delete(f"/posts/{post.id}").status_code == 303
    assert ann.get(f"/posts/{post.id}/edit").status_code == 404
    led = ann.get(f"/posts/{post.id}/edit?draft={stored.id}")
    assert (led.status_code, led.location) == (303, f"/posts/new?draft={stored.id}")
    assert "Open at one.</textarea>" in ann.get(led.location).text


def test_a_draft_of_something_else_does_not_fill_the_form_of_a_post(as_: As) -> None:
    user, ben = make_user("Ann"), make_user("Ben")
    post, other = make_post(user), make_post(user)
    stored = changed(user, other, "Open at one.")
    assert as_(user).get(f"/posts/{post.id}/edit?draft={stored.id}").status_code == 404
    his = changed(ben, post, "Mine.")
    assert as_(user).get(f"/posts/{post.id}/edit?draft={his.id}").status_code == 404
    assert "Mine." not in as_(user).get(f"/posts/{post.id}/edit").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("key", "short"), ("key", ""), ("place", ""), ("version", "-1"), ("version", "x"), ("body", "x" * 20_001)],
)
def test_what_is_no_draft_is_refused(as_: As, field: str, value: str) -> None:
    answer = as_(make_user("Ann")).post("/drafts", TYPED | {field: value})
    assert answer.status_code == 422


def test_a_post_is_scheduled_without_a_script_changed_and_stopped(as_: As) -> None:
    clock.freeze(NOW)
    ann = as_(make_user("Ann"))
    due = {"do": "schedule", "audience": "everyone", "day": "2026-03-03", "time": "10:00", "zone": "Europe/Berlin"}
    assert ann.post("/posts", TYPED | due).status_code == 303
    page = ann.get("/drafts").text
    assert "3 March 2026, 10:00" in page
    assert "Europe/Berlin" in page
    again = ann.get(f"/posts/new?draft={the_draft().id}").text
    assert 'value="2026-03-03"' in again
    assert 'value="10:00"' in again
    later = due | {"version": str(the_draft().version), "time": "11:15", "zone": "Asia/Tokyo"}
    assert ann.post("/posts", TYPED | later).status_code == 303
    assert the_draft().due_at == datetime(2026, 3, 3, 2, 15, tzinfo=UTC)
    assert ann.delete(f"/drafts/{the_draft().id}/schedule").status_code == 303
    assert the_draft().due_at is None


def test_a_wrong_time_is_said_at_its_field_and_everything_typed_stays(as_: As) -> None:
    clock.freeze(NOW)
    ann = as_(make_user("Ann", language="de"))
    due = {"do": "schedule", "audience": "everyone", "day": "2026-03-29", "time": "02:30", "zone": "Europe/Berlin"}
    answer = ann.post("/posts", TYPED | due)
    assert answer.status_code == 422
    assert 'id="time-error"' in answer.text
    assert "It is open." in answer.text
    assert 'value="02:30"' in answer.text
    assert "<details open>" in answer.text
    assert db.session.scalars(select(Draft)).all() == []


def test_a_time_is_shown_in_the_zone_that_it_was_meant_in(as_: As) -> None:
    clock.freeze(NOW)
    ann = as_(make_user("Ann"))
    due = {"do": "schedule", "audience": "everyone", "day": "2026-07-01", "time": "08:00", "zone": "America/New_York"}
    ann.post("/posts", TYPED | due)
    assert "1 July 2026, 08:00" in ann.get("/drafts").text


def test_the_same_key_with_other_words_is_not_swallowed(as_: As) -> None:
    ann = as_(make_user("Ann"))
    assert ann.post("/posts", TYPED | {"audience": "everyone"}).status_code == 303
    assert ann.post("/posts", TYPED | {"audience": "everyone"}).status_code == 303
    other = ann.post("/posts", TYPED | {"audience": "everyone", "body": "Other words"})
    assert other.status_code == 422
    assert "Other words" in other.text
    assert 'value="key-of-the-form"' not in other.text
    assert len(db.session.scalars(select(Post)).all()) == 1


def test_a_small_change_tells_nobody(as_: As) -> None:
    user, ben = make_user("Ann"), make_user("Ben Kramer")
    post = make_post(user, body="Hello.")
    ann = as_(user)
    changed = {"body": f"Hello @{ben.slug}.", "version": "1", "quiet": "yes"}
    assert ann.put(f"/posts/{post.id}", changed).status_code == 303
    assert db.session.scalars(select(Notice).where(Notice.user_id == ben.id)).all() == []
    loud = {"body": f"Hello @{ben.slug} and @{make_user('Cem Acar').slug}.", "version": "2"}
    assert ann.put(f"/posts/{post.id}", loud).status_code == 303
    assert len(db.session.scalars(select(Notice).where(Notice.kind == "mention")).all()) == 1


# ---- how far it goes


def reached(browser: Browser, audience: str) -> str:
    return browser.get(f"/posts/reach?audience={audience}", htmx=True).text


def test_a_broadcast_says_how_many_it_reaches_and_what_they_got_this_week(as_: As) -> None:
    site = make_unit("Kassel", kind="site")
    people = [make_user(f"Person {n}", site=site) for n in range(3)]
    ann = as_(people[0])
    assert "This reaches 3 people. It is the first post of this sort this week." in reached(ann, f"unit:{site.id}")
    make_post(people[1], f"unit:{site.id}")
    make_post(people[1], f"unit:{site.id}", at=datetime.now(UTC) - timedelta(days=8))
    assert "They have already received 1 post of this sort this week." in reached(ann, f"unit:{site.id}")
    assert "This reaches 3 people" in reached(ann, "everyone")
    assert "This reaches 3 people" in ann.get(f"/posts/new?audience=unit:{site.id}").text
    assert "This reaches 3 people" in ann.post("/posts", TYPED | {"do": "look", "audience": f"unit:{site.id}"}).text


def test_a_small_group_says_nothing_and_a_hidden_one_even_less(as_: As) -> None:
    user = make_user("Ann")
    group, secret = make_group("Brazing"), make_group("Secret", visibility="hidden")
    add_member(group, user)
    ann = as_(user)
    assert "reaches" not in reached(ann, group.key)
    for audience in (secret.key, "user:1", "nobody", "group:x", "unit:9999999", "x" * 300, "group:1:managers"):
        assert "reaches" not in reached(ann, audience)


def test_a_small_change_of_a_comment_tells_nobody_either(as_: As) -> None:
    user, ben = make_user("Ann"), make_user("Ben Kramer")
    post = make_post(user)
    ann = as_(user)
    ann.post("/comments", {"about": f"post:{post.id}", "body": "Hello.", "key": "key-of-the-comment"})
    changed = {"body": f"Hello @{ben.slug}.", "version": "1", "quiet": "yes"}
    assert ann.put(f"/comments/{db.session.scalar(select(Comment.id))}", changed).status_code == 303
    assert db.session.scalars(select(Notice).where(Notice.user_id == ben.id)).all() == []
