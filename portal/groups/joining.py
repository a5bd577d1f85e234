"""Asking to be let in, answering, inviting."""

import re
from typing import Any

from sqlalchemy import Select, select

from auth.audience import Actor
from auth.models import User
from auth.policy import require
from portal.core import clock, db, events, text
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.i18n import _

from . import policy
from .actions import ref
from .events import Invited, MembershipApproved, MembershipDeclined, MembershipRequested
from .membership import add_member
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
    """Lets somebody in who asked. Raises NotFound for a request that no longer waits, Conflict in an archived group."""
    if group.archived_at is not None:
        raise Conflict(_("This group is archived."))
    asking = _waiting(actor, group, request_id)
    user_id = asking.user_id
    add_member(group, user_id, actor_id=actor.id)
    events.publish(
        MembershipApproved(actor_id=actor.id, subject=ref(group), audience=f"user:{user_id}", user_id=user_id)
    )


def decline_request(actor: Actor, group: Group, request_id: int, answer: str) -> None:
    """Does not let somebody in, with a word why. Raises NotFound for a request that no longer waits."""
    asking = _waiting(actor, group, request_id)
    asking.state, asking.answer, asking.answered_by = "declined", answer, actor.id
    db.session.flush()
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
    people = [user_id for user_id in _people(words) if user_id != actor.id]
    inside = select(Membership.user_id).where(Membership.group_id == group.id, Membership.user_id.in_(people))
    members = set(db.session.scalars(inside))
    fresh = [user_id for user_id in people if user_id not in members]
    for user_id in fresh:
        row = {"group_id": group.id, "user_id": user_id, "invited_by": actor.id, "at": clock.now()}
        db.upsert(Invitation, row, keys=("group_id", "user_id"), update={"at": row["at"]})
        events.publish(Invited(actor_id=actor.id, subject=ref(group), audience=f"user:{user_id}", user_id=user_id))
    return len(fresh)


def _people(words: str) -> list[int]:
    wanted = [word.strip() for word in re.split(r"[,;\n]|\s(?=@)", words) if word.strip()]
    if len(wanted) > MOST_INVITED:
        raise Invalid("people", _("Invite at most %(n)s people at a time.", n=MOST_INVITED))
    found = {word: list(db.session.scalars(_called(word).limit(2))) for word in wanted}
    names = ", ".join(text.excerpt(word, 60) for word, ids in found.items() if len(ids) != 1)
    if names:
        raise Invalid(
            "people", _("Nobody, or more than one person, is called: %(names)s. Use the name after the @.", names=names)
        )
    return list(dict.fromkeys(ids[0] for ids in found.values()))


def _called(word: str) -> Select[Any]:
    handle = User.slug == word.lstrip("@").lower()
    named = handle if word.startswith("@") else handle | (User.sort_name == text.fold(word))
    return select(User.id).where(User.is_active, named)


def decline_invitation(actor: Actor, group: Group) -> None:
    """Takes the actor's own invitation away; nobody is told."""
    _uninvite(group, actor.id)


def withdraw_invitation(actor: Actor, group: Group, user_id: int) -> None:
    """Takes somebody's invitation back; a hidden group is hidden from them again."""
    require(actor, "moderate", group)
    _uninvite(group, user_id)


def _uninvite(group: Group, user_id: int) -> None:
    found = db.session.get(Invitation, (group.id, user_id))
    if found is not None:
        db.session.delete(found)
