"""The keys of those who work at a desk. Nothing is ever written for them: they say only who works where."""

from typing import Any

from sqlalchemy import Select, select

from auth import audience
from auth.audience import Actor
from portal.core import db

from .models import Case, DeskMember


def keys_from_desks(user_id: int) -> list[str]:
    """Gives the keys that somebody holds by working at desks."""
    rows = db.session.execute(select(DeskMember.desk_id, DeskMember.is_lead).where(DeskMember.user_id == user_id))
    return [key for desk_id, is_lead in rows for key in (f"desk:{desk_id}", f"desk:{desk_id}:leads")[: 1 + is_lead]]


def holders(key: str) -> Select[Any]:
    """Selects the user ids of those who hold the key of a desk."""
    _, number, *leads = key.split(":")
    members = select(DeskMember.user_id).where(DeskMember.desk_id == int(number))
    return members.where(DeskMember.is_lead) if leads else members


def works_at(actor: Actor, desk_id: int | None) -> bool:
    """Whether the actor works at this desk."""
    return f"desk:{desk_id}" in actor.keys


def runs(actor: Actor, desk_id: int) -> bool:
    """Whether the actor is a lead of this desk."""
    return f"desk:{desk_id}:leads" in actor.keys


def desks_of(actor: Actor) -> list[int]:
    """Gives the ids of the desks where the actor works."""
    numbers = (key.split(":") for key in actor.keys if key.startswith("desk:"))
    return sorted(int(parts[1]) for parts in numbers if len(parts) == 2)


def is_at_desk_of(actor: Actor, question_id: int) -> bool:
    """Whether the question was asked of a desk where the actor works."""
    if not desks_of(actor):
        return False
    case = db.session.get(Case, question_id)
    return case is not None and works_at(actor, case.desk_id)


audience.register_keys(keys_from_desks)
audience.register_members("desk", holders)
