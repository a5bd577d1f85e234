"""What a person's profile says of the person's groups."""

from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from auth.audience import Actor, holds
from auth.models import User
from portal.core import db
from portal.core.sections import Section

from .models import Group, Membership

MOST = 20
Own = aliased(Membership)


class GroupOfPerson(NamedTuple):
    """A group on somebody's profile; `is_shared` says that the reader belongs to it as well."""

    slug: str
    name: str
    is_shared: bool


def groups_of(actor: Actor, user_id: int) -> list[GroupOfPerson]:
    """Gives groups of a person, shared ones first and then the liveliest; one more than are shown.

    Only those whose members the actor may read, as `policy.sees_members` says for one group.
    """
    is_shared = Own.user_id.is_not(None)
    statement = (
        select(Group.slug, Group.name, is_shared.label("is_shared"))
        .join(Membership, and_(Membership.group_id == Group.id, Membership.user_id == user_id))
        .outerjoin(Own, and_(Own.group_id == Group.id, Own.user_id == actor.id))
        .where(or_(Group.visibility.in_(("open", "request")), is_shared), holds(actor, Group.audience))
        .where(Group.archived_at.is_(None))
        .order_by(is_shared.desc(), Group.active_at.desc(), Group.id)
        .limit(MOST + 1)
    )
    return [GroupOfPerson(*row) for row in db.session.execute(statement)]


def section(actor: Actor, person: User) -> Section | None:
    """Gives the profile's section about groups; nothing for somebody who has left."""
    if not person.is_active:
        return None
    found = groups_of(actor, person.id)
    shown = {"person": person, "groups": found[:MOST], "is_cut": len(found) > MOST}
    return Section("groups/_of_person.html", shown)
