"""Who hears of posts and of what is said about them."""

from sqlalchemy import select

from auth.models import User
from portal.comments import add_comment
from portal.core import db, jobs
from portal.core.subjects import Ref
from portal.notifications import Notice
from portal.posts import EditForm, Post, edit_post, pin_post, remove_post
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post


def told(user: User) -> list[tuple[str, str]]:
    """Gives what somebody hears: kind of notice and subject."""
    db.commit()
    rows = select(Notice.kind, Notice.about_kind, Notice.about_id).where(Notice.user_id == user.id).order_by(Notice.id)
    return [(row.kind, f"{row.about_kind}:{row.about_id}") for row in db.session.execute(rows)]


def say(author: User, post: Post, body: str = "Well done") -> None:
    add_comment(actor(author), Ref("post", post.id), body)
    db.commit()
    jobs.run_all()


def test_the_author_hears_of_comments_and_so_does_who_took_part(app) -> None:
    ann, bob, cem = make_user("Ann"), make_user("Bob"), make_user("Cem")
    post = make_post(ann)
    say(bob, post)
    say(cem, post)
    assert told(ann) == [("comment", f"post:{post.id}")]
    assert told(bob) == [("comment", f"post:{post.id}")]
    assert told(cem) == []


def test_who_comments_does_not_hear_of_what_was_said_before(app) -> None:
    ann, bob, cem = make_user("Ann"), make_user("Bob"), make_user("Cem")
    post = make_post(ann)
    for author in (bob, cem):
        add_comment(actor(author), Ref("post", post.id), "Well done")
    db.commit()
    jobs.run_all()
    assert told(bob) == [("comment", f"post:{post.id}")]
    assert told(cem) == []


def test_who_is_named_in_a_comment_hears_of_it_once(app) -> None:
    ann, bob = make_user("Ann Probst"), make_user("Bob")
    post = make_post(ann)
    say(bob, post, "@ann.probst have a look")
    assert [kind for kind, _ in told(ann)] == ["mention"]


def test_who_is_named_in_a_post_hears_of_it_and_an_edit_tells_only_new_names(app) -> None:
    ann, bob, cem = make_user("Ann Probst"), make_user("Bob Ross"), make_user("Cem Kaya")
    post = make_post(ann, body="Ask @bob.ross or @ann.probst")
    assert told(bob) == [("mention", f"post:{post.id}")]
    edit_post(actor(ann), post, EditForm(body="Ask @bob.ross or @cem.kaya", version=1))
    assert told(cem) == [("mention", f"post:{post.id}")]
    assert len(told(bob)) == 1
    assert told(ann) == []


def test_who_cannot_see_the_post_hears_nothing_of_being_named(app) -> None:
    ann, bob = make_user("Ann"), make_user("Bob Ross")
    group = make_group(visibility="private", owner=ann)
    make_post(ann, body="Not for @bob.ross", audience=group.key)
    assert told(bob) == []


def test_members_hear_of_new_posts_only_where_they_want_everything(app) -> None:
    ann, bob, cem = make_user("Ann"), make_user("Bob"), make_user("Cem")
    group = make_group(owner=ann)
    add_member(group, bob, level="all")
    add_member(group, cem)
    post = make_post(ann, audience=group.key)
    jobs.run_all()
    assert told(bob) == [("post", f"post:{post.id}")]
    assert told(cem) == []


def test_a_pinned_post_is_told_to_members_who_have_not_muted_the_group(app) -> None:
    ann, bob, cem = make_user("Ann"), make_user("Bob"), make_user("Cem")
    group = make_group(owner=ann)
    add_member(group, bob)
    add_member(group, cem, level="none")
    post = make_post(ann, audience=group.key)
    pin_post(actor(ann), post)
    db.commit()
    jobs.run_all()
    assert [kind for kind, _ in told(bob)] == ["pinned"]
    assert told(cem) == []


def test_the_author_hears_why_a_post_was_taken_down(as_) -> None:
    ann, cleo = make_user("Ann"), make_user("Cleo", roles=("community-manager",))
    post = make_post(ann, title="Cheap tyres")
    remove_post(actor(cleo), post, "We do not sell here")
    assert [kind for kind, _ in told(ann)] == ["removal"]
    assert "We do not sell here" in as_(ann).get("/notifications").text


def test_the_sentences_are_drawn_in_the_readers_language(as_) -> None:
    ann, bob = make_user("Ann", language="de"), make_user("Bob")
    post = make_post(ann, title="Die Drehbank")
    say(bob, post)
    assert "Bob hat „Die Drehbank“ kommentiert" in as_(ann).get("/notifications").text
