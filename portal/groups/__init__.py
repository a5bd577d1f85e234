"""Groups: communities across sites, their members, owners and hosts."""

from flask import Flask

from .actions import archive_group, count_post, create_group, edit_group, make_official, restore_group
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
    RuleChanged,
    SightChanged,
)
from .forms import FilterForm, GroupForm, HandOverForm, InviteForm, LevelForm, MemberFilterForm, RequestForm, RoleForm
from .joining import (
    approve_request,
    decline_invitation,
    decline_request,
    invite,
    request_membership,
    withdraw_invitation,
    withdraw_request,
)
from .keys import group_id_of, holders, is_archived, key_of, members_of, muted_in, wants_all
from .lists import Listed, groups, invitations, suggestions
from .members import Asking, Guest, Member, invited, requests
from .members import members as members_by_name
from .membership import join_group, leave_group, mark_read, mark_welcomed, set_level
from .models import Group, Invitation, JoinRequest, Membership
from .naming import group_options
from .places import Place, may_write, moderates, places, stands_in
from .policy import belongs, manages, sees_members
from .queries import GroupCard, GroupFrame, find, group_frame, my_groups, my_levels, names_of
from .roles import hand_over, remove_member, set_role

__all__ = [
    "Asking",
    "FilterForm",
    "Group",
    "GroupArchived",
    "GroupCard",
    "GroupCreated",
    "GroupEdited",
    "GroupEvent",
    "GroupForm",
    "GroupFrame",
    "GroupRestored",
    "Guest",
    "HandOverForm",
    "Invitation",
    "InviteForm",
    "Invited",
    "JoinRequest",
    "Joined",
    "Left",
    "LevelForm",
    "Listed",
    "MadeOfficial",
    "Member",
    "MemberEvent",
    "MemberFilterForm",
    "MemberRemoved",
    "Membership",
    "MembershipApproved",
    "MembershipDeclined",
    "MembershipRequested",
    "Place",
    "RequestForm",
    "RoleChanged",
    "RoleForm",
    "RuleChanged",
    "SightChanged",
    "apply_rule",
    "approve_request",
    "archive_group",
    "belongs",
    "count_post",
    "create_group",
    "decline_invitation",
    "decline_request",
    "edit_group",
    "find",
    "group_frame",
    "group_id_of",
    "group_options",
    "groups",
    "hand_over",
    "holders",
    "invitations",
    "invite",
    "invited",
    "is_archived",
    "join_group",
    "key_of",
    "leave_group",
    "make_official",
    "manages",
    "mark_read",
    "mark_welcomed",
    "may_write",
    "members_by_name",
    "members_of",
    "moderates",
    "muted_in",
    "my_groups",
    "my_levels",
    "names_of",
    "places",
    "recount",
    "register",
    "remove_member",
    "request_membership",
    "requests",
    "restore_group",
    "sees_members",
    "set_level",
    "set_role",
    "stands_in",
    "suggestions",
    "sync_automatic",
    "wants_all",
    "withdraw_invitation",
    "withdraw_request",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation, sections, shell, subjects, text
    from portal.core.i18n import lazy_

    from . import documents, naming, policy, profiles, queries, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    subjects.add(
        "group",
        Group,
        title=lambda group: group.name,
        url=lambda group: f"/groups/{group.slug}",
        document=documents.document,
        documents=documents.documents,
    )
    text.name_groups(naming.names_by_slug)
    shell.provide_groups(queries.in_frame, lambda actor: {"reader": actor.id}, queries.frame_item)
    sections.provide("person", "groups", profiles.section, order=10)
    navigation.add("groups.index", label=lazy_("Groups"), icon="messages-square", order=20, tab=True)
    navigation.add("groups.new", label=lazy_("Group"), icon="users-round", order=20, area="new")
