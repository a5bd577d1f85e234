"""Who has which role in a group: giving it, handing the group over, putting members out."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from auth.audience import Actor, keys_changed
from auth.models import User
from auth.policy import require
from portal.core import db, events
from portal.core.errors import Conflict, Forbidden, NotFound
from portal.core.i18n import _

from . import policy
from .actions import ref
from .events import MemberRemoved, RoleChanged
from .members import hold, owner_count
from .membership import drop_member
from .models import Group, Membership


def set_role(actor: Actor, group: Group, user_id: int, role: str) -> None:
    """Gives a member another role. Raises NotFound for no member, Conflict for the last owner."""
    require(actor, "manage", group)
    membership = _membership(group, user_id)
    if membership.role == "owner" and role != "owner" and owner_count(group.id) < 2:
        raise Conflict(_("A group needs an owner. Make somebody else an owner first."))
    if membership.role != role:
        _give(membership, role, actor_id=actor.id, group=group)


def _give(membership: Membership, role: str, *, actor_id: int, group: Group) -> None:
    membership.role = role
    db.session.flush()
    keys_changed(membership.user_id)
    who = membership.user_id
    events.publish(RoleChanged(actor_id=actor_id, subject=ref(group), audience=f"user:{who}", user_id=who, role=role))


def hand_over(actor: Actor, group: Group, user_id: int) -> None:
    """Makes a member the owner and the actor a plain member, in one step. Raises NotFound, Conflict."""
    require(actor, "manage", group)
    if user_id == actor.id:
        raise Conflict(_("You own this group already."))
    set_role(actor, group, user_id, "owner")
    if policy.owns(actor, group.id):
        set_role(actor, group, actor.id, "member")


def remove_member(actor: Actor, group: Group, user_id: int) -> None:
    """Puts a member out. Raises NotFound, Forbidden for a host who is not an owner, Conflict for rules and owners."""
    require(actor, "moderate", group)
    membership = _membership(group, user_id)
    if membership.role == "owner":
        raise Conflict(_("Owners cannot be removed. Take the role first."))
    if membership.is_automatic:
        raise Conflict(_("This person belongs to the group by a rule."))
    if membership.role == "host" and not policy.owns(actor, group.id):
        raise Forbidden
    if not drop_member(membership):
        raise NotFound
    events.publish(MemberRemoved(actor_id=actor.id, subject=ref(group), audience=group.key, user_id=user_id))


def _membership(group: Group, user_id: int) -> Membership:
    hold(group.id)
    active = select(User.id).where(User.id == user_id, User.is_active)
    statement = select(Membership).where(Membership.group_id == group.id, Membership.user_id.in_(active))
    found: Membership | None = db.session.scalar(statement.with_for_update(of=Membership))
    if found is None:
        raise NotFound
    return found


def find_heirs(user_id: int) -> None:
    """Gives the groups that a closed account leaves without an owner to their longest host.

    Without one, where somebody has to let people in, to the longest member; community managers look after open ones.
    """
    owned = (
        select(Group)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.user_id == user_id, Membership.role == "owner")
    )
    for group in db.session.scalars(owned).all():
        if owner_count(group.id):
            continue
        heir = _heir(group)
        if heir is not None:
            _give(heir, "owner", actor_id=0, group=group)


def _heir(group: Group) -> Membership | None:
    person = aliased(User)
    statement = (
        select(Membership)
        .join(person, person.id == Membership.user_id)
        .where(Membership.group_id == group.id, person.is_active, Membership.role != "owner")
        .order_by(Membership.role, Membership.joined_at, Membership.user_id)
    )
    if group.visibility == "open":
        statement = statement.where(Membership.role == "host")
    heir: Membership | None = db.session.scalar(statement.limit(1))
    return heir
