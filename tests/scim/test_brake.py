"""A client that closes too many accounts is held; what only people can decide waits for them."""

import pytest
from sqlalchemy import select

from auth.models import Identity, RoleGrant, User
from auth.provisioning import runs
from auth.provisioning.apply import apply
from auth.provisioning.models import Change, Run
from auth.provisioning.undo import undo
from portal.core import clock, db
from portal.core.web import Portal
from portal.notifications.models import Notice
from tests.factories import actor, make_unit, make_user
from tests.provisioning.factories import user_of
from tests.statements import asked

from .factories import WORK, Provider


@pytest.fixture
def entra(app: Portal) -> Provider:
    return Provider(app)


def _off() -> dict[str, object]:
    return {"op": "replace", "path": "active", "value": False}


def test_whoever_leaves_alone_is_gone_at_once_and_more_wait_for_two_people(entra: Provider) -> None:
    people = [entra.make(f"person.{number}")["id"] for number in range(20)]
    assert entra.patch(f"/Users/{people[0]}", _off())[0] == 200
    status, said = entra.patch(f"/Users/{people[1]}", _off(), {"op": "replace", "path": "title", "value": "Gone"})
    assert (status, said["status"], "Two administrators" in said["detail"]) == (403, "403", True)
    assert entra.call("DELETE", f"/Users/{people[2]}")[0] == 403
    assert entra.patch(f"/Users/{people[1]}", _off())[0] == 403
    assert entra.call("GET", f"/Users/{people[1]}")[1]["active"] is True
    (run,) = db.session.scalars(select(Run).where(Run.state == "blocked"))
    assert (run.brake, run.removals, run.before) == ("share", 2, 19)

    one, other = (actor(make_user(name, roles=("hr-admin",))) for name in ("Hanna", "Hugo"))
    runs.release(one, run.id)
    runs.start(other.id, run.id)
    db.session.commit()
    while apply(run.id):
        pass
    assert entra.call("GET", f"/Users/{people[1]}")[1]["active"] is False
    assert entra.patch(f"/Users/{people[1]}", _off())[0] == 200
    assert entra.call("DELETE", f"/Users/{people[2]}")[0] == 204


def test_whoever_leaves_and_whoever_comes_at_once_do_not_wait_for_each_other(entra: Provider) -> None:
    made = entra.make()
    with asked() as said:
        assert entra.patch(f"/Users/{made['id']}", _off())[0] == 200
    held = [one for one in said if "FROM provisioning_source" in one and "FOR UPDATE" in one]
    assert not held, "PostgreSQL would take this for the key, which somebody new points to while holding the run"


def test_an_address_of_somebody_else_waits_for_a_decision(entra: Provider) -> None:
    local = make_user("Nora Feldmann", email="nora@example.com")
    db.session.commit()
    body = {"userName": "nora@example.com", "externalId": "7", "emails": [{"value": "Nora@Example.com"}]}
    for _again in range(2):
        status, said = entra.call("POST", "/Users", body)
        assert (status, said["scimType"]) == (409, "uniqueness")
    (run,) = db.session.scalars(select(Run).where(Run.state == "ready"))
    (change,) = db.session.scalars(select(Change).where(Change.run_id == run.id))
    runs.decide(run.id, change.id, "same")
    runs.start(actor(make_user("Hanna")).id, run.id)
    db.session.commit()
    while apply(run.id):
        pass
    status, made = entra.call("POST", "/Users", body | {"title": "Welder"})
    assert (status, made["active"]) == (201, True)
    user = user_of("7", "entra")
    assert (user.id, user.title, user.source) == (local.id, "Welder", "entra")


def test_an_account_of_another_source_is_not_taken_over_by_an_id(entra: Provider) -> None:
    hers = make_user("Nora Feldmann", source="hr")
    db.session.add(Identity(user_id=hers.id, source="entra", subject="7", created_at=clock.now()))
    db.session.commit()
    assert entra.call("POST", "/Users", {"userName": "nora", "externalId": "7"})[0] == 409
    assert user_of("7", "entra").name == "Nora Feldmann"


def test_an_hour_can_be_taken_back(entra: Provider) -> None:
    made = entra.make()
    (run,) = db.session.scalars(select(Run))
    runs.undo_since(actor(make_user("Hanna")), run.id)
    db.session.commit()
    while undo(run.id):
        pass
    assert not user_of("id-nora.feldmann", "entra").is_active
    status, body = entra.patch(f"/Users/{made['id']}", _off())
    assert (status, body["active"]) == (200, False)
    assert db.session.scalar(select(User.id).where(User.source == "entra", User.is_active)) is None


def test_departments_are_found_wherever_they_stand(entra: Provider) -> None:
    sales = make_unit("Sales")
    field = make_unit("Field", parent=sales)
    db.session.commit()
    made = {}
    for name, said in (
        ("a", {"department": "sales"}),
        ("b", {"division": "Sales", "department": "Field"}),
        ("c", {"department": "Field"}),
        ("d", {"department": "New"}),
    ):
        made[name] = entra.make(name, **{WORK: said})["id"]
    found = {name: user_of(f"id-{name}", "entra").department_id for name in made}
    assert (found["a"], found["b"], found["c"]) == (sales.id, field.id, field.id)
    assert found["d"] not in (None, sales.id, field.id)
    entra.patch(f"/Users/{made['b']}", {"op": "replace", "path": f"{WORK}:department", "value": "New"})
    (change,) = db.session.scalars(select(Change).where(Change.kind == "change"))
    assert change.shown == [["department", "Sales › Field", "Sales › New"]]


def test_the_last_administrator_stays_until_there_is_another_one_and_the_client_is_told(entra: Provider) -> None:
    nora = entra.make()["id"]
    ida = db.session.scalars(select(RoleGrant).where(RoleGrant.role == "it-admin")).one()
    ida.user_id = user_of("id-nora.feldmann", "entra").id
    hanna = make_user("Hanna", roles=("hr-admin",))
    for method, path, body in (
        ("DELETE", f"/Users/{nora}", None),
        ("PATCH", f"/Users/{nora}", {"Operations": [_off()]}),
    ):
        status, said = entra.call(method, path, body)
        assert (status, "letzte" in said["detail"] or "last IT administrator" in said["detail"]) == (409, True)
    assert entra.call("GET", f"/Users/{nora}")[1]["active"] is True
    notices = select(Notice.kind).where(Notice.user_id == hanna.id)
    assert list(db.session.scalars(notices)) == ["kept"]
    make_user("Ivo", roles=("it-admin",))
    assert entra.patch(f"/Users/{nora}", _off())[1]["active"] is False
