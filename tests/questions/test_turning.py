"""A post becomes a question and a question a post, with files, comments and the old address."""

import pytest
from sqlalchemy import select

import search
from portal.attachments import Attachment
from portal.comments import Comment, add_comment, turn
from portal.core import db
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.subjects import Ref
from portal.posts import Post, pass_on
from portal.questions import Question
from tests.attachments.factories import make_attachment
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.posts.factories import make_post
from tests.questions.factories import make_answer, make_question
from tests.questions.test_subscribers import told


def test_a_post_becomes_a_question_and_everything_comes_along(as_) -> None:
    ann, cleo = make_user("Ann"), make_user("Cleo", roles=("community-manager",))
    post = make_post(ann, title="Where is the Zirbelholz?", body="Who *knows*?", attachments=[make_attachment(ann).id])
    add_comment(actor(cleo), Ref("post", post.id), "In hall 3")
    browser = as_(cleo)
    assert "A question" in browser.get(f"/comments/about/post:{post.id}/kind").text
    assert browser.put(f"/comments/about/post:{post.id}/kind", {"kind": "question"}).status_code == 303
    question = db.session.scalars(select(Question)).one()
    assert (question.author_id, question.title, question.body) == (ann.id, "Where is the Zirbelholz?", "Who *knows*?")
    assert (question.comment_count, question.has_files, question.asked_at) == (1, True, post.published_at)
    assert db.session.scalars(select(Attachment.subject_kind)).all() == ["question"]
    assert [hit.ref.kind for hit in search.find(actor(cleo), "Zirbelholz").hits] == ["question"]
    assert browser.get(f"/posts/{post.id}").location == f"/questions/{question.id}-where-is-the-zirbelholz"
    assert ("moved", f"question:{question.id}") in told(ann)
    turn(actor(cleo), Ref("question", question.id), "post")
    db.commit()
    there = browser.get(f"/posts/{post.id}").location
    assert browser.get(there).status_code == 200
    assert browser.get(f"/questions/{question.id}").location == there
    assert db.session.scalars(select(Comment.subject_kind)).all() == ["post"]


def test_only_who_moderates_turns_something_and_only_into_what_there_is(app) -> None:
    ann, cleo = make_user("Ann"), make_user("Cleo", roles=("community-manager",))
    post = make_post(ann)
    with pytest.raises(Forbidden):
        turn(actor(ann), Ref("post", post.id), "question")
    for kind in ("post", "comment", "nothing"):
        with pytest.raises(Invalid):
            turn(actor(cleo), Ref("post", post.id), kind)
    question = make_question(ann)
    make_answer(question)
    with pytest.raises(Conflict):
        turn(actor(cleo), Ref("question", question.id), "post")
    group = make_group(owner=cleo)
    card = pass_on(actor(cleo), post, group.key)
    with pytest.raises(Conflict):
        turn(actor(cleo), Ref("post", card.id), "question")


def test_who_may_not_read_it_is_not_led_to_it(as_) -> None:
    group, ann = make_group(visibility="hidden"), make_user("Ann")
    add_member(group, ann)
    post = make_post(ann, group.key, title="Secret")
    turn(actor(owner_of(group)), Ref("post", post.id), "question")
    db.commit()
    assert as_(make_user("Mia")).get(f"/posts/{post.id}").status_code == 404
    assert as_(ann).get(f"/posts/{post.id}").status_code == 303
    with pytest.raises(NotFound):
        turn(actor(make_user("Leo")), Ref("post", post.id), "question")
    assert db.session.get_one(Post, post.id).audience == "nobody"
