"""The audience keys that groups hand out, and who holds them."""

from typing import Any

from sqlalchemy import Select, literal_column, select

from auth import audience
from portal.core import db

from .models import Group, Membership

IS_LEAD = Membership.role != literal_column("'member'")
"""Owners and hosts. The value stands in the statement itself, so that the index of just these rows serves it."""


def key_of(group_id: int) -> str:
    """Gives the audience key of what is written in a group."""
    return f"group:{group_id}"


def group_id_of(key: str) -> int | None:
    """Gives the group that a key belongs to, None for keys of no group."""
    parts = key.split(":")
    return int(parts[1]) if parts[0] == "group" and len(parts) > 1 and parts[1].isdigit() else None


def keys_from_groups(user_id: int) -> list[str]:
    """Gives the keys that somebody holds through memberships."""
    keys = []
    rows = db.session.execute(select(Membership.group_id, Membership.role).where(Membership.user_id == user_id))
    for row in rows:
        keys.append(f"group:{row.group_id}")
        if row.role != "member":
            keys.append(f"group:{row.group_id}:managers")
        if row.role == "owner":
            keys.append(f"group:{row.group_id}:owners")
    return keys


def is_archived(key: str) -> bool:
    """Whether the key belongs to a group that is closed for writing."""
    group_id = group_id_of(key)
    if group_id is None:
        return False
    return db.session.scalar(select(Group.id).where(Group.id == group_id, Group.archived_at.is_not(None))) is not None


def holders(key: str) -> Select[Any]:
    """Selects the user ids that hold a group's key by membership."""
    members = select(Membership.user_id).where(Membership.group_id == (group_id_of(key) or 0))
    if key.endswith(":managers"):
        return members.where(IS_LEAD)
    return members.where(IS_LEAD, Membership.role == "owner") if key.endswith(":owners") else members


def members_of(group_id: int) -> Select[Any]:
    """Selects the user ids of a group's members."""
    return select(Membership.user_id).where(Membership.group_id == group_id)


def muted_in(key: str) -> Select[Any]:
    """Selects the user ids of those who want to hear nothing of a group."""
    return holders(key).where(Membership.level == "none")


def wants_all(key: str) -> Select[Any]:
    """Selects the user ids of those who want to hear of everything in a group."""
    return holders(key).where(Membership.level == "all")


def share_or_close(group: Group) -> None:
    """Gives an open group's key to everybody, and takes that of any other group from those who are not members."""
    if group.visibility == "open":
        audience.share(group.key)
    else:
        audience.unshare(group.key)


audience.register_keys(keys_from_groups)
audience.register_members("group", holders)
