"""Who reacted, and how."""

from typing import Any

from sqlalchemy import ColumnElement, select

from auth.audience import Actor
from auth.models import User
from portal.core import db
from portal.core.paging import Page, paginate
from portal.core.subjects import Ref

from .models import Reaction


def own_reaction(actor: Actor, kind: str, id_column: Any) -> ColumnElement[Any]:
    """Gives the column with the actor's own reaction to each listed subject of a kind, or NULL."""
    return (
        select(Reaction.kind)
        .where(Reaction.subject_kind == kind, Reaction.subject_id == id_column, Reaction.user_id == actor.id)
        .scalar_subquery()
    )


def people_who_reacted(subject: Ref, *, after: str | None = None, size: int = 50) -> Page:
    """Gives who reacted to a subject that the caller has found visible, the latest first."""
    people: Any = (
        select(Reaction.kind, Reaction.created_at, Reaction.user_id, User.name, User.slug, User.photo, User.title)
        .join(User, User.id == Reaction.user_id)
        .where(Reaction.subject_kind == subject.kind, Reaction.subject_id == subject.id)
    )
    return paginate(people, order=[(Reaction.created_at, "desc"), (Reaction.user_id, "desc")], after=after, size=size)


def mine(actor: Actor, subject: Ref) -> str | None:
    """Gives the actor's own reaction to one subject."""
    return db.session.scalar(
        select(Reaction.kind).where(
            Reaction.subject_kind == subject.kind, Reaction.subject_id == subject.id, Reaction.user_id == actor.id
        )
    )
