"""Groups: communities across sites, their members, owners and hosts."""

from flask import Flask

from .actions import count_post
from .automatic import apply_rule, recount, sync_automatic
from .events import (
    GroupArchived,
    GroupCreated,
    GroupEdited,
    GroupEvent,
    GroupRestored,
    Invited,
    Joined,
    Left,
    MadeOfficial,
    MemberEvent,
    MemberRemoved,
    MembershipApproved,
    MembershipDeclined,
    MembershipRequested,
    RoleChanged,
)
from .keys import group_id_of, holders, is_archived, key_of, members_of, muted_in, wants_all
from .lists import Listed, suggestions
from .membership import mark_read, set_level
from .models import Group, Invitation, JoinRequest, Membership
from .policy import belongs, manages
from .queries import (
    GroupCard,
    GroupFrame,
    group_frame,
    my_groups,
    my_levels,
    names_of,
)

__all__ = [
    "Group",
    "GroupArchived",
    "GroupCard",
    "GroupCreated",
    "GroupEdited",
    "GroupEvent",
    "GroupFrame",
    "GroupRestored",
    "Invitation",
    "Invited",
    "JoinRequest",
    "Joined",
    "Left",
    "Listed",
    "MadeOfficial",
    "MemberEvent",
    "MemberRemoved",
    "Membership",
    "MembershipApproved",
    "MembershipDeclined",
    "MembershipRequested",
    "RoleChanged",
    "apply_rule",
    "belongs",
    "count_post",
    "group_frame",
    "group_id_of",
    "holders",
    "is_archived",
    "key_of",
    "manages",
    "mark_read",
    "members_of",
    "muted_in",
    "my_groups",
    "my_levels",
    "names_of",
    "recount",
    "register",
    "set_level",
    "suggestions",
    "sync_automatic",
    "wants_all",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation, sections, shell, subjects
    from portal.core.i18n import lazy_

    from . import documents, policy, profiles, queries, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    subjects.add(
        "group",
        Group,
        title=lambda group: group.name,
        url=lambda group: f"/groups/{group.slug}",
        document=documents.document,
        documents=documents.documents,
    )
    shell.provide("groups", queries.frame_items)
    sections.provide("person", "groups", profiles.section, order=10)
    navigation.add("groups.index", label=lazy_("Groups"), icon="messages-square", order=20, tab=True)
    navigation.add("groups.new", label=lazy_("Group"), icon="users-round", order=20, area="new")
