"""Who follows somebody hears of what that person writes: once, and never of what is not for them."""

import pytest

from portal.core import db, jobs
from portal.notifications import Notice, mute
from portal.notifications.actions import choose
from portal.notifications.kinds import all_kinds
from portal.notifications.queries import notices
from portal.people.actions import follow
from portal.posts import jobs as telling
from portal.posts import remove_post, restore_post
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import fresh, make_post
from tests.posts.test_subscribers import told


@pytest.fixture
def scene(app):
    """Bob follows Ann, who writes; so does Cem."""
    ann, bob, cem = make_user("Ann Probst"), make_user("Bob Ross"), make_user("Cem Kaya")
    for user in (bob, cem):
        follow(actor(user), ann)
    db.commit()
    jobs.run_all()
    return ann, bob, cem


def heard(user) -> list[tuple[str, str]]:
    jobs.run_all()
    return [notice for notice in told(user) if notice[0] != "follower"]


def test_followers_hear_of_a_post_for_everybody_and_others_do_not(scene) -> None:
    ann, bob, cem = scene
    post = make_post(ann)
    for user in (bob, cem):
        assert heard(user) == [("followed", f"post:{post.id}")]
    assert heard(ann) == []
    assert heard(make_user("Dora")) == []


def test_followers_hear_nothing_of_what_they_may_not_see(scene) -> None:
    ann, bob, cem = scene
    private, opened = make_group("Private", visibility="private", owner=ann), make_group("Open", owner=ann)
    add_member(private, bob)
    secret, public = make_post(ann, private.key), make_post(ann, opened.key)
    assert heard(bob) == [("followed", f"post:{secret.id}"), ("followed", f"post:{public.id}")]
    assert heard(cem) == [("followed", f"post:{public.id}")]


def test_a_muted_group_stays_silent_for_followers_too(scene) -> None:
    ann, bob, _ = scene
    group = make_group(owner=ann)
    add_member(group, bob, level="none")
    make_post(ann, group.key)
    assert heard(bob) == []


def test_nobody_hears_of_one_post_twice(scene) -> None:
    ann, bob, cem = scene
    group = make_group(owner=ann)
    add_member(group, bob, level="all")
    post = make_post(ann, group.key, body="Ask @cem.kaya")
    assert heard(bob) == [("post", f"post:{post.id}")]
    assert heard(cem) == [("mention", f"post:{post.id}")]
    telling.tell_readers(actor_id=ann.id, post_id=post.id)
    assert (len(heard(bob)), len(heard(cem))) == (1, 1)


def test_who_wants_no_posts_of_groups_still_hears_of_whom_one_follows_and_the_other_way_round(scene) -> None:
    ann, bob, cem = scene
    every = {kind.name for kind in all_kinds()}
    choose(actor(bob), every - {"post"})
    choose(actor(cem), every - {"followed"})
    group = make_group(owner=ann)
    for user in (bob, cem):
        add_member(group, user, level="all")
    make_post(ann, group.key)
    assert [kind for kind, _ in heard(bob)] == ["followed"]
    assert [kind for kind, _ in heard(cem)] == ["post"]
    make_post(ann)
    assert [kind for kind, _ in heard(cem)] == ["post"]


def test_several_posts_fold_into_one_notice_that_leads_to_all_of_them(scene, as_) -> None:
    ann, bob, _ = scene
    first = make_post(ann, title="The lathe")
    jobs.run_all()
    assert "Ann Probst wrote: The lathe" in as_(bob).get("/notifications").text
    make_post(ann, title="The drill")
    assert heard(bob) == [("followed", f"post:{first.id}")]
    page = as_(bob).get("/notifications").text
    assert "Ann Probst wrote several posts" in page
    assert 'href="/people/ann.probst/posts"' in page


def test_followers_are_told_in_batches(scene, monkeypatch) -> None:
    monkeypatch.setattr(telling, "BATCH", 2)
    ann, *rest = scene
    for n in range(4):
        rest.append(make_user(f"Person {n}"))
        follow(actor(rest[-1]), ann)
    make_post(ann)
    assert [len(heard(user)) for user in rest] == [1] * 6


def test_the_title_of_a_removed_post_is_no_longer_read_in_notices(scene, as_) -> None:
    ann, bob, _ = scene
    post = make_post(ann, title="The lathe")
    jobs.run_all()
    remove_post(actor(ann), fresh(post))
    db.commit()
    assert "The lathe" not in as_(bob).get("/notifications").text
    restore_post(actor(ann), post.id)
    db.commit()
    assert "The lathe" in as_(bob).get("/notifications").text


def test_being_followed_is_told_in_one_notice_that_can_be_muted(app, as_) -> None:
    ann, bob, cem = make_user("Ann Probst", language="de"), make_user("Bob"), make_user("Cem")
    follow(actor(bob), ann)
    db.commit()
    page = as_(ann).get("/notifications").text
    assert "Bob folgt dir" in page
    assert f'href="/people/{bob.slug}"' in page
    follow(actor(cem), ann)
    db.commit()
    assert "Cem und Bob folgen dir" in as_(ann).get("/notifications").text
    assert db.session.query(Notice).filter_by(user_id=ann.id).count() == 1
    mute(actor(ann), notices(actor(ann)).items[0].about)
    db.commit()
    follow(actor(make_user("Dora")), ann)
    db.commit()
    assert db.session.query(Notice).filter_by(user_id=ann.id).one().people == 2
