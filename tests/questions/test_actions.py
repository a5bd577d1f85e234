"""Asking, answering, and what people say of answers."""

import pytest
from sqlalchemy import func, select

import search
from portal.comments import add_comment
from portal.core import db
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.subjects import Ref
from portal.questions import (
    Answer,
    AnswerEditForm,
    AnswerForm,
    Question,
    QuestionEditForm,
    QuestionForm,
    Vote,
    accept_answer,
    add_answer,
    answers,
    ask_question,
    ask_the_same,
    ask_the_same_no_more,
    edit_answer,
    edit_question,
    forget_doubled,
    found_here,
    listed,
    remove_answer,
    remove_question,
    restore_answer,
    restore_question,
    take_vote,
    vote,
    withdraw_acceptance,
)
from portal.questions.actions.asking import Stale
from portal.questions.models import Revision
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.people.factories import make_topic
from tests.questions.factories import fresh, make_answer, make_question


def titles(user, **wanted: str) -> list[str]:
    return [row.title for row in listed(actor(user), **wanted).items]


def test_a_question_sent_twice_is_one_and_other_words_are_refused(app) -> None:
    ann = make_user("Ann")
    form = QuestionForm(audience="everyone", title="Where is the key?", key="k")
    assert ask_question(actor(ann), form).id == ask_question(actor(ann), form).id
    with pytest.raises(Invalid):
        ask_question(actor(ann), form.model_copy(update={"title": "Where is the other key?"}))


def test_an_urgent_question_says_why(app) -> None:
    ann = make_user("Ann")
    with pytest.raises(Invalid) as refused:
        make_question(ann, urgency="now")
    assert "urgency_reason" in refused.value.errors
    assert make_question(ann, urgency="now", urgency_reason="The line stands still").urgency == "now"


def test_one_asks_only_where_one_belongs(app) -> None:
    ann, group = make_user("Ann"), make_group()
    with pytest.raises(Forbidden):
        make_question(ann, group.key)
    with pytest.raises(NotFound):
        make_question(ann, make_group("Closed", visibility="hidden").key)


def test_the_state_follows_answers_and_acceptance(app) -> None:
    jonas, aylin = make_user("Jonas"), make_user("Aylin")
    question = make_question(jonas)
    states = [question.state]
    first, second = make_answer(question, aylin), make_answer(question, aylin, "Or by mail.")
    states.append(fresh(question).state)
    accept_answer(actor(jonas), fresh(first))
    states.append(fresh(question).state)
    remove_answer(actor(aylin), fresh(first))
    states.append(fresh(question).state)
    remove_answer(actor(aylin), fresh(second))
    states.append(fresh(question).state)
    restore_answer(actor(aylin), first.id)
    states.append(fresh(question).state)
    assert states == ["open", "answered", "solved", "answered", "open", "answered"]


def test_who_has_asked_changes_the_accepted_answer_and_takes_it_back(app) -> None:
    jonas = make_user("Jonas")
    question = make_question(jonas)
    first, second = make_answer(question), make_answer(question, make_user("Mia"), "By mail.")
    accept_answer(actor(jonas), fresh(first))
    accept_answer(actor(jonas), fresh(second))
    db.commit()
    assert [fresh(one).is_accepted for one in (first, second)] == [False, True]
    withdraw_acceptance(actor(jonas), fresh(second))
    assert (fresh(question).state, fresh(second).is_accepted) == ("answered", False)


def test_only_who_has_asked_accepts(app) -> None:
    answer = make_answer(make_question(make_user("Jonas")), aylin := make_user("Aylin"))
    for user in (aylin, make_user("Cleo", roles=("community-manager",))):
        with pytest.raises(Forbidden):
            accept_answer(actor(user), fresh(answer))


def test_two_votes_of_one_person_count_once_and_ones_own_not_at_all(app) -> None:
    aylin, mia = make_user("Aylin"), make_user("Mia")
    answer = make_answer(make_question(), aylin)
    for _ in range(2):
        vote(actor(mia), fresh(answer))
    assert fresh(answer).vote_count == 1 == db.session.scalar(select(func.count()).select_from(Vote))
    with pytest.raises(Forbidden):
        vote(actor(aylin), fresh(answer))
    for _ in range(2):
        take_vote(actor(mia), fresh(answer))
    assert fresh(answer).vote_count == 0


def test_the_same_question_counts_people_once_and_not_who_asked(app) -> None:
    jonas, mia = make_user("Jonas"), make_user("Mia")
    question = make_question(jonas)
    for _ in range(2):
        ask_the_same(actor(mia), fresh(question))
    assert fresh(question).same_count == 1
    with pytest.raises(Forbidden):
        ask_the_same(actor(jonas), fresh(question))
    ask_the_same_no_more(actor(mia), fresh(question))
    assert fresh(question).same_count == 0


def test_a_question_that_was_found_instead_of_asked_again_counts_it(app) -> None:
    question = make_question()
    found_here(actor(make_user("Mia")), fresh(question))
    assert fresh(question).found_count == 1


def test_an_answer_sent_twice_is_one(app) -> None:
    aylin, question = make_user("Aylin"), make_question()
    form = AnswerForm(body="In the portal.", key="k")
    assert add_answer(actor(aylin), question, form).id == add_answer(actor(aylin), question, form).id
    assert fresh(question).answer_count == 1
    with pytest.raises(Invalid):
        add_answer(actor(aylin), question, form.model_copy(update={"body": "Somewhere else."}))


