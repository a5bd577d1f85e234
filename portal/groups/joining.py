"""Asking to be let in, answering, inviting."""

from typing import Any

from sqlalchemy import Select, delete, select

from auth.audience import Actor
from auth.models import User
from auth.policy import require
from portal.core import clock, db, events
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.i18n import _
from portal.people import names_in, people_named

from . import policy
from .actions import ref
from .events import Invited, MembershipApproved, MembershipDeclined, MembershipRequested
from .membership import add_member
from .models import Group, Invitation, JoinRequest, Membership

MOST_INVITED = 50


class Answered(Conflict):
    """Somebody else has answered the request; `state` says how, `person` is who asked."""

    def __init__(self, request: JoinRequest) -> None:
        self.state, self.person = request.state, db.session.get_one(User, request.user_id)
        host = db.session.get(User, request.answered_by) if request.answered_by else None
        names = {"host": host.name if host else _("Somebody else"), "person": self.person.name}
        if request.state == "approved":
            super().__init__(_("%(host)s has already let %(person)s in.", **names))
        elif request.answer:
            names["answer"] = request.answer
            super().__init__(
                _("%(host)s has already declined the request of %(person)s, with the words “%(answer)s”.", **names)
            )
        else:
            super().__init__(_("%(host)s has already declined the request of %(person)s.", **names))


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
    if db.session.get(Membership, (group.id, actor.id), populate_existing=True) is not None:
        raise Conflict(_("You are a member already."))
    events.publish(
        MembershipRequested(actor_id=actor.id, subject=ref(group), audience=f"{group.key}:managers", user_id=actor.id)
    )


def withdraw_request(actor: Actor, group: Group) -> None:
    """Takes the actor's own request back."""
    own = (JoinRequest.group_id == group.id, JoinRequest.user_id == actor.id, JoinRequest.state != "approved")
    db.session.execute(delete(JoinRequest).where(*own))


def approve_request(actor: Actor, group: Group, request_id: int) -> None:
    """Lets somebody in who asked. Raises Answered, NotFound for a request taken back, Conflict in an archived group."""
    if group.archived_at is not None:
        raise Conflict(_("This group is archived."))
    asking = _waiting(actor, group, request_id, "approved")
    if asking is None:
        return
    _answer(asking, "approved", by=actor)
    user_id = asking.user_id
    add_member(group, user_id, actor_id=actor.id)
    events.publish(
        MembershipApproved(actor_id=actor.id, subject=ref(group), audience=f"user:{user_id}", user_id=user_id)
    )


def decline_request(actor: Actor, group: Group, request_id: int, answer: str) -> None:
    """Does not let somebody in, with a word why. Raises Answered, NotFound for a request that was taken back."""
    asking = _waiting(actor, group, request_id, "declined")
    if asking is None:
        return
    _answer(asking, "declined", by=actor, answer=answer)
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


def _waiting(actor: Actor, group: Group, request_id: int, wanted: str) -> JoinRequest | None:
    """Gives the request, locked; none where the actor has given this answer before, as with a second click."""
    require(actor, "moderate", group)
    statement = _request(group).where(JoinRequest.id == request_id).with_for_update()
    found: JoinRequest | None = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound(_("This request is no longer there. It may have been taken back."))
    if found.state == "waiting":
        return found
    if (found.state, found.answered_by) == (wanted, actor.id):
        return None
    raise Answered(found)


def _answer(asking: JoinRequest, state: str, *, by: Actor, answer: str = "") -> None:
    asking.state, asking.answer, asking.answered_by = state, answer, by.id
    db.session.flush()


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
    if len(names_in(words)) > MOST_INVITED:
        raise Invalid("people", _("Invite at most %(n)s people at a time.", n=MOST_INVITED))
    return people_named(words, "people")


def decline_invitation(actor: Actor, group: Group) -> None:
    """Takes the actor's own invitation away; nobody is told."""
    _uninvite(group, actor.id)


def withdraw_invitation(actor: Actor, group: Group, user_id: int) -> None:
    """Takes somebody's invitation back; a hidden group is hidden from them again."""
    require(actor, "moderate", group)
    _uninvite(group, user_id)


def _uninvite(group: Group, user_id: int) -> None:
    db.session.execute(delete(Invitation).where(Invitation.group_id == group.id, Invitation.user_id == user_id))
