"""Two people act on the same group at the same time: one word is the last, nothing is half-written."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from auth.audience import actor_for
from portal.core import db
from portal.core.errors import Refusal
from portal.groups import joining, membership, roles
from portal.groups.actions import create_group
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
        except (Refusal, IntegrityError) as refusal:
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
    assert ended == ["NotFound", "done"]
    asked = db.session.query(JoinRequest).count()
    assert asked + roles_in(group_id).count("member") == 1
