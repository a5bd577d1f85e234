"""Who hears of questions, answers and what is said about them."""

from sqlalchemy import select

from auth.models import User
from portal.comments import add_comment, choose_level
from portal.core import db, jobs
from portal.core.subjects import Ref
from portal.notifications import Notice
from portal.questions import (
    AnswerEditForm,
    QuestionEditForm,
    accept_answer,
    ask_the_same,
    edit_answer,
    edit_question,
    remove_answer,
    remove_question,
)
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.questions.factories import fresh, make_answer, make_question


def told(user: User) -> list[tuple[str, str]]:
    """Gives what somebody hears: kind of notice and subject."""
    db.commit()
    jobs.run_all()
    rows = select(Notice.kind, Notice.about_kind, Notice.about_id).where(Notice.user_id == user.id).order_by(Notice.id)
    return [(row.kind, f"{row.about_kind}:{row.about_id}") for row in db.session.execute(rows)]


def test_who_asked_who_has_the_same_question_and_who_listens_hear_of_an_answer(app) -> None:
    jonas, mia, leo, cem = (make_user(name) for name in ("Jonas", "Mia", "Leo", "Cem"))
    question = make_question(jonas)
    ask_the_same(actor(mia), question)
    choose_level(actor(leo), Ref("question", question.id), "all")
    make_answer(question)
    for user in (jonas, mia, leo):
        assert told(user) == [("answer", f"question:{question.id}")]
    assert told(cem) == []


def test_who_helped_hears_of_it(as_) -> None:
    jonas, aylin = make_user("Jonas"), make_user("Aylin", language="de")
    question = make_question(jonas, title="Wohin mit dem Beleg?")
    answer = make_answer(question, aylin)
    accept_answer(actor(jonas), fresh(answer))
    assert told(aylin) == [("helped", f"question:{question.id}")]
    page = as_(aylin).get("/notifications").text
    assert "Deine Antwort hat Jonas geholfen: Wohin mit dem Beleg?" in page
    assert f"/questions/answers/{answer.id}" in page


def test_names_in_questions_and_answers_are_told_once(app) -> None:
    jonas, bob, cem = make_user("Jonas"), make_user("Bob Ross"), make_user("Cem Kaya")
    question = make_question(jonas, body="Perhaps @bob.ross knows?")
    edit_question(actor(jonas), question, QuestionEditForm(title="Who?", body="Or @cem.kaya, @bob.ross", version=1))
    answer = make_answer(question, bob, "Ask @cem.kaya")
    edit_answer(actor(bob), fresh(answer), AnswerEditForm(body="Ask @cem.kaya or @jonas", version=1))
    assert [kind for kind, _ in told(bob)] == ["mention"]
    assert [kind for kind, _ in told(cem)] == ["mention"]
    assert sorted(kind for kind, _ in told(jonas)) == ["answer", "mention"]


def test_comments_are_told_to_who_wrote_what_they_are_about(app) -> None:
    jonas, aylin, mia = make_user("Jonas"), make_user("Aylin"), make_user("Mia")
    question = make_question(jonas)
    answer = make_answer(question, aylin)
    add_comment(actor(mia), Ref("answer", answer.id), "Thanks")
    add_comment(actor(mia), Ref("question", question.id), "Which train?")
    assert told(aylin) == [("comment", f"answer:{answer.id}")]
    assert ("comment", f"question:{question.id}") in told(jonas)


def test_members_hear_of_new_questions_where_they_want_everything(app) -> None:
    jonas, bob, cem = make_user("Jonas"), make_user("Bob"), make_user("Cem")
    group = make_group(owner=jonas)
    add_member(group, bob, level="all")
    add_member(group, cem)
    question = make_question(jonas, group.key)
    assert told(bob) == [("question", f"question:{question.id}")]
    assert told(cem) == []


def test_who_wrote_something_hears_why_it_was_taken_down(as_) -> None:
    jonas, aylin, cleo = make_user("Jonas"), make_user("Aylin"), make_user("Cleo", roles=("community-manager",))
    question = make_question(jonas)
    answer = make_answer(question, aylin)
    remove_answer(actor(cleo), fresh(answer), "Names a customer")
    assert [kind for kind, _ in told(aylin)] == ["removal"]
    assert "Names a customer" in as_(aylin).get("/notifications").text
    remove_question(actor(cleo), fresh(question), "Belongs into the helpdesk")
    assert ("removal", f"question:{question.id}") in told(jonas)
    assert "Belongs into the helpdesk" in as_(jonas).get("/notifications").text
