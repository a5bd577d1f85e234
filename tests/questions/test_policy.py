"""Who may do what with questions and answers: one table for each."""

import pytest

from auth.policy import can
from portal.core import db
from portal.groups.actions import archive_group
from portal.questions import Question
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.questions.factories import fresh, make_answer, make_question

QUESTION = ("see", "edit", "remove", "comment", "join", "manage", "moderate")
ANSWER = ("see", "edit", "remove", "comment", "react", "manage", "publish", "moderate")
OPEN = {
    # who:               see, edit, remove, comment, join, manage, moderate
    "asker": ((1, 1, 0, 1, 0, 1, 0), (1, 0, 0, 1, 1, 1, 0, 0)),
    "answerer": ((1, 0, 0, 1, 1, 0, 0), (1, 1, 1, 1, 0, 0, 0, 0)),
    "member": ((1, 0, 0, 1, 1, 0, 0), (1, 0, 0, 1, 1, 0, 0, 0)),
    "host": ((1, 0, 1, 1, 1, 1, 1), (1, 0, 1, 1, 1, 0, 1, 1)),
    "owner": ((1, 0, 1, 1, 1, 1, 1), (1, 0, 1, 1, 1, 0, 1, 1)),
    "community-manager": ((0,) * 7, (0,) * 8),
    "stranger": ((0,) * 7, (0,) * 8),
}
ARCHIVED = {
    "asker": ((1, 0, 0, 0, 0, 0, 0), (1, 0, 0, 0, 1, 1, 0, 0)),
    "answerer": ((1, 0, 0, 0, 0, 0, 0), (1, 0, 1, 0, 0, 0, 0, 0)),
    "owner": ((1, 0, 1, 0, 0, 0, 1), (1, 0, 1, 0, 1, 0, 1, 1)),
}
COMPANY = {
    "colleague": ((1, 0, 0, 1, 1, 0, 0), (1, 0, 0, 1, 1, 0, 0, 0)),
    "community-manager": ((1, 0, 1, 1, 1, 1, 1), (1, 0, 1, 1, 1, 0, 1, 1)),
    "hr-admin": ((1, 0, 0, 1, 1, 0, 0), (1, 0, 0, 1, 1, 0, 0, 0)),
}
ROLES = ("community-manager", "hr-admin")


def rights(user, question: Question, answer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    who = actor(user)
    of_question = tuple(int(can(who, verb, fresh(question))) for verb in QUESTION)
    return of_question, tuple(int(can(who, verb, fresh(answer))) for verb in ANSWER)


@pytest.mark.parametrize(("state", "table"), [("open", OPEN), ("archived", ARCHIVED)])
def test_the_table_of_a_private_group(app, state: str, table) -> None:
    group, people = make_group(visibility="private"), {who: make_user(who) for who in ("asker", "answerer", "member")}
    people |= {"owner": owner_of(group), "host": make_user("Host"), "stranger": make_user("Stranger")}
    people["community-manager"] = make_user("Cleo", roles=("community-manager",))
    for who in ("asker", "answerer", "member", "host"):
        add_member(group, people[who], role="host" if who == "host" else "member")
    question = make_question(people["asker"], group.key)
    answer = make_answer(question, people["answerer"])
    if state == "archived":
        archive_group(actor(owner_of(group)), group)
        db.commit()
    assert {who: rights(people[who], question, answer) for who in table} == table


def test_the_table_of_the_whole_company(app) -> None:
    question = make_question()
    answer = make_answer(question)
    people = {who: make_user(who, roles=(who,) if who in ROLES else ()) for who in COMPANY}
    assert {who: rights(people[who], question, answer) for who in COMPANY} == COMPANY


def test_who_has_asked_removes_a_question_without_answers(app) -> None:
    jonas = make_user("Jonas")
    question = make_question(jonas)
    assert can(actor(jonas), "remove", question)
    make_answer(question)
    assert not can(actor(jonas), "remove", fresh(question))


def test_one_asks_for_the_company_and_for_ones_groups(app) -> None:
    ann, own, foreign = make_user("Ann"), make_group("Own"), make_group("Foreign")
    add_member(own, ann)
    for audience, may in (("everyone", True), (own.key, True), (foreign.key, False), (f"user:{ann.id}", False)):
        assert can(actor(ann), "create", Question(author_id=ann.id, audience=audience, title="x")) == may
