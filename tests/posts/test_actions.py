"""What happens when posts are written, changed, removed, pinned and kept."""

import pytest
from sqlalchemy import func, select

from portal.activity import Entry, stretch
from portal.audit import Entry as AuditEntry
from portal.comments import Comment
from portal.core import db, jobs
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.groups import Group
from portal.notifications.models import Notice
from portal.posts import (
    EditForm,
    Post,
    PostForm,
    edit_post,
    pin_post,
    posts,
    publish_post,
    remove_post,
    restore_post,
    save_post,
    saved,
    unpin_post,
    unsave_post,
)
from portal.posts.actions import Stale
from portal.reactions import react
from search import find
from tests.attachments.factories import make_attachment
from tests.comments.factories import make_comment
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.posts.factories import fresh, make_post, ref


def entries(user) -> list[int]:
    return [subject.id for subject in stretch(actor(user)).refs]


def found(user, words: str) -> set[str]:
    return {str(hit.ref) for hit in find(actor(user), words).hits}


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def told(user) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.user_id == user.id)))


def edit(post, **fields) -> EditForm:
    return EditForm(**({"title": post.title, "body": post.body, "version": post.version} | fields))


def test_a_post_is_in_the_feed_and_in_the_search_at_once(app) -> None:
    bob = make_user("Bob")
    post = make_post(title="Werkzeugwand", body="Die neue *Werkzeugwand* hängt an Linie 4. #werkzeug")
    assert entries(bob) == [post.id]
    assert str(ref(post)) in found(bob, "werkzeugwand")
    assert (post.tags, post.version, post.comment_count) == (["werkzeug"], 1, 0)
    assert "<em>Werkzeugwand</em>" in post.html


def test_the_same_key_twice_is_one_post(app) -> None:
    ann, group = make_user("Ann"), make_group()
    add_member(group, ann)
    form = PostForm(audience=group.key, body="Once", key="abc")
    first = publish_post(actor(ann), form).id
    assert publish_post(actor(ann), form).id == first
    assert (count(Post), count(Entry)) == (1, 1)
    assert db.session.get_one(Group, group.id, populate_existing=True).post_seq == 1
    publish_post(actor(make_user("Bob")), PostForm(audience="everyone", body="Mine", key="abc"))
    publish_post(actor(ann), PostForm(audience="everyone", body="No key"))
    publish_post(actor(ann), PostForm(audience="everyone", body="No key"))
    assert count(Post) == 4


@pytest.mark.parametrize("body", ["![](https://evil.example/x.png)", "***", "#", "- "])
def test_a_post_without_words_is_refused(app, body: str) -> None:
    ann = make_user("Ann")
    with pytest.raises(Invalid) as refused:
        publish_post(actor(ann), PostForm(audience="everyone", body=body))
    assert "body" in refused.value.errors


def test_foreign_and_archived_places_are_closed(app) -> None:
    ann, hidden, opened = make_user("Ann"), make_group("Hidden", visibility="hidden"), make_group("Open")
    for audience, error in (
        (hidden.key, NotFound),
        (opened.key, Forbidden),
        ("group:999999", NotFound),
        ("x", NotFound),
    ):
        with pytest.raises(error):
            publish_post(actor(ann), PostForm(audience=audience, body="Hello"))
    assert count(Post) == 0


def test_who_is_named_hears_of_it_once_and_only_when_seeing_it(app) -> None:
    ann, bob, eve, group = make_user("Ann"), make_user("Bob"), make_user("Eve"), make_group(visibility="private")
    add_member(group, ann)
    add_member(group, bob)
    post = make_post(ann, group.key, body=f"@{bob.slug} and @{eve.slug} and @{bob.slug} and @{ann.slug}")
    assert (told(bob), told(eve), told(ann)) == (["mention"], [], [])
    edit_post(actor(ann), post, edit(post, body=f"Still @{bob.slug}"))
    assert told(bob) == ["mention"]


def test_who_is_named_later_hears_of_it_then(app) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    post = make_post(ann, body="Nobody yet")
    edit_post(actor(ann), post, edit(post, body=f"Now @{bob.slug}"))
    assert told(bob) == ["mention"]


def test_an_edit_is_marked_counted_and_found_under_its_new_words(app) -> None:
    ann = make_user("Ann")
    post = make_post(ann, title="Kantine", body="Heute Gulasch")
    edit_post(actor(ann), post, edit(post, body="Heute Lasagne", title="Speiseplan"))
    after = fresh(post)
    assert (after.version, after.title, after.edited_at is not None) == (2, "Speiseplan", True)
    assert str(ref(post)) in found(ann, "lasagne")
    assert str(ref(post)) not in found(ann, "gulasch")


def test_a_stale_edit_changes_nothing_and_shows_what_stands_there(app) -> None:
    ann = make_user("Ann")
    post = make_post(ann, body="First")
    stale = edit(post, body="Mine")
    edit_post(actor(ann), post, edit(post, body="Theirs"))
    with pytest.raises(Stale) as refused:
        edit_post(actor(ann), fresh(post), stale)
    assert refused.value.post.body == "Theirs"
    assert fresh(post).body == "Theirs"


def test_only_the_author_edits(app) -> None:
    post = make_post()
    manager = make_user("Petra", roles=("community-manager",))
    with pytest.raises(Forbidden):
        edit_post(actor(manager), post, edit(post, body="Mine"))


