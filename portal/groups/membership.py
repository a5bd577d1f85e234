"""Joining and leaving groups, and what each member keeps of one: how much to hear of it, what was read."""

from typing import Any, NamedTuple

from sqlalchemy import delete, update

from auth.audience import Actor, keys_changed
from auth.policy import require
from portal.core import clock, db, events
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import _
from portal.core.jobs import enqueue
from portal.core.subjects import Ref

from . import members, policy
from .automatic import recount_group
from .events import Joined, Left
from .models import LEVELS, Group, Invitation, JoinRequest, Membership


class Former(NamedTuple):
    """What a member who left had in the group, so that leaving can be taken back."""

    group_id: int
    user_id: int
    role: str
    level: str


def join_group(actor: Actor, group: Group) -> None:
    """Makes the actor a member of an open group, or of any that invited. Joining twice is joining once."""
    if policy.belongs(actor, group.id):
        return
    if group.archived_at is not None:
        raise Conflict(_("This group is archived."))
    if db.session.get(Invitation, (group.id, actor.id)) is None:
        require(actor, "join", group)
    add_member(group, actor.id, actor_id=actor.id)


def add_member(group: Group, user_id: int, *, actor_id: int, role: str = "member", level: str = "highlights") -> None:
    """Writes the membership and what follows from it; an existing one stays as it is."""
    row = {"group_id": group.id, "user_id": user_id, "role": role, "level": level, "is_automatic": False}
    row |= {"read_seq": group.post_seq, "joined_at": clock.now(), "is_welcomed": not group.welcome_html}
    statement = db.insert(Membership).values(**row).on_conflict_do_nothing().returning(Membership.user_id)
    added = db.session.scalar(statement) is not None
    _forget_asking(group.id, user_id)
    if added:
        _count(group.id, 1)
        keys_changed(user_id)
        events.publish(Joined(actor_id=actor_id, subject=_ref(group), audience=group.key, user_id=user_id))


def leave_group(actor: Actor, group: Group) -> Former | None:
    """Ends the actor's membership and gives what it was. Raises Conflict for automatic members and the last owner."""
    membership = db.session.get(Membership, (group.id, actor.id))
    if membership is None:
        return None
    if membership.is_automatic:
        raise Conflict(_("You belong to this group by a rule. You can mute it, but not leave it."))
    if membership.role == "owner" and members.owner_count(group.id) < 2:
        raise Conflict(_("You are the last owner. Hand the group over first, or archive it."))
    if not drop_member(membership):
        return None
    events.publish(Left(actor_id=actor.id, subject=_ref(group), audience=group.key, user_id=actor.id))
    return Former(group.id, actor.id, membership.role, membership.level)


def return_to_group(actor: Actor, former: Former) -> Group:
    """Takes the actor's leaving back, with the role as it was. Raises NotFound, Conflict for an archived group."""
    group = db.session.get(Group, former.group_id)
    if group is None or former.user_id != actor.id:
        raise NotFound
    if group.archived_at is not None:
        raise Conflict(_("This group is archived."))
    add_member(group, actor.id, actor_id=actor.id, role=former.role, level=former.level)
    return group


def drop_member(membership: Membership) -> bool:
    """Deletes a membership, and with it every way back by an earlier invitation; access ends with the commit.

    Gives whether it was still there: of two who do this at once, one has done it.
    """
    group_id, user_id = membership.group_id, membership.user_id
    members.hold(group_id)
    of = (Membership.group_id == group_id, Membership.user_id == user_id)
    if db.session.scalar(delete(Membership).where(*of).returning(Membership.user_id)) is None:
        return False
    _forget_asking(group_id, user_id)
    _count(group_id, -1)
    keys_changed(user_id)
    return True


def _forget_asking(group_id: int, user_id: int) -> None:
    """An approved request stays: a host who answers later is told who has let the person in."""
    asked = delete(JoinRequest).where(JoinRequest.group_id == group_id, JoinRequest.user_id == user_id)
    db.session.execute(asked.where(JoinRequest.state != "approved"))
    db.session.execute(delete(Invitation).where(Invitation.group_id == group_id, Invitation.user_id == user_id))


def _count(group_id: int, by: int) -> None:
    statement = update(Group).where(Group.id == group_id).values(member_count=Group.member_count + by)
    db.session.execute(statement.execution_options(synchronize_session=False))
    enqueue(recount_group, key=str(group_id), group_id=group_id)


def set_level(actor: Actor, group_id: int, level: str) -> None:
    """Keeps how much the actor hears of a group; without a membership there is nothing to keep. Raises Invalid."""
    if level not in LEVELS:
        raise Invalid("level", _("Choose one of the options."))
    db.session.execute(_own(actor, group_id).values(level=level))


def mark_read(actor: Actor, group: Group) -> None:
    """Marks all posts of the group as read for the actor."""
    db.session.execute(_own(actor, group.id).values(read_seq=group.post_seq))


def mark_welcomed(actor: Actor, group: Group) -> None:
    """Puts the group's welcome away for the actor; it stays on the page that describes the group."""
    db.session.execute(_own(actor, group.id).values(is_welcomed=True))


def _own(actor: Actor, group_id: int) -> Any:
    statement = update(Membership).where(Membership.group_id == group_id, Membership.user_id == actor.id)
    return statement.execution_options(synchronize_session=False)


def _ref(group: Group) -> Ref:
    return Ref("group", group.id)
