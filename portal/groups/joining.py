"""Asking to be let in, answering, inviting, giving roles, handing over."""

import re
from typing import Any

from sqlalchemy import Select, select

from auth.audience import EVERYONE, Actor, keys_changed
from auth.models import User
from auth.policy import require
from portal.core import clock, db, events, text
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.i18n import _

from . import policy
from .actions import add_member, drop_member, ref
from .events import (
    Invited,
    MemberRemoved,
    MembershipApproved,
    MembershipDeclined,
    MembershipRequested,
    RoleChanged,
)
from .members import owner_count
from .models import Group, Invitation, JoinRequest, Membership

MOST_INVITED = 50


def request_membership(actor: Actor, group: Group, message: str) -> None:
    """Asks to be let into a group that takes requests; asking again renews the word. Raises Forbidden, Conflict."""
    if policy.belongs(actor, group.id):
        raise Conflict(_("You are a member already."))
    if group.visibility != "request" or group.archived_at is not None:
        raise Forbidden
    values = {"message": message, "answer": "", "state": "waiting", "asked_at": clock.now(), "answered_by": None}
    db.upsert(
        JoinRequest, {"group_id": group.id, "user_id": actor.id} | values, keys=("group_id", "user_id"), update=values
    )
    events.publish(
        MembershipRequested(actor_id=actor.id, subject=ref(group), audience=f"{group.key}:managers", user_id=actor.id)
    )


def withdraw_request(actor: Actor, group: Group) -> None:
    """Takes the actor's own request back."""
    found = db.session.scalar(_request(group).where(JoinRequest.user_id == actor.id))
    if found is not None:
        db.session.delete(found)


def approve_request(actor: Actor, group: Group, request_id: int) -> None:
    """Lets somebody in who asked. Raises NotFound for a request that no longer waits."""
    asking = _waiting(actor, group, request_id)
    user_id = asking.user_id
    db.session.delete(asking)
    db.session.flush()
    add_member(group, user_id, actor_id=actor.id)
    events.publish(
        MembershipApproved(actor_id=actor.id, subject=ref(group), audience=f"user:{user_id}", user_id=user_id)
    )


def decline_request(actor: Actor, group: Group, request_id: int, answer: str) -> None:
    """Does not let somebody in, with a word why. Raises NotFound for a request that no longer waits."""
    asking = _waiting(actor, group, request_id)
    asking.state, asking.answer, asking.answered_by = "declined", answer, actor.id
    events.publish(
        MembershipDeclined(
            actor_id=actor.id,
            subject=ref(group),
            audience=f"user:{asking.user_id}",
            user_id=asking.user_id,
            answer=answer,
        )
    )


def _request(group: Group) -> Select[Any]:
    return select(JoinRequest).where(JoinRequest.group_id == group.id)


def _waiting(actor: Actor, group: Group, request_id: int) -> JoinRequest:
    require(actor, "moderate", group)
    statement = _request(group).where(JoinRequest.id == request_id, JoinRequest.state == "waiting")
    found: JoinRequest | None = db.session.scalar(statement.with_for_update())
    if found is None:
        raise NotFound
    return found


def invite(actor: Actor, group: Group, words: str) -> int:
    """Invites people by handle or full name; gives the number of new invitations. Raises Invalid for unknown ones."""
    require(actor, "invite", group)
    people = _people(words)
    inside = select(Membership.user_id).where(Membership.group_id == group.id, Membership.user_id.in_(people))
    fresh = [user_id for user_id in people if user_id not in set(db.session.scalars(inside))]
    for user_id in fresh:
        row = {"group_id": group.id, "user_id": user_id, "invited_by": actor.id, "at": clock.now()}
        db.upsert(Invitation, row, keys=("group_id", "user_id"), update={"at": row["at"]})
        events.publish(Invited(actor_id=actor.id, subject=ref(group), audience=f"user:{user_id}", user_id=user_id))
    return len(fresh)


def _people(words: str) -> list[int]:
    wanted = [word.strip().lstrip("@") for word in re.split(r"[,;\n]|\s(?=@)", words) if word.strip()]
    if len(wanted) > MOST_INVITED:
        raise Invalid("people", _("Invite at most %(n)s people at a time.", n=MOST_INVITED))
    found, unknown = [], []
    for word in wanted:
        match = select(User.id).where(User.is_active, (User.slug == word.lower()) | (User.sort_name == text.fold(word)))
        ids = list(db.session.scalars(match.limit(2)))
        if len(ids) == 1:
            found.append(ids[0])
        else:
            unknown.append(word)
    if unknown:
        names = ", ".join(unknown)
        raise Invalid(
            "people", _("Nobody, or more than one person, is called: %(names)s. Use the name after the @.", names=names)
        )
    return list(dict.fromkeys(found))


def decline_invitation(actor: Actor, group: Group) -> None:
    """Takes the invitation away; nobody is told."""
    found = db.session.get(Invitation, (group.id, actor.id))
    if found is not None:
        db.session.delete(found)


def set_role(actor: Actor, group: Group, user_id: int, role: str) -> None:
    """Gives a member another role. Raises NotFound for no member, Conflict for the last owner."""
    require(actor, "manage", group)
    membership = _membership(group, user_id)
    if membership.role == "owner" and role != "owner" and owner_count(group.id) < 2:
        raise Conflict(_("A group needs an owner. Make somebody else an owner first."))
    if membership.role == role:
        return
    membership.role = role
    db.session.flush()
    keys_changed(user_id)
    events.publish(
        RoleChanged(actor_id=actor.id, subject=ref(group), audience=f"user:{user_id}", user_id=user_id, role=role)
    )


def hand_over(actor: Actor, group: Group, user_id: int) -> None:
    """Makes a member the owner and the actor a plain member, in one step. Raises NotFound, Conflict."""
    require(actor, "manage", group)
    if user_id == actor.id:
        raise Conflict(_("You own this group already."))
    set_role(actor, group, user_id, "owner")
    if policy.owns(actor, group.id):
        set_role(actor, group, actor.id, "member")


def remove_member(actor: Actor, group: Group, user_id: int) -> None:
    """Puts a member out. Raises NotFound, Conflict for automatic members and owners."""
    require(actor, "moderate", group)
    membership = _membership(group, user_id)
    if membership.is_automatic:
        raise Conflict(_("This person belongs to the group by a rule."))
    if membership.role == "owner":
        raise Conflict(_("Owners cannot be removed. Take the role first."))
    drop_member(membership)
    audience = EVERYONE if group.audience == EVERYONE else group.key
    events.publish(MemberRemoved(actor_id=actor.id, subject=ref(group), audience=audience, user_id=user_id))


def _membership(group: Group, user_id: int) -> Membership:
    found = db.session.get(Membership, (group.id, user_id))
    if found is None:
        raise NotFound
    return found
