"""Two people act on the same group at the same time: one word is the last, nothing is half-written."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, NoResultFound

from auth.audience import actor_for
from portal.core import db
from portal.core.errors import Refusal
from portal.groups import joining, membership, roles
from portal.groups.actions import create_group
from portal.groups.automatic import recount
from portal.groups.forms import GroupForm
from portal.groups.models import Group, JoinRequest, Membership
from tests.factories import make_user
from tests.groups.factories import add_member, fields, make_group, make_request

pytestmark = pytest.mark.usefixtures("committed")


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Runs each act in a thread and a unit of work of its own; gives how they ended."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        start.wait(10)
        try:
            with db.unit_of_work():
                act()
        except (Refusal, IntegrityError, NoResultFound) as refusal:
            return type(refusal).__name__
        return "done"

    db.session.remove()
    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def group_of(group_id: int) -> Group:
    return db.session.get_one(Group, group_id)


def roles_in(group_id: int) -> list[str]:
    return sorted(db.session.scalars(db.session.query(Membership.role).filter_by(group_id=group_id).statement))


def test_two_owners_who_leave_at_once_leave_one_behind() -> None:
    ann, ben = make_user("Ann"), make_user("Ben")
    group = make_group(owner=ann)
    add_member(group, ben, "owner")
    ann, ben, group = ann.id, ben.id, group.id
    ended = at_once(
        lambda: membership.leave_group(actor_for(ann), group_of(group)),
        lambda: roles.set_role(actor_for(ben), group_of(group), ben, "member"),
    )
    assert ended == ["Conflict", "done"]
    assert roles_in(group).count("owner") == 1


def test_who_joins_twice_at_once_is_one_member() -> None:
    ann, group = make_user("Ann").id, make_group().id
    ended = at_once(*[lambda: membership.join_group(actor_for(ann), group_of(group))] * 2)
    assert ended == ["done", "done"]
    assert roles_in(group) == ["member", "owner"]
    assert group_of(group).member_count == 2


def test_two_groups_of_one_name_at_once_are_one() -> None:
    people = [make_user(name).id for name in ("Ann", "Ben")]
    ended = at_once(
        *[
            lambda user_id=user_id: create_group(actor_for(user_id), GroupForm(**fields("Night shift")))
            for user_id in people
        ]
    )
    assert ended in (["IntegrityError", "done"], ["Invalid", "done"])
    assert db.session.query(Group).count() == 1


def test_a_request_that_two_hosts_answer_at_once_is_answered_once() -> None:
    ann, host = make_user("Ann"), make_user("Ben")
    group = make_group(visibility="request")
    owner = db.session.query(Membership).filter_by(group_id=group.id).one().user_id
    add_member(group, host, "host")
    request = make_request(group, ann).id
    group_id, host_id = group.id, host.id
    ended = at_once(
        lambda: joining.approve_request(actor_for(owner), group_of(group_id), request),
        lambda: joining.decline_request(actor_for(host_id), group_of(group_id), request, "No."),
    )
    assert ended == ["Answered", "done"]
    state = db.session.query(JoinRequest).one().state
    assert roles_in(group_id).count("member") == (state == "approved")
    assert group_of(group_id).member_count == 2 + (state == "approved")


def test_a_request_that_two_hosts_approve_at_once_makes_one_member() -> None:
    ann, host = make_user("Ann"), make_user("Ben")
    group = make_group(visibility="request")
    owner = db.session.query(Membership).filter_by(group_id=group.id).one().user_id
    add_member(group, host, "host")
    request = make_request(group, ann).id
    group_id, hosts = group.id, (owner, host.id)
    ended = at_once(
        *[lambda one=one: joining.approve_request(actor_for(one), group_of(group_id), request) for one in hosts]
    )
    assert ended == ["Answered", "done"]
    assert group_of(group_id).member_count == 3


def test_who_leaves_twice_at_once_is_counted_once() -> None:
    ann, group = make_user("Ann"), make_group()
    add_member(group, ann)
    ann, group = ann.id, group.id
    ended = at_once(*[lambda: membership.leave_group(actor_for(ann), group_of(group))] * 3)
    assert ended == ["done"] * 3
    assert roles_in(group) == ["owner"]
    assert group_of(group).member_count == 1


def test_who_is_put_out_while_leaving_is_counted_once() -> None:
    ann, group = make_user("Ann"), make_group()
    add_member(group, ann)
    owner = db.session.query(Membership).filter_by(group_id=group.id, role="owner").one().user_id
    ann, group = ann.id, group.id
    ended = at_once(
        lambda: membership.leave_group(actor_for(ann), group_of(group)),
        lambda: roles.remove_member(actor_for(owner), group_of(group), ann),
    )
    assert ended in (["NotFound", "done"], ["done", "done"])
    assert group_of(group).member_count == 1


def test_a_membership_that_two_hold_in_their_hands_is_dropped_once() -> None:
    ann, group = make_user("Ann"), make_group()
    add_member(group, ann)
    ann, group = ann.id, group.id
    both, dropped = Barrier(2), []

    def drop() -> None:
        found = db.session.get_one(Membership, (group, ann))
        if db.dialect() == "postgresql":
            both.wait(10)
        dropped.append(membership.drop_member(found))

    if db.dialect() == "postgresql":
        assert at_once(drop, drop) == ["done", "done"]
        assert sorted(dropped) == [False, True]
    else:
        assert at_once(drop, drop) == ["NoResultFound", "done"]
    assert group_of(group).member_count == 1


def test_who_joins_while_members_are_counted_is_counted() -> None:
    group, people = make_group().id, [make_user(f"Person {n}").id for n in range(4)]
    joins = [lambda user_id=user_id: membership.join_group(actor_for(user_id), group_of(group)) for user_id in people]
    assert at_once(*joins, *[lambda: recount(group)] * 2) == ["done"] * 6
    assert group_of(group).member_count == 5
