"""Memberships that follow from a rule."""

import pytest

from auth import accounts
from portal.core import db, jobs
from portal.core.errors import Conflict
from portal.groups import actions, membership, queries, roles
from portal.groups.automatic import recount_all
from portal.groups.models import Membership
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import (
    add_member,
    edit,
    fresh,
    make_group,
    role_of,
)


@pytest.fixture
def rule(app):
    """A group of everybody in production, and the units around it."""
    units = {"plant": make_unit("Plant"), "office": make_unit("Office"), "kassel": make_unit("Kassel", kind="site")}
    units["press"] = make_unit("Press shop", parent=units["plant"])
    manager = make_user("Mona", roles=("community-manager",))
    group = make_group("Production", owner=manager, visibility="private", unit_id=units["plant"].id)
    return group, units, manager


def test_a_rule_takes_in_a_department_with_all_that_is_below_it(rule) -> None:
    group, units, _manager = rule
    inside, outside = make_user("In", department=units["press"]), make_user("Out", department=units["office"])
    jobs.run_all()
    assert (role_of(group, inside), role_of(group, outside)) == ("member", None)
    assert queries.group_frame(actor(inside), group.slug).rule == "Member because department = Plant"
    assert queries.group_frame(actor(outside), group.slug).rule == "Everybody in the department Plant is a member"


def test_who_belongs_by_a_rule_mutes_but_does_not_leave(rule) -> None:
    group, units, manager = rule
    ann = make_user("Ann", department=units["plant"])
    jobs.run_all()
    with pytest.raises(Conflict, match="mute"):
        membership.leave_group(actor(ann), group)
    with pytest.raises(Conflict, match="rule"):
        roles.remove_member(actor(manager), group, ann.id)
    membership.set_level(actor(ann), group.id, "none")
    db.commit()
    assert queries.group_frame(actor(ann), group.slug).level == "none"


@pytest.mark.parametrize("is_archived", [False, True])
def test_moving_changes_automatic_memberships_at_once(rule, is_archived) -> None:
    group, units, manager = rule
    ann = make_user("Ann", department=units["press"])
    jobs.run_all()
    assert actor(ann).holds(group.key)
    if is_archived:
        actions.archive_group(actor(manager), fresh(group))
    accounts.move_user(actor(manager), fresh(ann), department_id=units["office"].id, site_id=None)
    db.commit()
    assert role_of(group, ann) is None
    assert not actor(ann).holds(group.key)
    accounts.move_user(actor(manager), fresh(ann), department_id=units["plant"].id, site_id=None)
    db.commit()
    assert actor(ann).holds(group.key)


def test_owners_stay_when_the_rule_no_longer_names_them(rule) -> None:
    group, units, manager = rule
    accounts.move_user(actor(manager), fresh(manager), department_id=units["plant"].id, site_id=None)
    jobs.run_all()
    accounts.move_user(actor(manager), fresh(manager), department_id=units["office"].id, site_id=None)
    db.commit()
    jobs.run_all()
    assert role_of(group, manager) == "owner"
    assert not db.session.get_one(Membership, (group.id, manager.id), populate_existing=True).is_automatic


def test_without_the_rule_people_stay_and_may_leave(rule) -> None:
    group, units, manager = rule
    ann = make_user("Ann", department=units["plant"])
    jobs.run_all()
    edit(fresh(group), by=manager, visibility="private", unit_id=None)
    jobs.run_all()
    membership.leave_group(actor(ann), group)
    assert role_of(group, ann) is None


def test_all_rules_can_be_applied_again_and_again(rule) -> None:
    group, units, _manager = rule
    people = [make_user(f"P{n}", department=units["press"]) for n in range(3)]
    for _ in range(2):
        recount_all()
        db.commit()
        jobs.run_all()
        db.commit()
    assert all(role_of(group, person) == "member" for person in people)
    assert fresh(group).member_count == 4


def test_a_closed_account_leaves_the_counts(rule) -> None:
    group, units, manager = rule
    ann = make_user("Ann", department=units["plant"], site=units["kassel"])
    circle = make_group("Circle")
    add_member(circle, ann)
    jobs.run_all()
    accounts.deactivate(actor(manager), fresh(ann))
    db.commit()
    jobs.run_all()
    counted = [fresh(changed).member_count for changed in (group, circle)]
    assert counted == [1, 1]
