"""Every account has one owning source: others say nothing of it, whatever id of theirs is tied to it."""

import pytest
from sqlalchemy import select

from auth.audience import actor_for
from auth.models import Identity, User
from auth.provisioning import jobs, runs
from auth.provisioning.models import FaultyRow, Run
from portal.core import clock, db
from tests.factories import make_user, save

from .factories import applied, changes, make_source, person, planned, tie, undone, user_of

pytestmark = pytest.mark.usefixtures("app")


def _reasons(run: Run) -> list[tuple[str, str, str]]:
    rows = db.session.scalars(select(FaultyRow).where(FaultyRow.run_id == run.id))
    return [(row.subject, row.reason, row.given.get("value", "")) for row in rows]


def _known_as(user_id: int, subject: str, key: str) -> None:
    save(Identity(user_id=user_id, source=key, subject=subject, created_at=clock.now()))


def test_an_account_of_another_source_is_not_changed_and_not_closed() -> None:
    make_source("personnel")
    applied(person("4711", "Nora Feldmann", title="Picker"), person("4712", "Emre Şahin"), key="personnel")
    make_source("corp")
    nora, emre = user_of("4711", "personnel"), user_of("4712", "personnel")
    _known_as(nora.id, "guid-1", "corp")
    _known_as(emre.id, "guid-2", "corp")
    run = planned(
        person("guid-1", "Nora F.", title="Admin"),
        person("guid-2", "Emre", is_active=False),
        person("guid-3", "Ida"),
        key="corp",
    )
    assert [(change.kind, change.subject) for change in changes(run)] == [("add", "guid-3")]
    assert _reasons(run) == [("guid-1", "other-source", "personnel"), ("guid-2", "other-source", "personnel")]


def test_an_account_that_nobody_owns_is_taken_over_in_sight_and_given_back() -> None:
    hanna = actor_for(make_user("Hanna HR", roles=("hr-admin",)).id)
    make_source()
    nora = tie(make_user("Nora Feldmann"), "1")
    nora.source = ""
    db.session.commit()
    run = planned(person("1", "Nora Feldmann"))
    assert [(change.kind, change.shown) for change in changes(run)] == [("change", [["source", "", "Personnel"]])]
    runs.start(0, run.id)
    db.session.commit()
    jobs.apply_run(run_id=run.id)
    assert user_of("1").source == "hr"
    assert planned(person("1", "Nora Feldmann")).state == "same"
    undone(run, hanna)
    assert user_of("1").source == ""


def test_a_takeover_that_was_taken_back_is_asked_about_again() -> None:
    hanna = actor_for(make_user("Hanna HR", roles=("hr-admin",)).id)
    make_source()
    local = make_user("Nora Feldmann", email="nora@example.com", title="Sorter")
    run = planned(person("1", "Nora Feldmann", email="nora@example.com", title="Picker"))
    runs.decide(run.id, changes(run, "add")[0].id, "same")
    runs.start(0, run.id)
    db.session.commit()
    jobs.apply_run(run_id=run.id)
    undone(run, hanna)
    local = db.session.get_one(User, local.id)
    assert (local.source, local.title, local.is_active) == ("", "Sorter", True)
    (change,) = changes(planned(person("1", "Nora Feldmann", email="nora@example.com", title="Picker")))
    assert (change.question, change.state, change.effect["other"]) == ("address", "held", local.id)
