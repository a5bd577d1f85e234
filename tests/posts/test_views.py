"""Posts in the browser: writing, reading, changing, and every kind of bad input."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from auth.models import Session
from auth.returning import kept_form
from portal.core import clock, db
from portal.groups.actions import archive_group
from portal.posts import Post, remove_post, save_post
from portal.reactions import react
from tests.attachments.factories import make_attachment
from tests.comments.factories import make_comment
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.posts.factories import fresh, make_post, ref

STATEMENTS = 6
VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    '[x](https://a.example "onmouseover=alert(1)")',
    "![x](javascript:alert(1))",
    "<a href='data:text/html,x' style='x' hx-get=/logout>x</a>",
    "`</textarea><script>alert(1)</script>`",
]


def count(model=Post) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def text(answer) -> str:
    return answer.get_data(as_text=True)


def fields(**typed: str) -> dict[str, str]:
    return {"audience": "everyone", "title": "Lunch", "body": "Soup today", "key": "k"} | typed


def test_writing_leads_to_the_post_and_says_so(as_) -> None:
    browser = as_(make_user("Ann"))
    answer = browser.post("/posts", fields(body="Soup & **bread**"))
    post = db.session.scalars(select(Post)).one()
    assert (answer.status_code, answer.location) == (303, f"/posts/{post.id}-lunch")
    page = text(browser.get(answer.location))
    assert "Your post is there." in page
    assert "Soup &amp; <strong>bread</strong>" in page
    assert "<title>Lunch" in page


def test_sending_twice_leaves_one_post(as_) -> None:
    browser = as_(make_user("Ann"))
    places = {browser.post("/posts", fields()).location for _ in range(2)}
    assert (len(places), count()) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"body": ""}, "This field is empty."),
        ({"body": " \x00 \u200b "}, "This field is empty."),
        ({"body": "***"}, "This field is empty."),
        ({"body": "word " * 200_000}, "This is too long"),
        ({"title": "t" * 151}, "This is too long"),
        ({"audience": ""}, "This field is empty."),
        ({"audience": "x" * 65}, "This is too long"),
        ({"attachments": "x"}, "This is not a number."),
        ({"attachments": "-1"}, "This number is too small."),
    ],
)
def test_a_refused_post_keeps_everything_typed(as_, typed, sentence) -> None:
    answer = as_(make_user("Ann")).post("/posts", fields(**typed))
    page = unescape(text(answer))
    assert answer.status_code == 422
    assert sentence in page
    sent = fields(**typed)
    assert sent["body"].replace("\x00", "\ufffd").strip()[:40] in page.replace("\x00", "\ufffd")
    assert sent["title"] in page
    assert 'value="k"' in page
    assert count() == 0


def test_nul_bytes_and_invisible_characters_are_taken_out(as_) -> None:
    as_(make_user("Ann")).post("/posts", fields(body="So\x00up\u202e\u200b", title="Lu\x00nch"))
    post = db.session.scalars(select(Post)).one()
    assert (post.title, post.body) == ("Lunch", "Soup")


@pytest.mark.parametrize("body", [b"caf\xe9", b"caf%E9", b"%C3%28"])
def test_broken_text_is_refused_at_its_field_and_the_rest_is_still_there(as_, body) -> None:
    browser = as_(make_user("Ann"))
    headers = {"X-CSRF-Token": browser.token, "Content-Type": "application/x-www-form-urlencoded"}
    raw = b"audience=everyone&title=Gr%C3%BC%C3%9Fe&key=k&body=" + body
    answer = browser.client.post("/posts", data=raw, headers=headers)
    assert answer.status_code == 422
    assert "characters that cannot be read" in text(answer)
    assert "Grüße" in text(answer)
    assert count() == 0


def test_ten_thousand_mentions_are_one_post_that_names_few(as_) -> None:
    bob = make_user("Bob")
    answer = as_(make_user("Ann")).post("/posts", fields(body=f"@{bob.slug} " + "@x " * 6_000))
    assert answer.status_code == 303
    assert text(as_(bob).get("/notifications")).count("mentions you") == 1
    assert as_(bob).post("/posts", fields(body="@somebody " * 10_000)).status_code == 422


@pytest.mark.parametrize("vector", VECTORS)
def test_no_text_runs_as_code(as_, vector) -> None:
    browser = as_(make_user("Ann"))
    page = text(browser.get(browser.post("/posts", fields(body=f"Look {vector}", title=vector)).location))
    preview = text(browser.post("/editor/preview", {"text": f"Look {vector}"}))
    body = page.split('class="prose"', 1)[1].split('class="post__foot"')[0]
    for tag in re.findall(r"<[^>]+>", body + preview):
        assert not re.search(r"<script|\s(on\w+|style|hx-\w+)=|=.?(javascript|data):", tag), tag
    assert "<script>alert" not in page


def test_foreign_archived_and_impossible_places_are_closed(as_) -> None:
    ann, hidden, opened, old = (
        make_user("Ann"),
        make_group("Closed", visibility="hidden"),
        make_group("Open"),
        make_group("Old"),
    )
    add_member(old, ann)
    archive_group(actor(owner_of(old)), old)
    db.commit()
    browser = as_(ann)
    for audience, status in [
        (hidden.key, 404),
        (opened.key, 403),
        (old.key, 403),
        (f"user:{ann.id}", 403),
        ("nobody", 404),
        ("group:99999999999999999999", 404),
        ("unit:1", 404),
    ]:
        assert browser.post("/posts", fields(audience=audience)).status_code == status, audience
    assert count() == 0


def test_foreign_files_and_those_of_other_posts_are_not_found(as_) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    theirs, used = make_attachment(bob), make_attachment(ann)
    make_post(ann, attachments=[used.id])
    for file in (theirs.id, used.id, 2**52):
        assert as_(ann).post("/posts", fields(attachments=str(file), key=f"k{file}")).status_code == 404
    assert count() == 1


def test_strangers_find_no_route_to_a_post(as_) -> None:
    ann, bob, group = make_user("Ann"), make_user("Bob", roles=("community-manager",)), make_group(visibility="private")
    add_member(group, ann)
    post = make_post(ann, group.key, title="Secret")
    browser = as_(bob)
    for number in (post.id, post.id + 1, 2**60, 10**25):
        gets = ["", "-secret", "/foot", "/edit", "/removal"]
        assert {browser.get(f"/posts/{number}{path}").status_code for path in gets} == {404}
        changed = [
            browser.put(f"/posts/{number}", {"body": "x", "version": "1"}),
            browser.delete(f"/posts/{number}", {"reason": "x"}),
            browser.post(f"/posts/{number}/restoration"),
            *(
                getattr(browser, verb)(f"/posts/{number}/{noun}")
                for noun in ("pin", "bookmark")
                for verb in ("put", "delete")
            ),
        ]
        assert {answer.status_code for answer in changed} == {404}


def test_the_address_says_what_the_post_is_about_and_old_ones_lead_on(as_) -> None:
    post = make_post(title="Über Straßen")
    browser = as_(make_user("Ann"))
    right = f"/posts/{post.id}-uber-strassen"
    for old in (f"/posts/{post.id}", f"/posts/{post.id}-something", f"/posts/{post.id}-uber"):
        assert browser.get(old).location == right
    assert browser.get(right).status_code == 200
    untitled = make_post(body="🎉🎉")
    assert browser.get(f"/posts/{untitled.id}").status_code == 200


def test_an_edit_shows_its_mark_and_keeps_what_is_refused(as_) -> None:
    ann = make_user("Ann")
    post = make_post(ann, title="Lunch", body="Soup")
    browser = as_(ann)
    assert "Soup" in text(browser.get(f"/posts/{post.id}/edit"))
    refused = browser.put(f"/posts/{post.id}", {"title": "Dinner", "body": "", "version": "1"})
    assert refused.status_code == 422
    assert "Dinner" in text(refused)
    assert "Soup" not in text(refused).split("<main", 1)[1]
    done = browser.put(f"/posts/{post.id}", {"title": "Dinner", "body": "Bread", "version": "1"})
    assert done.location == f"/posts/{post.id}-dinner"
    assert "edited" in text(browser.get(done.location))
    assert "edited" in text(as_(make_user("Bob")).get("/home?view=all"))


def test_a_stale_edit_shows_both_texts_and_can_be_saved_again(as_) -> None:
    ann = make_user("Ann")
    post = make_post(ann, body="First")
    here, there = as_(ann), as_(ann)
    there.put(f"/posts/{post.id}", {"body": "Theirs stands", "version": "1"})
    answer = here.put(f"/posts/{post.id}", {"title": "My title", "body": "Mine, typed long", "version": "1"})
    assert answer.status_code == 409
    page = text(answer)
    assert all(words in page for words in ("Theirs stands", "Mine, typed long", "My title"))
    assert fresh(post).body == "Theirs stands"
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert here.put(f"/posts/{post.id}", {"body": "Mine", "version": version}).status_code == 303
    assert fresh(post).body == "Mine"


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 30])
def test_an_impossible_version_is_refused_with_the_text_still_there(as_, version) -> None:
    ann = make_user("Ann")
    post = make_post(ann)
    answer = as_(ann).put(f"/posts/{post.id}", {"body": "Long typed", "version": version})
    assert answer.status_code == 422
    assert "Long typed" in text(answer)


def test_deleting_ones_own_post_can_be_undone(as_) -> None:
    ann, group = make_user("Ann"), make_group()
    add_member(group, ann)
    post = make_post(ann, group.key)
    browser = as_(ann)
    gone = browser.delete(f"/posts/{post.id}")
    assert gone.location == f"/groups/{group.slug}"
    page = text(browser.get(gone.location))
    assert f'action="/posts/{post.id}/restoration"' in page
    assert "data-undo" in page
    assert f'id="p{post.id}"' not in page
    assert browser.get(f"/posts/{post.id}").status_code == 404
    back = browser.post(f"/posts/{post.id}/restoration")
    assert f'id="p{post.id}"' in text(browser.get(back.location))


def test_taking_somebody_elses_post_down_asks_why_and_keeps_the_answer(as_) -> None:
    ann, manager = make_user("Ann"), make_user("Petra", roles=("community-manager",))
    post = make_post(ann)
    browser = as_(manager)
    assert "Ann will read it." in text(browser.get(f"/posts/{post.id}/removal"))
    refused = browser.delete(f"/posts/{post.id}", {"reason": " "})
    assert refused.status_code == 422
    assert "Say why" in text(refused)
    too_long = browser.delete(f"/posts/{post.id}", {"reason": "because " * 80})
    assert too_long.status_code == 422
    assert "because because" in text(too_long)
    assert browser.delete(f"/posts/{post.id}", {"reason": "Names a customer."}).status_code == 303
    assert "Names a customer." in text(as_(ann).get("/notifications"))
    assert as_(make_user("Bob")).get(f"/posts/{post.id}/removal").status_code == 404


def test_others_are_offered_nothing_that_they_may_not_do(as_) -> None:
    ann = make_user("Ann")
    post = make_post(ann, title="Lunch")
    url = f"/posts/{post.id}-lunch"
    own, other = text(as_(ann).get(url)), text(as_(make_user("Bob")).get(url))
    manager = text(as_(make_user("Petra", roles=("community-manager",))).get(url))
    assert (f"/posts/{post.id}/edit" in own, f"/posts/{post.id}/pin" in own) == (True, False)
    assert not any(path in other for path in (f"/posts/{post.id}/edit", f"/posts/{post.id}/pin", "/removal", "DELETE"))
    assert (f"/posts/{post.id}/pin" in manager, f"/posts/{post.id}/removal" in manager) == (True, True)
    browser = as_(make_user("Eve"))
    assert browser.get(f"/posts/{post.id}/edit").status_code == 403
    assert browser.put(f"/posts/{post.id}", {"body": "x", "version": "1"}).status_code == 403
    assert browser.put(f"/posts/{post.id}/pin").status_code == 403


def test_keeping_for_later_works_with_and_without_a_script(as_) -> None:
    post, browser = make_post(title="Lunch"), as_(make_user("Ann"))
    assert browser.put(f"/posts/{post.id}/bookmark").location == f"/posts/{post.id}-lunch"
    assert f'id="p{post.id}"' in text(browser.get("/home?view=saved"))
    foot = text(browser.delete(f"/posts/{post.id}/bookmark", htmx=True))
    assert foot.startswith("<div") or 'class="post__foot"' in foot
    assert "Nothing saved." in text(browser.get("/home?view=saved"))


def test_an_expired_session_in_the_middle_of_writing_loses_nothing(app, as_) -> None:
    ann = make_user("Ann")
    browser = as_(ann)
    db.session.query(Session).update({"expires_at": clock.now() - timedelta(minutes=1)})
    db.commit()
    answer = browser.post("/posts", fields(body="Long and dear", title="Öl & Öfen"))
    assert answer.status_code == 401
    assert count() == 0
    resume = unescape(re.search(r'name="resume" value="([^"]+)"', text(answer))[1])
    kept = kept_form(app.settings.secret_key, resume)
    assert kept["path"] == "/posts"
    assert {"body": "Long and dear", "title": "Öl & Öfen", "key": "k"}.items() <= dict(kept["fields"]).items()


def test_the_preview_is_drawn_as_the_post_will_be(as_) -> None:
    browser = as_(make_user("Ann"))
    body = "# Head\n\n* one\n* two\n\n[link](https://example.com)"
    preview = text(browser.post("/editor/preview", {"text": body}))
    browser.post("/posts", fields(body=body))
    assert preview.strip() == db.session.scalars(select(Post)).one().html.strip()
    assert browser.post("/editor/preview", {"text": "x" * 1_000_000}).status_code == 200
    assert browser.post("/editor/preview").status_code == 200


def test_one_chooses_among_ones_own_places(as_) -> None:
    press, kassel, office = make_unit("Press"), make_unit("Kassel", kind="site"), make_unit("Office")
    ann = make_user("Ann", department=press, site=kassel)
    own, other, old = make_group("Own <b>"), make_group("Other"), make_group("Old")
    for group in (own, old):
        add_member(group, ann)
    archive_group(actor(owner_of(old)), old)
    db.commit()
    options = text(as_(ann).get("/posts/places", htmx=True))
    assert re.findall(r'value="([^"]*)"', options) == ["", own.key, f"unit:{kassel.id}", f"unit:{press.id}", "everyone"]
    assert "Own &lt;b&gt;" in options
    assert f'value="{own.key}" selected' in text(as_(ann).get(f"/posts/new?audience={own.key}&title=Tools"))
    assert f'value="{other.key}"' not in options
    assert f"unit:{office.id}" not in options


def test_a_post_page_needs_few_statements(as_, statements) -> None:
    ann, bob, group = make_user("Ann"), make_user("Bob"), make_group()
    add_member(group, ann)
    file = make_attachment(ann)
    post = make_post(ann, group.key, title="Lunch", body=f"@{bob.slug} eats", attachments=[file.id])
    for n in range(15):
        comment = make_comment(ref(post), make_user(f"Guest {n}"))
        make_comment(ref(post), bob, "Me too", parent=comment)
    react(actor(bob), ref(post), "heart")
    save_post(actor(bob), post)
    db.commit()
    browser = as_(bob)
    url = f"/posts/{post.id}-lunch"
    browser.get(url)
    with statements() as said:
        assert browser.get(url).status_code == 200
    assert len(said) <= STATEMENTS + 1, "\n\n".join(said)


def test_a_removed_post_with_comments_is_gone_for_its_readers_and_their_lists(as_) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    post = make_post(ann, title="Lunch")
    comment = make_comment(ref(post), bob)
    save_post(actor(bob), post)
    remove_post(actor(ann), post)
    db.commit()
    browser = as_(bob)
    assert browser.get(f"/posts/{post.id}-lunch").status_code == 404
    assert browser.get(f"/comments/{comment.id}").status_code == 404
    assert browser.post("/comments", {"about": str(ref(post)), "body": "Hello"}).status_code == 404
    assert browser.put(f"/reactions/{ref(post)}", {"kind": "heart"}).status_code == 404
    assert "Nothing saved." in text(browser.get("/home?view=saved"))


def test_pages_speak_german(as_) -> None:
    anna = make_user("Anna", language="de")
    post = make_post(anna, title="Kantine")
    browser = as_(anna)
    page = text(browser.get(f"/posts/{post.id}-kantine"))
    assert 'lang="de"' in page
    assert "Bearbeiten" in page
    refused = unescape(text(browser.post("/posts", fields(body=""))))
    assert "Dieses Feld ist leer." in refused


def test_a_post_of_an_archived_group_says_why_nobody_can_answer(as_) -> None:
    group = make_group("Night shift")
    owner = owner_of(group)
    browser, path = as_(owner), f"/posts/{make_post(owner, group.key).id}"
    assert "nobody writes here any more" not in text(browser.get(path, follow_redirects=True))
    assert browser.post("/groups/night-shift/archive").status_code == 303
    assert "nobody writes here any more" in text(browser.get(path, follow_redirects=True))
