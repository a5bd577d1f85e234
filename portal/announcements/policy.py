"""Who may announce what to whom: community managers to everybody, owners to their groups."""

from typing import TYPE_CHECKING

from auth.audience import Actor
from auth.policy import rule
from portal.core import clock

from .models import Announcement, Delegation

if TYPE_CHECKING:
    from .criteria import Criteria


def announces(actor: Actor) -> bool:
    """Whether the actor may announce anything to anybody: community managers, and owners of a group."""
    return actor.has("community-manager") or any(key.endswith(":owners") for key in actor.keys)


def may_reach(actor: Actor, wanted: "Criteria") -> bool:
    """Whether the actor may send to these people: owners to those in their groups, community managers to all."""
    if actor.has("community-manager"):
        return True
    return bool(wanted.groups) and all(f"group:{group_id}:owners" in actor.keys for group_id in wanted.groups)


def _answers_for(actor: Actor, announcement: Announcement) -> bool:
    own = actor.id in (announcement.author_id, announcement.on_behalf_id)
    return announcement.withdrawn_at is None and (own or actor.has("community-manager"))


def _holds_still(announcement: Announcement) -> bool:
    return announcement.expires_at is None or announcement.expires_at > clock.now()


@rule("create", Announcement)
def may_create(actor: Actor, announcement: Announcement) -> bool:
    """Who announces at all; to whom is asked of the criteria."""
    return announces(actor) and announcement.withdrawn_at is None


@rule("edit", Announcement)
def may_edit(actor: Actor, announcement: Announcement) -> bool:
    """Only the author changes the words."""
    return announcement.author_id == actor.id and announcement.withdrawn_at is None


@rule("manage", Announcement)
def may_manage(actor: Actor, announcement: Announcement) -> bool:
    """The author, the leader in whose name it is, and community managers see shares, remind and follow up."""
    return _answers_for(actor, announcement)


@rule("remove", Announcement)
def may_remove(actor: Actor, announcement: Announcement) -> bool:
    """The same people withdraw it."""
    return _answers_for(actor, announcement)


@rule("comment", Announcement)
def may_comment(actor: Actor, announcement: Announcement) -> bool:  # noqa: ARG001  (every rule takes both)
    """Who sees it may answer where the author wants to hear, while it holds."""
    return announcement.takes_comments and announcement.withdrawn_at is None and _holds_still(announcement)


@rule("react", Announcement)
def may_react(actor: Actor, announcement: Announcement) -> bool:  # noqa: ARG001  (every rule takes both)
    """Who sees it may react where the author wants it."""
    return announcement.takes_reactions and announcement.withdrawn_at is None


@rule("manage", Delegation)
def may_end(actor: Actor, delegation: Delegation) -> bool:
    """The leader, who has the right, and community managers end it."""
    own = actor.id in (delegation.leader_id, delegation.delegate_id)
    return delegation.revoked_at is None and (own or actor.has("community-manager"))
