"""What becomes of questions and answers: closed, merged, moved, split, confirmed, doubted, put in other words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

import search
from portal.comments import Comment, add_comment, turn
from portal.core import clock, db
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.subjects import Ref
from portal.questions import (
    Answer,
    AnswerForm,
    QuestionForm,
    SuggestionForm,
    accept_answer,
    add_answer,
    answer_row,
    ask_the_same,
    close_question,
    confirm_answer,
    decide_on,
    doubt_answer,
    history,
    merge_question,
    move_question,
    reopen_question,
    settle_doubts,
    split_question,
    suggest_edit,
    take_out_version,
    vote,
    withdraw_confirmation,
)
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.questions.factories import fresh, make_answer, make_question
from tests.questions.test_subscribers import told


@pytest.fixture
def cleo(app):
    return make_user("Cleo", roles=("community-manager",))


def test_two_answers_of_one_question_cannot_both_have_helped(app) -> None:
    question = make_question()
    for answer in (make_answer(question), make_answer(question, make_user("Mia"))):
        fresh(answer).is_accepted = True
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_closed_question_takes_no_answer_and_says_why(app, cleo) -> None:
    jonas, mia = make_user("Jonas"), make_user("Mia")
    question = make_question(jonas)
    with pytest.raises(Invalid):
        close_question(actor(jonas), question, "")
    close_question(actor(cleo), question, "Answered in the handbook")
    with pytest.raises(Invalid) as refused:
        add_answer(actor(mia), fresh(question), AnswerForm(body="But"))
    assert "Answered in the handbook" in refused.value.errors["body"]
    assert told(jonas) == [("turn", f"question:{question.id}")]
    with pytest.raises(Forbidden):
        reopen_question(actor(mia), fresh(question))
    reopen_question(actor(jonas), fresh(question))
    assert make_answer(question, mia).question_id == question.id
    close_question(actor(jonas), fresh(question), "Found it")
    assert fresh(question).state == "closed"


def test_a_merged_question_brings_answers_comments_and_people_along(app, cleo) -> None:
    jonas, lena, mia, leo = (make_user(name) for name in ("Jonas", "Lena", "Mia", "Leo"))
    first, second = make_question(jonas, title="First"), make_question(lena, title="Second")
    answer = make_answer(second, mia, "Zirbelholz")
    accept_answer(actor(lena), fresh(answer))
    ask_the_same(actor(leo), fresh(second))
    add_comment(actor(leo), Ref("question", second.id), "Me too")
    merge_question(actor(cleo), fresh(second), first.id)
    db.commit()
    kept, gone = fresh(first), fresh(second)
    assert (kept.state, kept.answer_count, kept.same_count, kept.comment_count) == ("solved", 1, 2, 1)
    assert (gone.state, gone.answer_count, gone.merged_into_id) == ("merged", 0, first.id)
    assert [hit.ref for hit in search.find(actor(mia), "Zirbelholz").hits] == [Ref("question", first.id)]
    assert search.find(actor(mia), "Second").total == 0
    assert ("turn", f"question:{first.id}") in told(lena)
    with pytest.raises(Conflict):
        merge_question(actor(cleo), gone, first.id)


def test_a_merged_question_and_one_that_becomes_a_post_bring_any_number_of_comments(app, cleo) -> None:
    first, second = make_question(title="First"), make_question(title="Second")
    said = {"author_id": cleo.id, "body": "Me too", "html": "<p>Me too</p>", "plain": "Me too", "audience": "everyone"}
    now = clock.now()
    said |= {"thread_at": now, "created_at": now, "changed_at": now, "subject_kind": "question"}
    db.session.execute(insert(Comment), [said | {"subject_id": second.id}] * 210)
    second.comment_count = 210
    db.session.flush()
    merge_question(actor(cleo), fresh(second), first.id)
    assert fresh(first).comment_count == 210
    turn(actor(cleo), Ref("question", first.id), "post")
    assert set(db.session.scalars(select(Comment.subject_kind))) == {"post"}


def test_an_answer_that_was_written_while_its_question_was_merged_stands_where_it_goes_on(as_, cleo) -> None:
    first, second, mia = (
        make_question(title="First"),
        make_question(make_user("Lena"), title="Second"),
        make_user("Mia"),
    )
    merge_question(actor(cleo), fresh(second), first.id)
    db.commit()
    assert as_(mia).post(f"/questions/{second.id}/answers", {"body": "Late", "key": "k"}).status_code == 303
    assert db.session.scalars(select(Answer)).one().question_id == first.id
    assert as_(mia).get(f"/questions/{second.id}").location.startswith(f"/questions/{first.id}-first")


def test_only_what_stands_in_the_same_place_becomes_one(app, cleo) -> None:
    group = make_group(visibility="private")
    add_member(group, cleo)
    here, there = make_question(), make_question(owner_of(group), group.key)
    for into in (there.id, here.id):
        with pytest.raises(Invalid):
            merge_question(actor(cleo), fresh(here), into)
    with pytest.raises(NotFound):
        merge_question(actor(cleo), fresh(here), 10**9)
    with pytest.raises(Forbidden):
        merge_question(actor(make_user("Mia")), fresh(here), there.id)


def test_a_question_moves_with_all_that_hangs_on_it(app, cleo) -> None:
    jonas, mia, group = make_user("Jonas"), make_user("Mia"), make_group(visibility="private")
    add_member(group, jonas)
    add_member(group, cleo)
    question = make_question(jonas)
    answer = make_answer(question, mia)
    with pytest.raises(Invalid):
        move_question(actor(cleo), fresh(question), group.key)
    move_question(actor(cleo), fresh(question), group.key, "Only for the brazing shop")
    db.commit()
    assert fresh(question).audience == fresh(answer).audience == group.key
    assert search.find(actor(mia), "train ticket").total == 0
    assert ("turn", f"question:{question.id}") in told(jonas)
    move_question(actor(jonas), fresh(question), "everyone")
    assert fresh(answer).audience == "everyone"
    with pytest.raises(Invalid):
        move_question(actor(jonas), fresh(question), "everyone")


def test_answers_get_a_question_of_their_own(app, cleo) -> None:
    mia = make_user("Mia")
    question = make_question()
    stays, goes = make_answer(question), make_answer(question, mia, "By bus it is different.")
    form = QuestionForm(audience="everyone", title="And by bus?", key="k")
    with pytest.raises(Invalid):
        split_question(actor(cleo), fresh(question), form.model_copy(update={"key": "j"}), [10**9])
    new = split_question(actor(cleo), fresh(question), form, [goes.id])
    assert split_question(actor(cleo), fresh(question), form, [goes.id]).id == new.id
    assert (fresh(new).answer_count, fresh(question).answer_count) == (1, 1)
    assert (fresh(goes).question_id, fresh(stays).question_id) == (new.id, question.id)
    assert told(mia) == [("turn", f"question:{new.id}")]


def test_a_confirmed_answer_turns_amber_after_its_day(app, cleo) -> None:
    mia = make_user("Mia")
    answer = make_answer(make_question(), mia)
    clock.freeze(datetime(2026, 5, 4, 9, tzinfo=UTC))
    with pytest.raises(Invalid):
        confirm_answer(actor(cleo), fresh(answer), date(2026, 5, 3))
    with pytest.raises(Forbidden):
        confirm_answer(actor(mia), fresh(answer), None)
    confirm_answer(actor(cleo), fresh(answer), date(2026, 5, 4))
    db.commit()
    assert not answer_row(actor(mia), answer.id).is_overdue
    clock.freeze(datetime(2026, 5, 5, 9, tzinfo=UTC))
    row = answer_row(actor(mia), answer.id)
    assert (row.is_overdue, row.confirmer) == (True, "Cleo")
    withdraw_confirmation(actor(cleo), fresh(answer))
    assert answer_row(actor(mia), answer.id).confirmer is None


def test_a_doubt_is_told_once_a_person_and_settled_by_who_answers_for_it(app) -> None:
    aylin, mia = make_user("Aylin"), make_user("Mia")
    answer = make_answer(make_question(), aylin)
    with pytest.raises(Invalid):
        doubt_answer(actor(mia), fresh(answer), "")
    for _ in range(2):
        doubt_answer(actor(mia), fresh(answer), "The form is gone")
    assert fresh(answer).doubt_count == 1
    assert ("turn", f"question:{answer.question_id}") in told(aylin)
    with pytest.raises(Forbidden):
        settle_doubts(actor(mia), fresh(answer))
    settle_doubts(actor(aylin), fresh(answer))
    assert fresh(answer).doubt_count == 0


def test_suggested_words_are_taken_or_declined_by_who_wrote_the_others(app) -> None:
    jonas, mia = make_user("Jonas"), make_user("Mia")
    question = make_question(jonas, title="Wher is it?", body="It.")
    with pytest.raises(Invalid):
        suggest_edit(actor(mia), question, SuggestionForm(title="Wher is it?", body="It."))
    with pytest.raises(Forbidden):
        suggest_edit(actor(jonas), question, SuggestionForm(title="Where is it?"))
    first = suggest_edit(actor(mia), question, SuggestionForm(title="Where is it?", body="It."))
    second = suggest_edit(actor(mia), question, SuggestionForm(title="Where?", body="It."))
    with pytest.raises(Forbidden):
        decide_on(actor(mia), first.id, is_taken=True)
    decide_on(actor(jonas), first.id, is_taken=True)
    assert (fresh(question).title, fresh(question).version) == ("Where is it?", 2)
    for is_taken in (True, False):
        with pytest.raises(Conflict):
            decide_on(actor(jonas), first.id, is_taken=is_taken)
    with pytest.raises(Conflict):
        decide_on(actor(jonas), second.id, is_taken=True)


def test_taken_words_of_an_answer_are_found_and_a_declined_suggestion_is_told(app) -> None:
    aylin, mia = make_user("Aylin"), make_user("Mia")
    answer = make_answer(make_question(), aylin)
    taken = suggest_edit(actor(mia), answer, SuggestionForm(body="In the Zirbelholz portal."))
    decide_on(actor(aylin), taken.id, is_taken=True)
    assert search.find(actor(mia), "Zirbelholz").total == 1
    declined = suggest_edit(actor(mia), fresh(answer), SuggestionForm(body="No."))
    decide_on(actor(aylin), declined.id, is_taken=False)
    assert told(mia) == [("turn", f"answer:{answer.id}")] * 2
    kept = history(fresh(answer))
    assert [version.version for version in kept.versions] == [2, 1]


def test_former_words_can_be_taken_out_for_good(app, cleo) -> None:
    aylin = make_user("Aylin")
    answer = make_answer(make_question(), aylin, "Call 0171 234")
    taken = suggest_edit(actor(cleo), answer, SuggestionForm(body="Call the desk"))
    decide_on(actor(aylin), taken.id, is_taken=True)
    with pytest.raises(Forbidden):
        take_out_version(actor(aylin), fresh(answer), 1, "A number")
    with pytest.raises(Invalid):
        take_out_version(actor(cleo), fresh(answer), 1, "")
    take_out_version(actor(cleo), fresh(answer), 1, "A number")
    with pytest.raises(NotFound):
        take_out_version(actor(cleo), fresh(answer), 1, "A number")
    assert history(fresh(answer)).versions[1].is_removed


def test_votes_survive_a_split_and_a_merger(app, cleo) -> None:
    mia = make_user("Mia")
    question = make_question()
    answer = make_answer(question)
    vote(actor(mia), fresh(answer))
    form = QuestionForm(audience="everyone", title="And by bus?", key="k")
    new = split_question(actor(cleo), fresh(question), form, [answer.id])
    merge_question(actor(cleo), fresh(new), question.id)
    db.commit()
    assert (fresh(answer).question_id, fresh(answer).vote_count) == (question.id, 1)
    assert clock.now() - fresh(answer).written_at < timedelta(minutes=5)
