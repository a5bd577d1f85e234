"""Who may do what with a group. Owners decide, hosts keep the house, members write."""

from auth.audience import Actor
from auth.policy import rule

from .models import Group


def owns(actor: Actor, group_id: int) -> bool:
    """Whether the actor is an owner of the group."""
    return f"group:{group_id}:owners" in actor.keys


def manages(actor: Actor, group_id: int) -> bool:
    """Whether the actor is an owner or a host of the group."""
    return f"group:{group_id}:managers" in actor.keys


def belongs(actor: Actor, group_id: int) -> bool:
    """Whether the actor is a member of the group."""
    return f"group:{group_id}" in actor.keys


def sees_members(actor: Actor, group: Group) -> bool:
    """Whether the actor may read who belongs to a group that the actor knows of; roles give verbs, never sight."""
    return group.visibility in ("open", "request") or belongs(actor, group.id)


def makes_rules(actor: Actor) -> bool:
    """Whether the actor may have groups fill themselves by department or site."""
    return actor.has("community-manager", "hr-admin")


@rule("create", Group)
def may_create(actor: Actor, group: Group) -> bool:
    """Everybody may found a group; automatic ones are for community managers and HR."""
    return group.unit_id is None or makes_rules(actor)


@rule("edit", Group)
def may_edit(actor: Actor, group: Group) -> bool:
    """Owners and community managers describe a group that is not archived."""
    return group.archived_at is None and (owns(actor, group.id) or actor.has("community-manager"))


@rule("manage", Group)
def may_manage(actor: Actor, group: Group) -> bool:
    """Owners and community managers give roles, archive and restore."""
    return owns(actor, group.id) or actor.has("community-manager")


@rule("invite", Group)
def may_invite(actor: Actor, group: Group) -> bool:
    """Owners and hosts invite and answer requests; in open groups every member may invite."""
    if group.archived_at is not None:
        return False
    return manages(actor, group.id) or (group.visibility == "open" and belongs(actor, group.id))


@rule("moderate", Group)
def may_moderate(actor: Actor, group: Group) -> bool:
    """Owners and hosts pin, remove and answer requests."""
    return manages(actor, group.id)


@rule("join", Group)
def may_join(actor: Actor, group: Group) -> bool:
    """Into an open group one goes by oneself."""
    return group.archived_at is None and group.visibility == "open" and not belongs(actor, group.id)


@rule("publish", Group)
def may_publish(actor: Actor, group: Group) -> bool:
    """Members write, while the group is not archived."""
    return group.archived_at is None and belongs(actor, group.id)
