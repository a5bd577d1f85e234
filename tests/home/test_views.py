"""The home page, a group's page and where new things begin."""

import re
from datetime import timedelta
from html import unescape

import pytest

from portal.core import clock, db
from portal.groups import Membership
from portal.groups.actions import archive_group
from portal.home.queries import MOST_ROOMS
from portal.posts import Bookmark, pin_post, save_post
from portal.reactions import react
from tests.attachments.factories import make_attachment
from tests.comments.factories import make_comment
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import add_member, fresh, make_group, owner_of
from tests.posts.factories import make_post, ref

STATEMENTS, DRAWING = 6, 1


def text(answer) -> str:
    return answer.get_data(as_text=True)


def shown(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<article class="card post[^>]* id="p(\d+)"', page)]


def older(page: str) -> str | None:
    found = re.search(r'class="pager"><a class="btn" href="([^"]+)"', page)
    return unescape(found[1]) if found else None


def status(browser, url: str) -> int:
    answer = browser.get(url)
    answer.close()
    return answer.status_code


def drop(group, user) -> None:
    """Ends a membership as the groups do, keys included."""
    db.session.delete(db.session.get_one(Membership, (group.id, user.id)))
    fresh(user).keys_version += 1
    db.commit()


def test_home_is_where_one_begins(as_) -> None:
    browser = as_(make_user("Ann"))
    assert browser.get("/").location == "/home"
    assert "This comes alive once you join groups." in text(browser.get("/home"))
    assert "No posts yet." in text(browser.get("/home?view=all"))
    assert "Nothing saved." in text(browser.get("/home?view=saved"))
    assert browser.get("/home?view=rubbish").status_code == 200


def test_my_groups_everything_and_saved(as_) -> None:
    ann, bob, opened, closed = (
        make_user("Ann"),
        make_user("Bob"),
        make_group("Open"),
        make_group("Closed", visibility="private"),
    )
    kassel = make_unit("Kassel", kind="site")
    cem = make_user("Cem", site=kassel)
    for group in (opened, closed):
        add_member(group, ann)
    company, public, secret = (make_post(ann, audience).id for audience in ("everyone", opened.key, closed.key))
    local = make_post(cem, f"unit:{kassel.id}").id
    mine, alls = (set(shown(text(as_(bob).get(f"/home?view={view}")))) for view in ("groups", "all"))
    assert (mine, alls) == ({company}, {company, public})
    assert set(shown(text(as_(ann).get("/home")))) == {company, public, secret}
    assert set(shown(text(as_(cem).get("/home")))) == {company, local}


def test_newest_first_and_what_is_pinned_on_top_once(as_) -> None:
    manager, now = make_user("Petra", roles=("community-manager",)), clock.now()
    old, middle, new = (make_post(manager, at=now - timedelta(hours=n)) for n in (3, 2, 1))
    pin_post(actor(manager), fresh(old))
    db.commit()
    page = text(as_(make_user("Bob")).get("/home"))
    assert shown(page) == [old.id, new.id, middle.id]
    assert page.count("Pinned") == 1


def test_a_pin_from_long_ago_is_on_top_and_no_second_time_among_the_older(as_) -> None:
    manager, now = make_user("Petra", roles=("community-manager",)), clock.now()
    written = [make_post(manager, at=now - timedelta(hours=n)) for n in range(25)]
    pin_post(actor(manager), fresh(written[22]))
    db.commit()
    browser = as_(make_user("Bob"))
    first = text(browser.get("/home"))
    assert shown(first)[0] == written[22].id
    rest = text(browser.get(older(first)))
    assert sorted(shown(first) + shown(rest)) == sorted(post.id for post in written)
    assert older(rest) is None


def test_older_posts_come_by_a_link_and_stay_in_order_while_people_write(as_) -> None:
    ann, now = make_user("Ann"), clock.now()
    written = [make_post(ann, at=now - timedelta(minutes=n)).id for n in range(45)]
    browser = as_(make_user("Bob"))
    page = text(browser.get("/home?view=all"))
    read = shown(page)
    while url := older(page):
        assert "view=all" in url
        make_post(ann)
        page = text(browser.get(url, htmx=True))
        assert "<html" not in page
        read += shown(page)
    assert read == written
    assert browser.get("/home?after=rubbish").status_code == 404


def test_losing_a_membership_closes_feed_page_search_files_and_threads_at_once(as_) -> None:
    ann, bob, group = make_user("Ann"), make_user("Bob"), make_group("Brazing", visibility="private")
    for user in (ann, bob):
        add_member(group, user)
    file = make_attachment(ann)
    post = make_post(ann, group.key, title="Flux", body="Borax mixture", attachments=[file.id])
    comment = make_comment(ref(post), bob, "Thanks")
    save_post(actor(bob), post)
    db.commit()
    browser = as_(bob)
    urls = [
        f"/posts/{post.id}-flux",
        f"/posts/{post.id}/foot",
        f"/comments/about/post:{post.id}",
        f"/comments/{comment.id}/edit",
        f"/reactions/post:{post.id}",
        f"/files/{file.id}/{file.name}",
        f"/files/{file.id}/thumb",
    ]
    assert {status(browser, url) for url in urls} == {200}
    lists = (
        "/home",
        "/home?view=all",
        "/home?view=saved",
        "/search?q=borax",
        f"/groups/{group.slug}",
        "/notifications",
    )
    assert all("Flux" in text(browser.get(url)) for url in lists[:-1])
    drop(group, bob)
    assert {status(browser, url) for url in urls} == {404}
    assert not any("Flux" in text(browser.get(url)) for url in lists)
    refused = [
        browser.post("/posts", {"audience": group.key, "body": "x"}),
        browser.post("/comments", {"about": f"post:{post.id}", "body": "x"}),
        browser.put(f"/reactions/post:{post.id}", {"kind": "heart"}),
        browser.put(f"/posts/{post.id}/bookmark"),
    ]
    assert {answer.status_code for answer in refused} == {404}
    assert db.session.query(Bookmark).count() == 1


def test_the_page_of_a_group_is_its_feed(as_) -> None:
    ann, group = make_user("Ann"), make_group("Brazing")
    add_member(group, ann)
    make_post(ann)
    inside = make_post(ann, group.key)
    member, visitor = (
        text(as_(ann).get(f"/groups/{group.slug}")),
        text(as_(make_user("Bob")).get(f"/groups/{group.slug}")),
    )
    assert shown(member) == shown(visitor) == [inside.id]
    assert f'name="audience" value="{group.key}"' in member
    assert 'name="audience"' not in visitor


def test_a_closed_group_shows_its_door_and_a_hidden_one_nothing(as_) -> None:
    bob = as_(make_user("Bob"))
    for visibility, word in (("request", "Ask the hosts"), ("private", "can invite you")):
        group = make_group(f"Brazing {visibility}", visibility=visibility)
        make_post(owner_of(group), group.key, title="Flux")
        page = text(bob.get(f"/groups/{group.slug}"))
        assert word in page
        assert "Flux" not in page
        assert shown(page) == []
    hidden = make_group("Brazing hidden", visibility="hidden")
    assert bob.get(f"/groups/{hidden.slug}").status_code == 404


def test_an_archived_group_is_read_but_not_written(as_) -> None:
    group = make_group("Brazing")
    owner = owner_of(group)
    post = make_post(owner, group.key, title="Flux")
    archive_group(actor(owner), group)
    db.commit()
    browser = as_(owner)
    page = text(browser.get(f"/groups/{group.slug}"))
    assert shown(page) == [post.id]
    assert 'class="card composer' not in page
    assert browser.post("/posts", {"audience": group.key, "body": "x"}).status_code == 403
    assert browser.put(f"/posts/{post.id}", {"body": "x", "version": "1"}).status_code == 403
    assert 'id="comment-form"' not in text(browser.get(f"/posts/{post.id}-flux"))


def test_what_is_new_in_a_group_is_counted_until_it_was_read(as_) -> None:
    ann, bob, group = make_user("Ann"), make_user("Bob"), make_group("Brazing")
    for user in (ann, bob):
        add_member(group, user)
    for _ in range(2):
        make_post(ann, group.key)
    browser = as_(bob)
    assert "2 new posts since you were here" in text(browser.get(f"/groups/{group.slug}"))
    browser.post(f"/groups/{group.slug}/read")
    assert "since you were here" not in text(browser.get(f"/groups/{group.slug}"))
    assert "since you were here" not in text(as_(ann).get(f"/groups/{group.slug}"))


def test_home_works_without_a_script(as_) -> None:
    ann = make_user("Ann")
    post = make_post(ann, title="Lunch")
    browser = as_(make_user("Bob"))
    page = text(browser.get("/home"))
    composer = page.split('class="card composer', 1)[1].split("</form>", 1)[0]
    assert 'action="/posts"' in composer
    assert " required" not in composer
    key = re.search(r'name="key" value="([^"]+)"', composer)[1]
    asked = browser.post("/posts", {"audience": "", "body": "Typed on the home page", "key": key})
    assert asked.status_code == 422
    assert "Typed on the home page" in text(asked)
    assert '<option value="everyone"' in text(asked)
    assert f'name="key" value="{key}"' in text(asked)
    assert browser.post(f"/reactions/post:{post.id}?_method=PUT", {"kind": "heart"}).status_code == 303
    assert browser.post(f"/posts/{post.id}/bookmark?_method=PUT").status_code == 303
    assert f'href="/posts/{post.id}-lunch#react"' in page


def test_who_reacted_is_said_behind_the_choice_of_reactions(as_) -> None:
    post = make_post(make_user("Ann"))
    browser = as_(make_user("Bob"))
    browser.put(f"/reactions/post:{post.id}", {"kind": "heart"})
    choice = text(browser.get("/home")).split('id="picks"', 1)[1].split("</div>", 1)[0]
    assert re.search(r'<a [^>]*aria-label="Who reacted"[^>]* data-who hidden>', choice)
    page = text(browser.get(f"/posts/{post.id}", follow_redirects=True))
    assert f'href="/reactions/post:{post.id}"' in page
    assert "Bob" in text(browser.get(f"/reactions/post:{post.id}"))


def test_a_card_shows_each_reader_ones_own_marks(as_) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    post = make_post(ann, title="Lunch")
    react(actor(bob), ref(post), "heart")
    db.commit()
    for user, pressed in ((bob, "true"), (ann, "false"), (bob, "true")):
        card = text(as_(user).get("/home")).split("post__foot", 1)[1]
        assert re.search(r'class="react"[^>]* aria-pressed="(\w+)"', card)[1] == pressed
    assert f"/posts/{post.id}/edit" in text(as_(ann).get("/home"))
    assert f"/posts/{post.id}/edit" not in text(as_(bob).get("/home"))


def test_a_card_follows_every_change_of_what_it_shows(as_) -> None:
    ann, group = make_user("Ann"), make_group("Brazing")
    add_member(group, ann)
    post = make_post(ann, group.key, title="Lunch")
    browser = as_(ann)
    assert "Ann" in text(browser.get("/home"))
    fresh(ann).name = "Anna-Lena Schmidt"
    fresh(group).name = "Soldering"
    db.commit()
    card = text(browser.get("/home")).split(f'id="p{post.id}"', 1)[1]
    assert "Anna-Lena Schmidt" in card
    assert "Soldering" in card
    as_(ann).put(f"/posts/{post.id}", {"title": "Dinner", "body": "Bread", "version": "1"})
    make_comment(ref(post), ann)
    card = text(browser.get("/home")).split(f'id="p{post.id}"', 1)[1]
    assert "Dinner" in card
    assert "1 comment" in card


@pytest.mark.parametrize("language", ["en", "de"])
def test_long_words_and_long_texts_stay_within_their_card(as_, language) -> None:
    ann = make_user("Ann", language=language)
    long, short = make_post(ann, body="Donaudampfschifffahrt" * 80), make_post(ann, body="Short")
    page = text(as_(ann).get("/home"))
    cards = {number: page.split(f'id="p{number}"', 1)[1].split("</article>", 1)[0] for number in (long.id, short.id)}
    word = {"en": "Read on", "de": "Weiterlesen"}[language]
    assert (word in cards[long.id], word in cards[short.id]) == (True, False)


def test_rooms_are_few_however_many_groups_one_is_in(as_) -> None:
    ann = make_user("Ann")
    for n in range(MOST_ROOMS + 5):
        make_group(f"Group {n}", owner=ann)
    rooms = re.search(r'data-room="([^"]*)"', text(as_(ann).get("/home")))[1].split()
    assert len(rooms) <= MOST_ROOMS
    assert not any("managers" in room or room.startswith("user:") for room in rooms)
    assert "everyone" in rooms


def test_new_things_are_offered(as_) -> None:
    page = text(as_(make_user("Ann")).get("/new"))
    assert page.count('href="/posts/new"') >= 1
    assert 'href="/groups/new"' in page


def test_pages_cost_few_statements_whatever_is_on_them(as_, statements) -> None:
    ann, bob, group = make_user("Ann"), make_user("Bob"), make_group("Brazing")
    for user in (ann, bob):
        add_member(group, user)
    for n in range(25):
        file = make_attachment(ann)
        post = make_post(ann, group.key, title=f"Post {n}", attachments=[file.id])
        react(actor(bob), ref(post), "heart")
        save_post(actor(bob), post)
    pin_post(actor(owner_of(group)), fresh(post))
    make_post(ann)
    db.commit()
    browser = as_(bob)
    for path in ("/home", "/home?view=all", "/home?view=saved", "/groups/brazing"):
        for more in (DRAWING, 0):
            with statements() as said:
                answer = browser.get(path)
            assert answer.status_code == 200
            assert len(shown(text(answer))) >= 20
            assert len(said) <= STATEMENTS + more, "\n\n".join([path, *said])
