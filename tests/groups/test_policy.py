"""Who may do what with groups: one table of actors, verbs and states."""

import pytest

from auth import policy
from auth.audience import EVERYONE
from portal.core import clock
from portal.groups import Group
from portal.groups.policy import sees_members
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group, make_invitation

VERBS = ("see", "edit", "manage", "invite", "moderate", "join", "publish")
#                                  see edit manage invite moderate join publish
TABLE = {
    ("open", "owner"):           "y   y    y      y      y        -    y",
    ("open", "host"):            "y   -    -      y      y        -    y",
    ("open", "member"):          "y   -    -      y      -        -    y",
    ("open", "stranger"):        "y   -    -      -      -        y    -",
    ("open", "guest"):           "y   -    -      -      -        y    -",
    ("open", "manager"):         "y   y    y      -      -        y    -",
    ("open", "administrator"):   "y   -    -      -      -        y    -",
    ("request", "owner"):        "y   y    y      y      y        -    y",
    ("request", "host"):         "y   -    -      y      y        -    y",
    ("request", "member"):       "y   -    -      -      -        -    y",
    ("request", "stranger"):     "y   -    -      -      -        -    -",
    ("request", "manager"):      "y   y    y      -      -        -    -",
    ("private", "owner"):        "y   y    y      y      y        -    y",
    ("private", "host"):         "y   -    -      y      y        -    y",
    ("private", "member"):       "y   -    -      -      -        -    y",
    ("private", "stranger"):     "y   -    -      -      -        -    -",
    ("private", "guest"):        "y   -    -      -      -        -    -",
    ("private", "manager"):      "y   y    y      -      -        -    -",
    ("hidden", "owner"):         "y   y    y      y      y        -    y",
    ("hidden", "host"):          "y   -    -      y      y        -    y",
    ("hidden", "member"):        "y   -    -      -      -        -    y",
    ("hidden", "stranger"):      "-   -    -      -      -        -    -",
    ("hidden", "guest"):         "-   -    -      -      -        -    -",
    ("hidden", "manager"):       "-   -    -      -      -        -    -",
    ("hidden", "administrator"): "-   -    -      -      -        -    -",
    ("archived", "owner"):       "y   -    y      -      y        -    -",
    ("archived", "member"):      "y   -    -      -      -        -    -",
    ("archived", "stranger"):    "y   -    -      -      -        -    -",
    ("archived", "manager"):     "y   -    y      -      -        -    -",
}  # fmt: skip


def cast(state: str):
    """Gives a group in this state and everybody around it."""
    people = {who: make_user(who) for who in ("owner", "host", "member", "stranger", "guest")}
    people["manager"] = make_user("manager", roles=("community-manager",))
    people["administrator"] = make_user("administrator", roles=("it-admin", "hr-admin", "works-council"))
    group = make_group(owner=people["owner"], visibility="open" if state == "archived" else state)
    for role in ("host", "member"):
        add_member(group, people[role], role)
    make_invitation(group, people["guest"])
    if state == "archived":
        group.archived_at = clock.now()
    return group, people


@pytest.mark.parametrize(("state", "who"), TABLE)
def test_who_may_do_what(state, who) -> None:
    group, people = cast(state)
    acting = actor(people[who])
    allowed = ["y" if policy.can(acting, verb, group) else "-" for verb in VERBS]
    assert dict(zip(VERBS, allowed, strict=True)) == dict(zip(VERBS, TABLE[state, who].split(), strict=True))


@pytest.mark.parametrize(
    ("roles", "by_rule", "allowed"),
    [
        ((), False, True),
        ((), True, False),
        (("it-admin",), True, False),
        (("hr-admin",), True, True),
        (("community-manager",), True, True),
    ],
)
def test_who_may_found_groups_and_fill_them_by_rule(roles, by_rule, allowed) -> None:
    acting = actor(make_user("Ann", roles=roles))
    group = Group(audience=EVERYONE, unit_id=1 if by_rule else None)
    assert policy.can(acting, "create", group) is allowed


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        ("open", {"owner", "host", "member", "stranger", "guest", "manager", "administrator"}),
        ("request", {"owner", "host", "member", "stranger", "guest", "manager", "administrator"}),
        ("private", {"owner", "host", "member"}),
        ("hidden", {"owner", "host", "member"}),
    ],
)
def test_who_reads_the_members(state, readers) -> None:
    group, people = cast(state)
    assert {who for who, user in people.items() if sees_members(actor(user), group)} == readers
