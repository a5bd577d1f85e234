"""The feed follows what is published, and where it is moved."""

from datetime import timedelta

import pytest

from portal.activity import Entry, stretch
from portal.core import clock, db
from portal.core.errors import NotFound
from portal.posts import PostForm, publish_post, remove_post, restore_post
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import fresh, make_post


def ids(user, **options) -> list[int]:
    return [ref.id for ref in stretch(actor(user), **options).refs]


def test_one_row_a_subject_newest_first(app) -> None:
    ann, now = make_user("Ann"), clock.now()
    old, new = make_post(ann, at=now - timedelta(days=1)), make_post(ann, at=now)
    form = PostForm(audience="everyone", body="Again", key="k")
    again = [publish_post(actor(ann), form).id for _ in range(2)]
    assert ids(make_user("Bob")) == [again[0], new.id, old.id]


def test_a_removed_post_leaves_the_feed_and_comes_back_to_its_place(app) -> None:
    ann, now = make_user("Ann"), clock.now()
    first, second = make_post(ann, at=now - timedelta(days=1)), make_post(ann, at=now)
    remove_post(actor(ann), fresh(first))
    db.commit()
    assert ids(ann) == [second.id]
    restore_post(actor(ann), first.id)
    db.commit()
    assert ids(ann) == [second.id, first.id]
    assert db.session.query(Entry).count() == 2


def test_everything_is_what_one_may_see_and_mine_is_what_is_ones_own(app) -> None:
    ann, bob, opened, closed = (
        make_user("Ann"),
        make_user("Bob"),
        make_group("Open"),
        make_group("Closed", visibility="private"),
    )
    for group in (opened, closed):
        add_member(group, ann)
    posts = {audience: make_post(ann, audience).id for audience in ("everyone", opened.key, closed.key)}
    assert set(ids(ann)) == set(ids(ann, mine=True)) == set(posts.values())
    assert set(ids(bob)) == {posts["everyone"], posts[opened.key]}
    assert set(ids(bob, mine=True)) == {posts["everyone"]}
    assert ids(ann, audience=closed.key) == [posts[closed.key]]


def test_going_on_is_stable_while_people_write_and_remove(app) -> None:
    ann, now = make_user("Ann"), clock.now()
    written = [make_post(ann, at=now - timedelta(minutes=n)) for n in range(25)]
    first = stretch(actor(ann), size=10)
    make_post(ann, at=now + timedelta(minutes=1))
    remove_post(actor(ann), fresh(written[3]))
    remove_post(actor(ann), fresh(written[9]))
    db.commit()
    second = stretch(actor(ann), after=first.next, size=10)
    third = stretch(actor(ann), after=second.next, size=10)
    read = [ref.id for part in (first, second, third) for ref in part.refs]
    assert read == [post.id for post in written]
    assert third.next is None


def test_posts_of_one_instant_are_all_read_once(app) -> None:
    ann, now = make_user("Ann"), clock.now()
    written = {make_post(ann, at=now).id for _ in range(7)}
    read, after = [], None
    while True:
        part = stretch(actor(ann), after=after, size=2)
        read += [ref.id for ref in part.refs]
        if (after := part.next) is None:
            break
    assert (len(read), set(read)) == (7, written)


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMl0", "bnVsbA", "W1sidCIsIjIwMjYiXSwxXQ"])
def test_a_cursor_of_no_list_is_not_found(app, cursor) -> None:
    with pytest.raises(NotFound):
        stretch(actor(make_user("Ann")), after=cursor)