def test_removing_takes_post_comments_files_feed_and_hits_away_and_restoring_brings_them_back(app) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    file = make_attachment(ann)
    post = make_post(ann, body="Schweißbrille gefunden", attachments=[file.id])
    comment = make_comment(ref(post), bob, "Gehört mir")
    save_post(actor(bob), post)
    db.commit()

    def seen() -> tuple[bool, ...]:
        who = actor(bob)
        keys = (db.session.get_one(type(thing), thing.id, populate_existing=True).audience for thing in (comment, file))
        hits = str(ref(post)) in found(bob, "schweißbrille"), bool(found(bob, "gehört"))
        return (
            post.id in entries(bob),
            *hits,
            bool(saved(who).items),
            bool(posts(who, [post.id])),
            *map(who.holds, keys),
        )

    assert all(seen())
    remove_post(actor(ann), post)
    db.commit()
    assert not any(seen())
    restore_post(actor(ann), post.id)
    db.commit()
    assert all(seen())
    assert fresh(post).comment_count == 1


def test_only_who_removed_it_restores_it_and_only_while_seeing_the_place(app) -> None:
    ann, group = make_user("Ann"), make_group(visibility="private")
    membership = add_member(group, ann)
    post = make_post(ann, group.key)
    with pytest.raises(NotFound):
        restore_post(actor(ann), post.id)
    remove_post(actor(ann), post)
    db.commit()
    for other in (owner_of(group), make_user("Eve", roles=("community-manager",))):
        with pytest.raises(NotFound):
            restore_post(actor(other), post.id)
    db.session.delete(membership)
    ann.keys_version += 1
    db.commit()
    with pytest.raises(Forbidden):
        restore_post(actor(ann), post.id)


def test_somebody_elses_post_is_removed_with_a_reason_that_the_author_reads_and_the_log_keeps(app) -> None:
    ann, manager = make_user("Ann"), make_user("Petra", roles=("community-manager",))
    post = make_post(ann)
    with pytest.raises(Invalid) as refused:
        remove_post(actor(manager), post)
    assert "reason" in refused.value.errors
    db.rollback()
    remove_post(actor(manager), fresh(post), "Names a customer.")
    db.commit()
    assert told(ann) == ["removal"]
    assert db.session.scalars(select(AuditEntry.event)).all() == ["PostTakenDown"]


def test_one_own_removal_is_no_act_of_power(app) -> None:
    ann = make_user("Ann", roles=("community-manager",))
    remove_post(actor(ann), make_post(ann))
    assert count(AuditEntry) == 0


def test_one_post_is_pinned_an_audience(app) -> None:
    manager, ann, group = make_user("Petra", roles=("community-manager",)), make_user("Ann"), make_group()
    add_member(group, ann)
    first, second, elsewhere = make_post(ann), make_post(ann), make_post(ann, group.key)
    pin_post(actor(owner_of(group)), elsewhere)
    for post in (first, second):
        pin_post(actor(manager), fresh(post))
        db.commit()
    assert [fresh(post).is_pinned for post in (first, second, elsewhere)] == [False, True, True]
    unpin_post(actor(manager), fresh(second))
    assert not fresh(second).is_pinned
    with pytest.raises(Forbidden):
        pin_post(actor(ann), fresh(first))


def test_a_removed_post_is_no_longer_pinned(app) -> None:
    manager = make_user("Petra", roles=("community-manager",))
    post = make_post(manager)
    pin_post(actor(manager), post)
    remove_post(actor(manager), post)
    db.commit()
    restore_post(actor(manager), post.id)
    assert not fresh(post).is_pinned


def test_what_is_kept_is_found_latest_first_and_once(app) -> None:
    bob = make_user("Bob")
    first, second = make_post(), make_post(make_user("Ann"))
    for post in (second, first, first):
        save_post(actor(bob), post)
        db.commit()
    assert [row.id for row in saved(actor(bob)).items] == [first.id, second.id]
    unsave_post(actor(bob), first)
    unsave_post(actor(bob), first)
    assert [row.id for row in saved(actor(bob)).items] == [second.id]
    assert saved(actor(make_user("Eve"))).items == []


def test_comments_are_counted_and_told_to_the_author_and_who_took_part(app) -> None:
    ann, bob, eve = make_user("Ann"), make_user("Bob"), make_user("Eve")
    post = make_post(ann)
    make_comment(ref(post), bob)
    make_comment(ref(post), eve)
    assert fresh(post).comment_count == 2
    jobs.run_all()
    assert (told(ann), told(bob), told(eve)) == (["comment"], ["comment"], [])
    assert count(Comment) == 2


def test_a_row_says_what_one_reader_sees(app) -> None:
    ann, bob, group = make_user("Ann Probst", title="Fitter"), make_user("Bob"), make_group("Night shift")
    add_member(group, ann)
    post = make_post(ann, group.key, title="Tools")
    react(actor(bob), ref(post), "heart")
    save_post(actor(bob), post)
    db.commit()
    mine = posts(actor(bob), [post.id])[post.id]
    theirs = posts(actor(ann), [post.id])[post.id]
    assert (mine.mine, mine.is_saved, mine.reactions) == ("heart", True, {"heart": 1})
    assert (theirs.mine, theirs.is_saved) == (None, False)
    assert (mine.author, mine.author_title, mine.place) == ("Ann Probst", "Fitter", "Night shift")
    assert (mine.url, mine.place_url) == (f"/posts/{post.id}-tools", f"/groups/{group.slug}")
