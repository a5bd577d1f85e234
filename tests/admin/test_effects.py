"""What a preview says follows: owners who leave together, what is still read, days of access, roles by groups."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from auth.models import RoleGrant, User
from auth.roles import map_group
from portal.core import clock, db
from tests.factories import actor, make_unit, make_user, save
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


def test_the_preview_says_what_dates_mean(as_: Callable[[User], Any]) -> None:
    clock.freeze(datetime(2026, 11, 22, 9, tzinfo=UTC))
    make_source()
    hanna = as_(make_user("Hanna HR", roles=("hr-admin",)))
    applied(person("3", valid_until=date(2026, 12, 24)))
    run = planned(
        person("1", valid_from=date(2026, 12, 1), valid_until=date(2027, 3, 1)),
        person("2", valid_from=date(2026, 11, 1)),
        person("3"),
    )
    page = hanna.get(f"/admin/sync/{run.id}").text
    assert page.count("Opens by itself on 1 December 2026; before that nobody signs in with it") == 1
    assert "Is closed by itself after 28 February 2027" in page
    assert "<ins>28 February 2027</ins>" in page, "the last day, not the one after it"
    assert "Is no longer closed on a certain day" in page
    assert "<del>23 December 2026</del>" in page
    table = hanna.get(f"/admin/sync/{run.id}.csv").get_data(as_text=True)
    assert "Is closed by itself after 28 February 2027" in table


def test_the_preview_says_which_roles_follow_from_groups(as_: Callable[[User], Any]) -> None:
    make_source()
    ida = make_user("Ida IT", roles=("it-admin",))
    editors = map_group(actor(ida), "hr", "CN=Editors", "editor")
    unit = make_unit("Foundry")
    map_group(actor(ida), "hr", "CN=Helpers", "hr-admin", unit_id=unit.id)
    everybody = [person(str(n), memberships=("cn=editors",)) for n in (1, 2)]
    applied(*everybody)
    save(RoleGrant(user_id=user_of("2").id, role="editor", granted_at=clock.now()))
    assert db.session.query(RoleGrant).filter_by(mapping_id=editors.id).count() == 2
    run = planned(person("1"), person("2"), person("3", memberships=("CN=HELPERS",)))
    page = as_(ida).get(f"/admin/sync/{run.id}").text
    assert page.count("Loses the role: Editor") == 1, "whoever has it by hand as well keeps it"
    assert "Gets the role: HR administrator, only Foundry" in page