def test_the_answer_that_helped_comes_first_then_the_most_helpful(app) -> None:
    jonas, mia = make_user("Jonas"), make_user("Mia")
    question = make_question(jonas)
    plain, liked, solved = (make_answer(question, body=body) for body in ("One", "Two", "Three"))
    vote(actor(mia), fresh(liked))
    accept_answer(actor(jonas), fresh(solved))
    db.commit()
    assert [row.id for row in answers(actor(mia), question.id).items] == [solved.id, liked.id, plain.id]


def test_an_edit_keeps_the_former_words_and_a_stale_one_is_told(app) -> None:
    jonas = make_user("Jonas")
    question = make_question(jonas, tags="Travel, train")
    form = QuestionEditForm(title="How do I claim a bus ticket?", tags="bus", version=1)
    edit_question(actor(jonas), question, form)
    assert (question.version, question.tags) == (2, ["bus"])
    with pytest.raises(Stale):
        edit_question(actor(jonas), fresh(question), form)
    aylin = make_user("Aylin")
    answer = make_answer(question, aylin)
    edit_answer(actor(aylin), answer, AnswerEditForm(body="By mail.", version=1))
    kept = db.session.execute(select(Revision.kind, Revision.title, Revision.body).order_by(Revision.kind)).all()
    assert kept == [("answer", "", "In the travel portal."), ("question", "How do I claim a train ticket?", "")]


def test_nobody_throws_away_the_answers_of_others(app) -> None:
    jonas, cleo = make_user("Jonas"), make_user("Cleo", roles=("community-manager",))
    question = make_question(jonas)
    answer = make_answer(question)
    with pytest.raises(Forbidden):
        remove_question(actor(jonas), fresh(question))
    remove_question(actor(cleo), fresh(question), "Twice")
    db.commit()
    assert (fresh(question).audience, fresh(answer).audience) == ("nobody", "nobody")
    restore_question(actor(cleo), question.id)
    db.commit()
    assert (fresh(question).audience, fresh(answer).audience) == ("everyone", "everyone")


def test_a_question_is_found_by_its_answers_and_not_by_removed_ones(app) -> None:
    mia, aylin = make_user("Mia"), make_user("Aylin")
    question = make_question()
    answer = make_answer(question, aylin, "Use the Zirbelholz form.")
    assert [hit.ref for hit in search.find(actor(mia), "Zirbelholz").hits] == [Ref("question", question.id)]
    remove_answer(actor(aylin), fresh(answer))
    assert search.find(actor(mia), "Zirbelholz").total == 0


def test_lists_by_state_topic_and_person(app) -> None:
    mia, jonas = make_user("Mia"), make_user("Jonas")
    make_topic("Travel expenses", mia)
    make_question(jonas, title="Open", tags="travel-expenses")
    answered = make_question(jonas, title="Answered")
    solved = make_question(mia, title="Solved")
    make_answer(answered)
    accept_answer(actor(mia), make_answer(solved))
    make_question(jonas, make_group("Closed", visibility="hidden", owner=jonas).key, title="Hidden")
    db.commit()
    assert titles(mia) == ["Solved", "Answered", "Open"]
    assert titles(mia, state="open") == ["Answered", "Open"]
    assert titles(mia, state="unanswered") == ["Open"]
    assert titles(mia, state="solved") == ["Solved"] == titles(mia, whose="mine")
    assert titles(mia, whose="me") == ["Open"] == titles(mia, tag="Travel-Expenses")


def test_comments_on_questions_and_answers_are_counted_there(app) -> None:
    mia, question = make_user("Mia"), make_question()
    answer = make_answer(question)
    add_comment(actor(mia), Ref("question", question.id), "Which train?")
    add_comment(actor(mia), Ref("answer", answer.id), "Thanks")
    assert (fresh(question).comment_count, fresh(answer).comment_count) == (1, 1)


def test_nothing_can_be_done_to_what_one_does_not_see(app) -> None:
    group, mia = make_group(visibility="hidden"), make_user("Mia")
    add_member(group, jonas := make_user("Jonas"))
    question = make_question(jonas, group.key)
    answer = make_answer(question, jonas)
    for act in (
        lambda: add_answer(actor(mia), question, AnswerForm(body="Hello")),
        lambda: vote(actor(mia), answer),
        lambda: ask_the_same(actor(mia), question),
        lambda: found_here(actor(mia), question),
        lambda: accept_answer(actor(mia), answer),
    ):
        with pytest.raises(NotFound):
            act()
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 1
    assert db.session.scalar(select(func.count()).select_from(Question)) == 1


def test_two_accounts_of_one_person_have_one_vote_and_none_for_what_they_wrote(app) -> None:
    old, new, mia = make_user("Mia Old"), make_user("Mia New"), make_user("Leo")
    question = make_question(old)
    others, own = make_answer(question, mia), make_answer(question, new, "Mine")
    for user in (old, new):
        vote(actor(user), fresh(others))
    vote(actor(old), fresh(own))
    ask_the_same(actor(new), fresh(question))
    forget_doubled(old.id, new.id)
    assert [fresh(one).vote_count for one in (others, own)] == [1, 0]
    assert fresh(question).same_count == 0
