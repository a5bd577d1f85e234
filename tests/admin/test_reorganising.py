"""Departments that part, merge and close: seen before it happens, kept in everybody's history."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from auth.accounts import deactivate
from auth.audience import PORTAL
from auth.models import Unit, User
from auth.provisioning import jobs
from auth.provisioning.history_models import PersonUnit, UnitVersion
from portal.core import clock, db
from portal.core import jobs as queue
from portal.groups import Membership
from portal.people import choices
from tests.factories import make_unit, make_user
from tests.groups.factories import make_group

pytestmark = pytest.mark.usefixtures("app")
As = Callable[[User], Any]


def days(user: User) -> list[tuple[str, date, date | None]]:
    found = (
        select(Unit.name, PersonUnit.valid_from, PersonUnit.valid_until)
        .join(Unit, Unit.id == PersonUnit.department_id)
        .where(PersonUnit.user_id == user.id)
        .order_by(PersonUnit.valid_from)
    )
    return [tuple(row) for row in db.session.execute(found)]


def test_a_split_takes_people_along_on_its_day(as_: As) -> None:
    clock.freeze(datetime(2026, 3, 2, 9, tzinfo=UTC))
    shop = make_unit("Brazing shop", parent=make_unit("Plant"))
    ann, ben = make_user("Ann", department=shop), make_user("Ben", department=shop)
    hanna = make_user("Hanna", roles=("hr-admin",))
    make_group("All of brazing", owner=hanna, unit_id=shop.id)
    jobs.look_over_history()
    db.commit()
    browser, url = as_(hanna), f"/admin/departments/{shop.id}/changes"
    split = {"kind": "split", "name": "Soldering", "on": "2026-03-09"}
    assert "0 people move." in browser.post(url, split).text
    seen = browser.post(url, split | {"people": [str(ann.id)]})
    assert seen.status_code == 422
    assert "1 person moves." in seen.text
    assert "They leave the group “All of brazing”" in seen.text
    assert f'value="{ann.id}" checked' in seen.text
    assert browser.post(url, split | {"people": [str(ann.id)], "checked": "yes"}).status_code == 303
    clock.freeze(datetime(2026, 3, 9, 0, 0, 30, tzinfo=UTC))
    jobs.follow_the_calendar()
    db.commit()
    queue.run_all()
    first, ninth = date(2026, 3, 2), date(2026, 3, 9)
    assert days(ann) == [("Brazing shop", first, ninth), ("Soldering", ninth, None)]
    assert days(ben) == [("Brazing shop", first, None)]
    part = db.session.scalars(select(Unit).where(Unit.name == "Soldering")).one()
    assert part.parent_id == shop.parent_id
    members = set(db.session.scalars(select(Membership.user_id)))
    assert members == {ben.id, hanna.id}


def test_a_merger_is_looked_at_first_and_the_closed_department_vanishes_from_choices(as_: As) -> None:
    shop, hall, above = make_unit("Brazing shop"), make_unit("Hall 3"), make_unit("Plant")
    ann, hanna = make_user("Ann", department=shop), make_user("Hanna", roles=("hr-admin",))
    make_group("Everybody of hall 3", owner=hanna, unit_id=hall.id)
    jobs.look_over_history()
    db.commit()
    browser, url = as_(hanna), f"/admin/departments/{shop.id}/changes"
    merge = {"kind": "merge", "target_id": str(hall.id)}
    seen = browser.post(url, merge)
    assert (seen.status_code, "They join the group “Everybody of hall 3”" in seen.text) == (422, True)
    move = browser.post(url, {"kind": "move", "target_id": str(above.id)})
    assert "1 person moves." in move.text
    assert browser.post(url, merge | {"checked": "yes"}).status_code == 303
    assert [name for name, *_days in days(ann)] == ["Hall 3"]
    assert "Brazing shop" not in [one.name for one in choices().departments]
    for page in ("/people", "/people/org", "/admin/departments"):
        assert "Brazing shop" not in browser.get(page).text.partition("1 closed one")[0], page
    assert "Closed since" in browser.get(f"/admin/departments/{shop.id}").text


def test_a_change_that_is_dated_back_leaves_no_day_twice(as_: As) -> None:
    clock.freeze(datetime(2026, 3, 2, 9, tzinfo=UTC))
    shop, hall = make_unit("Brazing shop"), make_unit("Hall 3")
    ann, hanna = make_user("Ann", department=hall), make_user("Hanna", roles=("hr-admin",))
    jobs.look_over_history()
    db.commit()
    clock.freeze(clock.now() + timedelta(days=10))
    browser = as_(hanna)
    browser.put(f"/admin/people/{ann.id}/place", {"department_id": str(shop.id), "site_id": ""})
    sent = {"kind": "merge", "target_id": str(hall.id), "on": "2026-03-05", "checked": "yes"}
    assert browser.post(f"/admin/departments/{shop.id}/changes", sent).status_code == 303
    assert days(ann) == [("Hall 3", date(2026, 3, 2), date(2026, 3, 12)), ("Hall 3", date(2026, 3, 12), None)]


def planned_rename(as_: As, unit: Unit, **more: Any) -> Any:
    hanna = make_user("Hanna", roles=("hr-admin",))
    make_user("Ida", roles=("it-admin",))
    rename = {"kind": "rename", "name": "Joining shop", "on": "2026-03-09"}
    assert as_(hanna).post(f"/admin/departments/{unit.id}/changes", rename | more).status_code == 303
    return hanna


def ninth_of_march() -> None:
    clock.freeze(datetime(2026, 3, 9, 0, 0, 30, tzinfo=UTC))
    jobs.follow_the_calendar()
    db.commit()


def test_what_was_planned_happens_also_when_its_planner_has_left(as_: As) -> None:
    clock.freeze(datetime(2026, 3, 2, 9, tzinfo=UTC))
    shop = make_unit("Brazing shop")
    hanna = planned_rename(as_, shop)
    deactivate(PORTAL, db.session.get_one(User, hanna.id))
    db.commit()
    ninth_of_march()
    assert db.session.get_one(Unit, shop.id).name == "Joining shop"


def test_what_could_not_be_carried_out_says_so_until_somebody_takes_it_away(as_: As) -> None:
    clock.freeze(datetime(2026, 3, 2, 9, tzinfo=UTC))
    shop = make_unit("Brazing shop")
    hanna = planned_rename(as_, shop)
    make_unit("Joining shop")
    ninth_of_march()
    browser, url = as_(hanna), f"/admin/departments/{shop.id}"
    page = browser.get(url).text
    assert "could not be carried out" in page
    address = re.search(rf"{url}/changes/\d+", page)
    assert address is not None
    assert browser.delete(address[0]).status_code == 303
    assert "could not be carried out" not in browser.get(url).text


def versions(unit_id: int) -> list[tuple[str, date, date | None]]:
    found = select(UnitVersion.name, UnitVersion.valid_from, UnitVersion.valid_until)
    found = found.where(UnitVersion.unit_id == unit_id).order_by(UnitVersion.valid_from)
    return [tuple(row) for row in db.session.execute(found)]


def test_a_part_that_is_dated_back_begins_on_its_day(as_: As) -> None:
    clock.freeze(datetime(2026, 3, 2, 9, tzinfo=UTC))
    shop = make_unit("Brazing shop")
    ann, hanna = make_user("Ann", department=shop), make_user("Hanna", roles=("hr-admin",))
    jobs.look_over_history()
    db.commit()
    clock.freeze(clock.now() + timedelta(days=10))
    sent = {"kind": "split", "name": "Soldering", "people": [str(ann.id)], "on": "2026-03-05", "checked": "yes"}
    assert as_(hanna).post(f"/admin/departments/{shop.id}/changes", sent).status_code == 303
    fifth = date(2026, 3, 5)
    part = db.session.scalars(select(Unit).where(Unit.name == "Soldering")).one()
    assert versions(part.id) == [("Soldering", fifth, None)]
    assert days(ann) == [("Brazing shop", date(2026, 3, 2), fifth), ("Soldering", fifth, None)]


def test_a_name_that_is_dated_back_before_the_last_one_leaves_no_day_with_two(as_: As) -> None:
    clock.freeze(datetime(2026, 3, 2, 9, tzinfo=UTC))
    hanna = make_user("Hanna", roles=("hr-admin",))
    as_(hanna).post("/admin/departments", {"kind": "department", "name": "Brazing shop"})
    shop = db.session.scalars(select(Unit).where(Unit.name == "Brazing shop")).one()
    clock.freeze(clock.now() + timedelta(days=10))
    browser = as_(hanna)
    for name, on in (("Joining shop", "2026-03-12"), ("Welding shop", "2026-03-05")):
        sent = {"kind": "rename", "name": name, "on": on}
        assert browser.post(f"/admin/departments/{shop.id}/changes", sent).status_code == 303
    first, fifth = date(2026, 3, 2), date(2026, 3, 5)
    assert versions(shop.id) == [("Brazing shop", first, fifth), ("Welding shop", fifth, None)]


def test_of_two_who_rename_at_once_the_second_is_told_of_the_first(as_: As) -> None:
    shop, hanna, ida = make_unit("Shop"), make_user("Hanna", roles=("hr-admin",)), make_user("Ida", roles=("it-admin",))
    url = f"/admin/departments/{shop.id}/changes"
    assert as_(hanna).post(url, {"kind": "rename", "name": "Brazing", "seen": "Shop"}).status_code == 303
    second = as_(ida).post(url, {"kind": "rename", "name": "Joining", "seen": "Shop"})
    assert second.status_code == 422
    assert "Somebody else calls it “Brazing” since then." in second.text
    assert 'value="Joining"' in second.text
    assert as_(ida).post(url, {"kind": "rename", "name": "Joining", "seen": "Brazing"}).status_code == 303


def test_what_a_department_was_called_and_what_became_of_it_can_be_seen(as_: As) -> None:
    clock.freeze(datetime(2026, 3, 2, 9, tzinfo=UTC))
    hanna = make_user("Hanna", roles=("hr-admin",))
    browser = as_(hanna)
    for name in ("Plant", "Joining"):
        browser.post("/admin/departments", {"kind": "department", "name": name})
    plant, joining = (db.session.scalars(select(Unit).where(Unit.name == name)).one() for name in ("Plant", "Joining"))
    browser.post("/admin/departments", {"kind": "department", "name": "Welding", "parent_id": str(plant.id)})
    shop = db.session.scalars(select(Unit).where(Unit.name == "Welding")).one()
    url = f"/admin/departments/{shop.id}"
    clock.freeze(datetime(2026, 3, 9, 9, tzinfo=UTC))
    browser = as_(hanna)
    browser.post(f"{url}/changes", {"kind": "rename", "name": "Brazing"})
    page = browser.get(url).text
    for words in ("Welding", "2 March 2026 – 8 March 2026", "below Plant", "9 March 2026 – today"):
        assert words in page, words
    browser.post(f"{url}/changes", {"kind": "merge", "target_id": str(joining.id), "checked": "yes"})
    tree = browser.get("/admin/departments").text
    assert "1 closed one" in tree
    assert f'href="{url}"' in tree
    assert "Goes on in:" in browser.get(url).text
    assert "Goes on with:" in browser.get(f"/admin/departments/{joining.id}").text


def test_a_refused_department_keeps_all_that_was_typed(as_: As) -> None:
    browser = as_(make_user("Hanna", roles=("hr-admin",)))
    plant = make_unit("Plant")
    refused = browser.post("/admin/departments", {"kind": "department", "name": "Plant", "parent_id": str(plant.id)})
    assert (refused.status_code, f'<option value="{plant.id}" selected>' in refused.text) == (422, True)
    site = {"kind": "site", "name": "Lyon", "city": "Lyon", "country": "fr", "parent_id": ""}
    assert browser.post("/admin/departments", site).status_code == 303
    assert db.session.scalar(select(Unit.country).where(Unit.name == "Lyon")) == "FR"
