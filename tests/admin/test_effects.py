"""What a preview says of groups: owners who leave together, hosts who stay, and what is still read."""

from collections.abc import Callable
from typing import Any

import pytest

from auth.models import User
from portal.core import db
from tests.factories import make_unit, make_user
from tests.groups.factories import add_member, make_group
from tests.provisioning.factories import applied, changes, make_source, person, planned, user_of

pytestmark = pytest.mark.usefixtures("app")


def test_owners_who_leave_together_leave_one_question_that_offers_none_of_them(as_: Callable[[User], Any]) -> None:
    hanna = make_user("Hanna", roles=("hr-admin",))
    make_source()
    applied(*(person(name, name) for name in ("Ann", "Ben", "Cid", "Dan")))
    group = make_group("Ceramics", owner=user_of("Ann"))
    for name, role in (("Ben", "owner"), ("Cid", "host"), ("Dan", "member")):
        add_member(group, user_of(name), role=role)
    run = planned(person("Cid"), person("Dan"))
    leaving = changes(run, "deactivate")
    assert [change.question for change in leaving].count("owner") == 1
    page = as_(hanna).get(f"/admin/sync/{run.id}").text
    assert "Without an owner then: Ceramics" in page
    options = page.split("<select")[1].split("</select>")[0]
    assert [name in options for name in ("Ann", "Ben", "Cid", "Dan")] == [False, False, True, True]


def test_whoever_leaves_an_open_group_by_a_move_still_reads_it(as_: Callable[[User], Any]) -> None:
    hanna = make_user("Hanna", roles=("hr-admin",))
    shop = make_unit("Shop")
    make_source()
    applied(person("1", department=("Shop",)))
    make_group("Everybody of the shop", owner=hanna, unit_id=shop.id)
    make_group("Secrets of the shop", owner=hanna, unit_id=shop.id, visibility="private")
    db.commit()
    run = planned(person("1", department=("Sales",)))
    page = as_(hanna).get(f"/admin/sync/{run.id}").text
    assert "Leaves, but still reads: Everybody of the shop" in page
    assert "Leaves, and no longer reads: Secrets of the shop" in page
    gone = planned()
    page = as_(hanna).get(f"/admin/sync/{gone.id}").text
    assert "Leaves, and no longer reads: Everybody of the shop, Secrets of the shop" in page
