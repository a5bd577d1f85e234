"""Desks with their texts and boards, opened and worked at through the actions that people use."""

from typing import Any

from sqlalchemy import select

from auth.audience import EVERYONE, Actor, actor_for
from auth.models import User
from portal.core import db
from portal.questions import DeskForm, Question, Tag, TextForm, finish, hand_in, keep_text, open_desk, take
from portal.simulator.library import data

_MEMBERS, _BOARD = 3, 5


def add_desks() -> None:
    """Opens the desks and puts some of the questions on their topics on the boards, in the present unit of work."""
    personas = {user.persona: user for user in db.session.scalars(select(User).where(User.persona.is_not(None)))}
    boss = personas.get("community-manager")
    given = [one for one in data("desks")["desk"] if one["lead"] in personas]
    if boss is None:
        return
    colleagues = list(db.session.scalars(select(User).where(User.is_active, User.persona.is_(None)).order_by(User.id)))
    for place, one in enumerate(given):
        members = colleagues[place * _MEMBERS : (place + 1) * _MEMBERS]
        _add_desk(actor_for(boss.id), one, personas[one["lead"]], members)


def _add_desk(boss: Actor, given: dict[str, Any], lead: User, members: list[User]) -> None:
    said = {name: value for name, value in given.items() if name not in ("lead", "text")}
    people = {"leads": f"@{lead.slug}", "members": ", ".join(f"@{one.slug}" for one in members)}
    week = {"unit_id": lead.department_id, "days": (0, 1, 2, 3, 4), "zone": "Europe/Berlin"}
    desk = open_desk(boss, DeskForm(**said, **people, **week))
    actor = actor_for(lead.id)
    for words in given["text"]:
        keep_text(actor, desk, TextForm(**words))
    slugs = [tag.strip().lower() for tag in given["tags"].split(",")]
    under = select(Tag.question_id).where(Tag.slug.in_(slugs))
    asked = select(Question).where(Question.id.in_(under), Question.audience == EVERYONE)
    found = db.session.scalars(asked.order_by(Question.state, Question.id.desc()).limit(_BOARD)).all()
    for number, question in enumerate(found):
        case = hand_in(question, desk, by=question.author_id)
        if question.state == "solved" and number:
            finish(actor.id, case)
        elif number % 2:
            take(actor, question.id)
