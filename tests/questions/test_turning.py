"""A post becomes a question and a question a post, with files, comments and the old address."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

import search
from portal.attachments import Attachment
from portal.audit import Entry
from portal.comments import Comment, add_comment, turn
from portal.core import db
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.subjects import Ref
from portal.posts import Post, pass_on
from portal.questions import Answer, Case, Question, accept_answer, merge_question
from portal.reactions import react
from tests.attachments.factories import make_attachment
from tests.comments.factories import make_comment
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.posts.factories import make_post
from tests.questions.desks.factories import make_desk
from tests.questions.factories import fresh, make_answer, make_question
from tests.questions.test_subscribers import told

DAY, HOUR = datetime(2026, 11, 2, 9, 0, tzinfo=UTC), timedelta(hours=1)


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
    merge_question(actor(cleo), question, make_question(ann, title="Another one?").id)
    with pytest.raises(Conflict):
        turn(actor(cleo), Ref("question", question.id), "post")
    group = make_group(owner=cleo)
    card = pass_on(actor(cleo), post, group.key)
    with pytest.raises(Conflict):
        turn(actor(cleo), Ref("post", card.id), "question")


def test_an_answered_question_becomes_a_post_and_can_be_made_a_question_again(as_) -> None:
    ann, ben, mia = make_user("Ann"), make_user("Ben"), make_user("Mia")
    cleo = make_user("Cleo", roles=("community-manager",))
    desk = make_desk()
    question = make_question(ann, at=DAY, language="de", desk=desk.slug)
    first = make_answer(question, ben, "By the *portal*. Zirbelholz.", at=DAY + HOUR)
    second = make_answer(question, mia, "By train.", at=DAY + 2 * HOUR, attachments=[make_attachment(mia).id])
    make_comment(Ref("question", question.id), ben, "Which day?")
    make_comment(Ref("answer", first.id), mia, "Thanks")
    react(actor(ann), Ref("answer", second.id), "heart")
    accept_answer(actor(ann), fresh(second))
    db.commit()
    browser = as_(cleo)
    assert "Answers become comments" in browser.get(f"/comments/about/question:{question.id}/kind").text
    there = browser.put(f"/comments/about/question:{question.id}/kind", {"kind": "post"}).location
    page = browser.get(there).text
    assert page.index("By train.") < page.index("By the <em>portal</em>.") < page.index("Which day?")
    assert "<strong>Das hat geholfen</strong>" in page or "<strong>This helped</strong>" in page
    top = {one.author_id: one for one in db.session.scalars(select(Comment).where(Comment.parent_id.is_(None)))}
    helped = top[mia.id]
    assert (helped.created_at, helped.reactions) == (second.written_at, {"heart": 1})
    assert browser.get(f"/questions/{question.id}").location == there
    post = db.session.scalars(select(Post)).one()
    assert (post.comment_count, post.has_files) == (4, True)
    assert all(("moved", f"post:{post.id}") in told(one) for one in (ann, ben, mia))
    portal = next(one for one in db.session.scalars(select(Comment)) if "portal" in one.body)
    assert [hit.ref for hit in search.find(actor(mia), "Zirbelholz").hits] == [Ref("comment", portal.id)]
    assert db.session.get(Case, question.id) is None
    for answer in (first, second):
        assert browser.get(f"/questions/answers/{answer.id}").location.startswith(("/comments/", there))
    assert "SubjectTurned" in db.session.scalars(select(Entry.event)).all()

    browser.put(f"/comments/about/post:{post.id}/kind", {"kind": "question"})
    again = db.session.scalars(select(Question).where(Question.audience == "everyone")).one()
    assert (again.state, again.answer_count, again.comment_count) == ("solved", 2, 1)
    assert [hit.ref for hit in search.find(actor(mia), "Zirbelholz").hits] == [Ref("question", again.id)]
    best, other = db.session.scalars(
        select(Answer).where(Answer.question_id == again.id).order_by(Answer.is_accepted.desc())
    )
    assert (best.body, best.is_accepted, best.reactions, best.written_at) == (
        "By train.",
        True,
        {"heart": 1},
        second.written_at,
    )
    assert (other.body, other.comment_count) == ("By the *portal*. Zirbelholz.", 1)
    assert browser.get(f"/questions/answers/{second.id}").location == f"/questions/answers/{best.id}"
    assert browser.get(f"/comments/{helped.id}").location.startswith("/questions/answers/")
    shown = browser.get(f"/questions/{again.id}", follow_redirects=True).text
    assert "Das hat geholfen</strong>\n" not in shown
    assert "Thanks" in browser.get(f"/questions/answers/{other.id}").text


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
