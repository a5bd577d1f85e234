"""What a plan finds: who comes, changes, leaves and returns; what it asks; when it stops."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from auth.audience import actor_for
from auth.models import User
from auth.provisioning import runs, sources
from auth.provisioning.models import FaultyRow
from auth.provisioning.wanted import Fault, Unit
from portal.core import clock, db
from portal.core.errors import Unavailable
from portal.core.web import Portal
from tests.factories import make_unit, make_user

from .factories import applied, changes, make_source, person, planned, tie, undone, user_of

pytestmark = pytest.mark.usefixtures("app")


def test_a_plan_changes_nothing() -> None:
    make_source()
    run = planned(person("1", "Nora Feldmann", email="nora@example.com", department=("Logistics", "Shipping")))
    assert (run.state, run.adds, run.units, run.total) == ("ready", 1, 2, 1)
    assert [change.name for change in changes(run)] == ["Logistics", "Logistics › Shipping", "Nora Feldmann"]
    assert changes(run, "add")[0].effect == {}
    assert db.session.scalar(select(User.id)) is None


def test_fields_are_shown_before_and_after() -> None:
    make_source()
    applied(person("1", "Jonas Brandt", department=("Sales", "Field"), site="Kassel", title="Rep"))
    run = planned(person("1", "Jonas Brandt-Weber", department=("Sales", "Key accounts"), site="Kassel", title="Rep"))
    (change,) = changes(run, "change")
    assert change.shown == [
        ["name", "Jonas Brandt", "Jonas Brandt-Weber"],
        ["department", "Sales › Field", "Sales › Key accounts"],
    ]
    assert run.changes == 1


def test_nothing_to_do_is_a_state_of_its_own() -> None:
    make_source()
    people = [person(str(n), email=f"p{n}@example.com", manager="0" if n else None, site="Kassel") for n in range(3)]
    applied(*people)
    run = planned(*people)
    assert (run.state, run.same) == ("same", 3)


def test_what_a_source_does_not_own_stays() -> None:
    make_source()
    applied(person("1", title="Welder", language="en"))
    run = planned(person("1", title="", owns=frozenset({"email"})))
    assert run.state == "same"


def test_an_account_is_never_joined_by_mail_alone() -> None:
    make_source()
    local = make_user("Nora Feldmann", email="nora@example.com")
    run = planned(person("1", "Nora Feldmann", email="Nora@Example.com"))
    (change,) = changes(run, "add")
    assert (change.question, change.state, change.effect["other"]) == ("address", "held", local.id)


def test_only_people_of_the_source_leave() -> None:
    make_source()
    make_user("Somebody Local")
    gone = tie(make_user("Gone Girl"), "9")
    run = planned(person("1"))
    assert [change.user_id for change in changes(run, "deactivate")] == [gone.id]


def test_a_source_that_breaks_off_changes_nothing() -> None:
    make_source()
    applied(*(person(str(n)) for n in range(4)))
    run = planned(person("1"), Unavailable("the directory died mid-page"))
    assert (run.state, run.error, changes(run)) == ("failed", "the directory died mid-page", [])
    assert sources.source("hr").error == "the directory died mid-page"
    assert user_of("0").is_active


@pytest.mark.parametrize(("stay", "brake"), [(0, "empty"), (19, "halved"), (37, "share"), (38, "")])
def test_the_safety_net(stay: int, brake: str) -> None:
    make_source()
    applied(*(person(str(n)) for n in range(40)))
    run = planned(*(person(str(n)) for n in range(stay)))
    assert (run.brake, run.state) == (brake, "blocked" if brake else "ready")


def test_more_than_twenty_leavers_stop_a_run_however_large_the_company() -> None:
    make_source()
    applied(*(person(str(n)) for n in range(1000)))
    assert planned(*(person(str(n)) for n in range(21, 1000))).brake == "number"
    assert planned(*(person(str(n)) for n in range(20, 1000))).brake == ""


def test_a_faulty_row_lets_nobody_leave() -> None:
    make_source()
    applied(*(person(str(n)) for n in range(30)))
    rest = [person(str(n)) for n in range(2, 30)]
    run = planned(person("0", "x" * 300), Fault(line=2, reason="date", subject="1", given={"value": "?"}), *rest)
    assert (run.removals, run.faults) == (0, 2)
    assert planned(Fault(line=2, reason="cells"), *rest, person("0")).brake == "nameless"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"name": "N" * 201}, "name-long"),
        ({"name": "Nul\x00"}, "characters"),
        ({"name": "\u202egnirts"}, "characters"),
        ({"name": " "}, "name-missing"),
        ({"email": "no address"}, "email"),
        ({"department": ("A", "B", "A")}, "unit-cycle"),
        ({"department": ("A" * 121,)}, "unit-long"),
        ({"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)}, "order"),
    ],
)
def test_bad_rows_are_named(wrong: dict[str, object], reason: str) -> None:
    make_source()
    run = planned(person("1", **wrong), person("2"))
    (fault,) = db.session.scalars(select(FaultyRow).where(FaultyRow.run_id == run.id))
    assert (fault.reason, run.adds) == (reason, 1)


def test_duplicates_and_circles_are_named() -> None:
    make_source()
    run = planned(
        person("1", email="a@example.com"),
        person("1"),
        person("2", email="A@example.com"),
        person("3", manager="4"),
        person("4", manager="3"),
        person("5", manager="nobody"),
        person("6", manager="1"),
    )
    found = db.session.scalars(select(FaultyRow).where(FaultyRow.run_id == run.id).order_by(FaultyRow.id))
    reasons = [(fault.subject, fault.reason) for fault in found]
    assert reasons == [
        ("1", "twice"),
        ("2", "email-twice"),
        ("5", "manager-unknown"),
        ("3", "manager-cycle"),
        ("4", "manager-cycle"),
    ]
    assert {change.subject for change in changes(run, "add") if change.wanted.get("manager")} == {"6"}


def test_dates_decide_who_works_here() -> None:
    make_source()
    today = clock.now().date()
    run = planned(
        person("1", valid_until=today),
        person("2", valid_from=today + timedelta(days=3)),
        person("3", valid_from=today - timedelta(days=3)),
        person("4", is_active=False),
    )
    assert {c.subject: c.wanted["works"] for c in changes(run, "add")} == {"2": False, "3": True}


def test_a_unit_with_an_id_of_its_own_is_renamed_rather_than_made_anew() -> None:
    make_source()
    here = Unit(kind="department", path=("Sales",), subject="d1")
    applied(here, person("1", department=("Sales",)))
    run = planned(
        Unit(kind="department", path=("Sales and service",), subject="d1"),
        person("1", department=("Sales and service",)),
    )
    assert [(c.kind, c.shown) for c in changes(run)] == [
        ("unit_change", [["department", "Sales", "Sales and service"]])
    ]


def test_a_department_that_is_there_is_used() -> None:
    make_source()
    unit = make_unit("Logistics")
    run = applied(person("1", department=("Logistics",)))
    assert run.units == 0
    assert user_of("1").department_id == unit.id


def test_a_bare_name_means_the_only_department_that_has_it() -> None:
    make_source()
    upper = make_unit("Logistics")
    shipping = make_unit("Shipping", parent=upper)
    people = [person("1", department=("Shipping",)), person("2", department=("Logistics", "Shipping"))]
    run = planned(*people)
    assert [(c.kind, c.shown) for c in changes(run) if c.kind.startswith("unit")] == [
        ("unit_match", [["department", "Shipping", "Logistics › Shipping"]])
    ]
    assert ["department", "", "Logistics › Shipping"] in changes(run, "add")[0].shown
    run = applied(*people)
    assert {user_of(subject).department_id for subject in "12"} == {shipping.id}
    make_unit("Shipping too", parent=upper)
    assert planned(*people).state == "same", "what was found once is remembered"
    undone(run, actor_for(make_user("Hanna HR", roles=("hr-admin",)).id))
    both = planned(person("1", department=("Shipping",)), person("2", department=("Shipping", "Night")))
    assert [c.name for c in changes(both, "unit_add")] == ["Shipping", "Shipping › Night"]


def test_a_second_reading_discards_the_first_preview(app: Portal) -> None:
    make_source()
    first = planned(person("1"))
    planned(person("1"))
    assert runs.get_run(first.id).state == "discarded"
