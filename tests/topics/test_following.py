"""Who follows a topic hears of what is new under it: once, quietly, and never of what is not for them."""

import pytest

from portal.core import db, jobs
from portal.notifications import Notice, choose, mute
from portal.notifications.kinds import all_kinds
from portal.people import follow as follow_person
from portal.topics import MergerForm, follow, merge
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post, ref
from tests.posts.test_subscribers import told
from tests.questions.factories import make_question


@pytest.fixture
def scene(app):
    """Bob and Cem follow what Ann writes about."""
    ann, bob, cem = make_user("Ann Probst"), make_user("Bob Ross"), make_user("Cem Kaya")
    for user in (ann, bob, cem):
        follow(actor(user), "Reisekosten")
    db.commit()
    return ann, bob, cem


def heard(user) -> list[tuple[str, str]]:
    jobs.run_all()
    return [notice for notice in told(user) if notice[0] != "follower"]


def test_a_new_post_is_told_to_who_follows_its_topic_under_any_name(scene) -> None:
    ann, bob, cem = scene
    merge(actor(make_user("Lena", roles=("community-manager",))), "spesen", MergerForm(into="reisekosten"))
    post = make_post(ann, body="New rates for #spesen and #reisekosten.")
    make_post(ann, body="Nothing about it.")
    for user in (bob, cem):
        assert heard(user) == [("tagged", f"post:{post.id}")]
    assert heard(ann) == []


def test_only_who_may_read_it_is_told(scene) -> None:
    ann, bob, cem = scene
    group = make_group("Secret", owner=ann, visibility="hidden")
    add_member(group, bob)
    post = make_post(ann, group.key, body="Ours for #reisekosten.")
    assert heard(bob) == [("tagged", f"post:{post.id}")]
    assert heard(cem) == []


def test_nobody_hears_of_a_post_twice(scene) -> None:
    ann, bob, cem = scene
    follow_person(actor(bob), ann)
    post = make_post(ann, body="New rates for #reisekosten, @cem.kaya.")
    assert heard(bob) == [("followed", f"post:{post.id}")]
    assert heard(cem) == [("mention", f"post:{post.id}")]


def test_mutes_and_choices_hold(scene) -> None:
    ann, bob, cem = scene
    choose(actor(bob), {kind.name for kind in all_kinds()} - {"tagged"})
    post = make_post(ann, body="New rates for #reisekosten.")
    mute(actor(cem), ref(post))
    assert heard(bob) == heard(cem) == []
    choose(actor(bob), {kind.name for kind in all_kinds()} - {"followed"})
    follow_person(actor(bob), ann)
    post = make_post(ann, body="Newer rates for #reisekosten.")
    assert heard(bob) == [("tagged", f"post:{post.id}")]


def test_more_of_it_joins_what_is_unread_and_leads_to_the_topic(scene, as_) -> None:
    ann, bob, _cem = scene
    for number in (1, 2):
        make_post(ann, body=f"Rates {number} for #reisekosten.")
        make_question(ann, title=f"Which train number {number}?", tags="Reisekosten")
    assert [kind for kind, _about in heard(bob)] == ["tagged", "topic"]
    page = as_(bob).get("/notifications").text
    assert "Several new posts on reisekosten" in page
    assert "Several new questions on Reisekosten" in page
    for notice in db.session.query(Notice).where(Notice.user_id == bob.id):
        assert notice.data["url"] == "/topics/reisekosten"


def test_one_of_a_closed_group_does_not_join_one_for_all(scene) -> None:
    ann, bob, _cem = scene
    group = make_group("Secret", owner=ann, visibility="hidden")
    add_member(group, bob)
    make_post(ann, body="For all: #reisekosten.")
    make_post(ann, group.key, body="Ours: #reisekosten.")
    assert [kind for kind, _about in heard(bob)] == ["tagged", "tagged"]


def test_nobody_hears_of_a_question_twice_either(scene) -> None:
    ann, bob, cem = scene
    group = make_group("Travellers", owner=ann)
    add_member(group, bob, level="all")
    first = make_question(ann, group.key, tags="Reisekosten", body="Do you know, @cem.kaya?")
    assert heard(bob) == [("question", f"question:{first.id}")]
    make_question(ann, group.key, title="And the way back?", tags="Reisekosten")
    assert [kind for kind, _about in heard(bob)] == ["question"]
    assert [kind for kind, _about in heard(cem)] == ["mention", "topic"]
