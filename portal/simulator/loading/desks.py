"""Desks with their texts and boards, opened and worked at through the actions that people use."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, select, update

from auth.audience import EVERYONE, Actor, actor_for
from auth.models import SharedKey, User
from portal.activity import Entry
from portal.core import clock, db
from portal.notifications import Notice
from portal.questions import (
    AnswerForm,
    Case,
    CaseStep,
    DeskForm,
    Question,
    QuestionForm,
    Tag,
    TextForm,
    add_answer,
    ask_question,
    desk_called,
    finish,
    hand_in,
    keep_text,
    open_desk,
    take,
)
from portal.simulator.library import data
from portal.topics import slug_of

_MEMBERS, _DONE = 3, 4


def add_desks() -> None:
    """Opens the desks and fills their boards, in the present unit of work."""
    personas = {user.persona: user for user in db.session.scalars(select(User).where(User.persona.is_not(None)))}
    boss = personas.get("community-manager")
    given = [one for one in data("desks")["desk"] if one["lead"] in personas]
    if boss is None:
        return
    colleagues = list(db.session.scalars(select(User).where(User.is_active, User.persona.is_(None)).order_by(User.id)))
    askers = colleagues[len(given) * _MEMBERS :] or colleagues
    for place, one in enumerate(given):
        members = colleagues[place * _MEMBERS : (place + 1) * _MEMBERS]
        _add_desk(actor_for(boss.id), one, personas[one["lead"]], members, askers)


def _add_desk(boss: Actor, given: dict[str, Any], lead: User, members: list[User], askers: list[User]) -> None:
    said = {name: value for name, value in given.items() if name not in ("lead", "text", "asked")}
    people = {"leads": f"@{lead.slug}", "members": ", ".join(f"@{one.slug}" for one in members)}
    week = {"unit_id": lead.department_id, "days": (0, 1, 2, 3, 4), "zone": "Europe/Berlin"}
    desk = open_desk(boss, DeskForm(**said, **people, **week))
    actor = actor_for(lead.id)
    for words in given["text"]:
        keep_text(actor, desk, TextForm(**words))
    for asked in given["asked"]:
        askers.append(askers.pop(0))
        _ask(actor_for(askers[0].id), actor, desk.slug, asked)
    _add_solved(actor, desk.slug)


def _ask(asker: Actor, lead: Actor, desk: str, said: dict[str, Any]) -> None:
    """Has a colleague ask the desk, some hours ago, and the lead take the question or answer it."""
    at = clock.now() - timedelta(hours=said["hours"])
    words = {"title": said["title"], "body": said["text"], "tags": said["tags"], "language": said["language"]}
    haste = {"urgency": said.get("urgency", "normal"), "urgency_reason": said.get("reason", "")}
    question = ask_question(asker, QuestionForm(audience=EVERYONE, desk=desk, **words, **haste))
    if said.get("is_taken"):
        take(lead, question.id)
    if "answer" in said:
        answer = add_answer(lead, question, AnswerForm(body=said["answer"]))
        answer.written_at = question.answered_at = at + timedelta(hours=1)
    question.asked_at = at
    _date_back(question, at)


def _add_solved(lead: Actor, slug: str) -> None:
    """Has some solved questions on its topics, which everybody may read, stand among what the desk has done."""
    desk = desk_called(slug)
    under = select(Tag.question_id).where(Tag.slug.in_([slug_of(tag) for tag in desk.tags]))
    open_to_all = (Question.audience == EVERYONE) | Question.audience.in_(select(SharedKey.key))
    solved = select(Question).where(Question.id.in_(under), Question.state == "solved", open_to_all)
    for question in db.session.scalars(solved.order_by(Question.id.desc()).limit(_DONE)):
        finish(lead.id, hand_in(question, desk, by=question.author_id))
        _date_back(question, question.asked_at)


def _date_back(question: Question, at: datetime) -> None:
    """The board says when it was asked, rather than in which second the demo began."""
    db.session.flush()
    done = case((Case.state == "done", question.answered_at or at))
    notice = (Notice.about_kind == "question", Notice.about_id == question.id)
    for statement in (
        update(Case).where(Case.question_id == question.id).values(since=at, done_at=done),
        update(CaseStep).where(CaseStep.question_id == question.id).values(at=at),
        update(Entry).where(Entry.subject_kind == "question", Entry.subject_id == question.id).values(at=at),
        update(Notice).where(*notice).values(at=at),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
