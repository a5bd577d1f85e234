"""Who hears of what: folded, quiet, and never without the key."""

import pytest

from portal.core import db, jobs
from portal.core.errors import NotFound
from portal.core.subjects import Ref
from portal.groups import set_level
from portal.notifications import Notice, mute, notify, notify_audience, unmute
from portal.notifications.actions import choose, mark_all_read, mark_read, mark_read_about, unread_again
from portal.notifications.queries import notices, phrase, unread_count
from portal.posts import PostPublished
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post


@pytest.fixture
def scene(app):
    """Ann writes in a group; Bob is in it, Carl is not."""
    ann, bob, carl = make_user("Ann"), make_user("Bob"), make_user("Carl")
    group = make_group("Secret plans", visibility="hidden", owner=ann)
    add_member(group, bob)
    return ann, bob, carl, group, make_post(ann, group.key, title="Plan A")


def tell(users, post, by, *, kind: str = "comment", fold: str = "") -> None:
    subject = Ref("post", post.id)
    event = PostPublished(actor_id=by.id, subject=subject, audience=post.audience, mentions=())
    notice = "posts/_comment_notice.html"
    notify([u.id for u in users], event, kind=kind, notice=notice, about=subject, fold=fold or f"comment:{subject}")
    db.commit()


def count(user) -> int:
    return unread_count(actor(user))


def test_the_actor_and_who_does_not_hold_the_key_hear_nothing(scene) -> None:
    ann, bob, carl, _, post = scene
    tell([ann, bob, carl], post, ann)
    assert (count(ann), count(bob), count(carl)) == (0, 1, 0)


def test_repeats_fold_into_one_and_count_people_once(scene) -> None:
    ann, bob, _, group, post = scene
    dora = make_user("Dora")
    add_member(group, dora)
    for by in (ann, dora, ann):
        tell([bob], post, by)
    entry = notices(actor(bob)).items[0]
    assert count(bob) == 1
    assert entry.people == 2
    assert entry.who == "Ann and Dora"


def test_after_reading_a_repeat_is_new(scene) -> None:
    ann, bob, _, _, post = scene
    tell([bob], post, ann)
    mark_read_about(actor(bob), Ref("post", post.id))
    db.commit()
    assert count(bob) == 0
    tell([bob], post, ann)
    assert count(bob) == 1
    assert db.session.query(Notice).filter_by(user_id=bob.id).count() == 2


def test_a_kind_that_is_switched_off_stays_silent(scene) -> None:
    ann, bob, _, _, post = scene
    choose(actor(bob), set())
    db.commit()
    tell([bob], post, ann)
    assert count(bob) == 0


def test_a_muted_thread_and_a_muted_group_stay_silent(scene) -> None:
    ann, bob, _, group, post = scene
    mute(actor(bob), Ref("post", post.id))
    db.commit()
    tell([bob], post, ann)
    assert count(bob) == 0
    unmute(actor(bob), Ref("post", post.id))
    set_level(actor(bob), group.id, "none")
    db.commit()
    tell([bob], post, ann)
    assert count(bob) == 0


def test_what_one_may_no_longer_see_is_neither_counted_nor_shown(scene) -> None:
    ann, bob, _, group, post = scene
    tell([bob], post, ann)
    from portal.groups import Membership

    db.session.delete(db.session.get(Membership, (group.id, bob.id)))
    db.session.get(type(bob), bob.id).keys_version += 1
    db.commit()
    assert count(bob) == 0
    assert notices(actor(bob)).items == []


def test_marking_everything_can_be_taken_back(scene) -> None:
    ann, bob, _, _, post = scene
    tell([bob], post, ann)
    instant = mark_all_read(actor(bob))
    db.commit()
    assert count(bob) == 0
    unread_again(actor(bob), instant)
    db.commit()
    assert count(bob) == 1


def test_nobody_marks_what_others_were_told(scene) -> None:
    ann, bob, carl, _, post = scene
    tell([bob], post, ann)
    notice = db.session.query(Notice).filter_by(user_id=bob.id).one()
    with pytest.raises(NotFound):
        mark_read(actor(carl), notice.id)


def test_a_whole_audience_is_told_by_a_job_in_batches(scene, monkeypatch) -> None:
    ann, bob, _, group, post = scene
    from portal.notifications import actions

    monkeypatch.setattr(actions, "BATCH", 2)
    people = [make_user(f"Person {n}") for n in range(5)]
    for person in people:
        add_member(group, person)
    subject = Ref("post", post.id)
    event = PostPublished(actor_id=ann.id, subject=subject, audience=group.key, mentions=())
    notify_audience(event, kind="pinned", notice="posts/_pinned_notice.html", about=subject, fold="pinned:1")
    db.commit()
    assert count(bob) == 0
    jobs.run_all()
    assert [count(person) for person in [bob, *people]] == [1] * 6
    assert count(ann) == 0


def test_the_phrase_names_one_two_or_the_number_of_the_others() -> None:
    assert phrase(["Ann"], 1) == "Ann"
    assert phrase(["Ann", "Bob"], 2) == "Ann and Bob"
    assert phrase(["Ann", "Bob", "Carl"], 5) == "Ann and 4 others"


def test_a_repeat_is_taken_into_notices_that_say_different_things(scene) -> None:
    ann, bob, _, group, post = scene
    dora, ella = make_user("Dora"), make_user("Ella")
    add_member(group, dora)
    add_member(group, ella)
    tell([bob, ella], post, ann)
    tell([bob], post, dora)
    tell([bob, ella], post, dora)
    assert [notices(actor(person)).items[0].who for person in (bob, ella)] == ["Dora and Ann"] * 2
    tell([ella], post, bob)
    tell([bob, ella], post, ann)
    assert [notices(actor(person)).items[0].people for person in (bob, ella)] == [2, 3]
