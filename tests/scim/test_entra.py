"""The life of an account as Microsoft Entra ID tells it, request by request as its documentation shows them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from auth.models import Session, User
from auth.provisioning.models import Change, Run
from portal.core import clock, db
from portal.core.web import Portal
from tests.provisioning.factories import user_of
from tests.statements import asked

from .factories import GROUP, USER, WORK, Provider

BEGUN = {
    "schemas": [USER, WORK],
    "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "userName": "Test_User_ab6490ee@contoso.com",
    "active": True,
    "displayName": "Nora Feldmann",
    "emails": [{"primary": True, "type": "work", "value": "Nora.Feldmann@contoso.com"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Nora Feldmann", "familyName": "Feldmann", "givenName": "Nora"},
    "addresses": [{"type": "work", "locality": "Kassel", "streetAddress": "Weg 1", "primary": False}],
    "phoneNumbers": [{"primary": True, "type": "work", "value": "0561 1"}],
    "roles": [],
    "title": "Welder",
    "preferredLanguage": "de-DE",
    WORK: {"department": "Shipping", "employeeNumber": "701984"},
}


@pytest.fixture
def entra(app: Portal) -> Provider:
    return Provider(app)


def test_somebody_comes_changes_and_leaves(entra: Provider) -> None:
    asked = '/Users?filter=userName eq "test_user_ab6490ee@contoso.com"'
    assert entra.call("GET", asked) == (
        200,
        {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": 0,
            "startIndex": 1,
            "itemsPerPage": 0,
            "Resources": [],
        },
    )
    status, made = entra.call("POST", "/Users", BEGUN)
    assert (status, made["userName"], made["active"]) == (201, BEGUN["userName"], True)
    assert "phoneNumbers" not in made
    user = user_of(BEGUN["externalId"], "entra")
    assert (user.name, user.email, user.title, user.language) == (
        "Nora Feldmann", "nora.feldmann@contoso.com", "Welder", "de",
    )  # fmt: skip
    assert (db.session.get_one(type(user), user.id).source, user.is_active) == ("entra", True)
    assert entra.call("GET", asked)[1]["Resources"][0]["id"] == made["id"]

    lead = entra.make("lena.lead")
    one = f"/Users/{made['id']}"
    status, changed = entra.patch(
        one,
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "n.weber@contoso.com"},
        {"op": "Replace", "path": "name.familyName", "value": "Weber"},
        {"op": "Replace", "path": "displayName", "value": "Nora Weber"},
        {"op": "Add", "path": f"{WORK}:department", "value": "Purchasing"},
        {"op": "Add", "path": f"{WORK}:manager", "value": lead["id"]},
        {"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "0170 1"},
        {"op": "Replace", "path": "userName", "value": "n.weber@contoso.com"},
    )
    assert (status, changed["userName"]) == (200, "n.weber@contoso.com")
    user = user_of(BEGUN["externalId"], "entra")
    assert (user.name, user.email) == ("Nora Weber", "n.weber@contoso.com")
    assert user.manager_id == user_of("id-lena.lead", "entra").id

    user.language = "en"
    db.session.commit()
    status, changed = entra.patch(one, {"op": "Add", "path": f"{WORK}:manager", "value": ""})
    assert user_of(BEGUN["externalId"], "entra").language == "en"
    assert (status, "manager" in changed[WORK]) == (200, False)
    assert user_of(BEGUN["externalId"], "entra").manager_id is None

    db.session.add(Session(secret_hash="x", user_id=user.id, created_at=clock.now(), expires_at=clock.now()))
    db.session.commit()
    status, changed = entra.patch(one, {"op": "Replace", "path": "active", "value": "False"})
    assert (status, changed["active"]) == (200, False)
    assert not user_of(BEGUN["externalId"], "entra").is_active
    assert db.session.scalar(select(Session.id).where(Session.user_id == user.id)) is None

    assert entra.call("DELETE", one) == (204, None)
    assert entra.call("GET", one)[0] == 404
    back = BEGUN | {"userName": "back@contoso.com", "emails": []}
    assert entra.call("POST", "/Users", back)[1]["id"] != made["id"]
    again = user_of(BEGUN["externalId"], "entra")
    assert (again.id, again.is_active, again.name) == (user.id, True, "Nora Feldmann")


def test_somebody_new_costs_few_statements_however_large_the_company_is(entra: Provider) -> None:
    works = {WORK: {"department": "Shipping"}, "addresses": [{"type": "work", "locality": "Kassel"}]}
    entra.make("first.one", emails=[{"value": "first@contoso.com"}], **works)
    with asked() as said:
        entra.make("second.one", emails=[{"value": "second@contoso.com"}], **works)
    assert len(said) <= 24, said
    assert not [one for one in said if "FROM auth_unit" in one and "WHERE" not in one]


def test_all_of_an_hour_stands_in_one_run_of_the_history(entra: Provider) -> None:
    made = entra.make()
    entra.patch(f"/Users/{made['id']}", {"op": "Replace", "path": "title", "value": "Lead"})
    (run,) = db.session.scalars(select(Run))
    assert (run.source, run.state, run.adds, run.changes, run.removals) == ("entra", "applied", 1, 1, 0)
    assert [change.kind for change in db.session.scalars(select(Change).order_by(Change.id))] == ["add", "change"]
    clock.freeze(clock.now() + timedelta(hours=2))
    entra.make("somebody.else")
    assert len(db.session.scalars(select(Run)).all()) == 2


def test_members_come_and_go(entra: Provider) -> None:
    people = [entra.make(f"person.{number}")["id"] for number in range(12)]
    status, group = entra.call("POST", "/Groups", {"schemas": [GROUP], "displayName": "Welders", "externalId": "g1"})
    assert (status, group["displayName"]) == (201, "Welders")
    one = f"/Groups/{group['id']}"
    for start in (0, 6):
        some = [{"value": person} for person in people[start : start + 6]]
        assert entra.patch(one, {"op": "Add", "path": "members", "value": some}) == (204, None)
    assert {member["value"] for member in entra.call("GET", one)[1]["members"]} == set(people)
    assert "members" not in entra.call("GET", f"{one}?excludedAttributes=members")[1]
    some = [{"value": person} for person in people[:2]]
    assert entra.patch(one, {"op": "Remove", "path": "members", "value": some}) == (204, None)
    assert entra.patch(one, {"op": "Remove", "path": f'members[value eq "{people[2]}"]'})[0] == 204
    assert {member["value"] for member in entra.call("GET", one)[1]["members"]} == set(people[3:])
    person = entra.call("GET", f"/Users/{people[3]}")[1]
    assert person["groups"] == [{"value": group["id"], "display": "Welders"}]
    assert entra.patch(one, {"op": "Replace", "path": "displayName", "value": "Welding"})[0] == 204
    assert entra.call("DELETE", one) == (204, None)
    assert "groups" not in entra.call("GET", f"/Users/{people[3]}")[1]
    assert db.session.scalar(select(User.id).where(User.source == "entra", ~User.is_active)) is None


def test_the_paths_that_entra_writes_beside_the_standard(entra: Provider) -> None:
    lead = entra.make("lena.lead")["id"]
    made = entra.make(emails=[{"value": "old@contoso.com", "type": "work"}], **{WORK: {"employeeNumber": "1"}})
    one, work = f"/Users/{made['id']}", {"value": lead, "$ref": f"http://localhost/scim/v2/Users/{lead}"}
    status, said = entra.patch(
        one,
        {
            "op": "Add",
            "value": {
                "name.givenName": "Nora",
                "name.familyName": "Weber",
                'emails[type eq "work"].value': "new@contoso.com",
                'addresses[type eq "work"].locality': "Kassel",
                'phoneNumbers[type eq "work"].value': "0561 1",
                f"{WORK}:employeeNumber": "2",
                "department": "Shipping",
            },
        },
    )
    assert (status, said["name"], said["emails"]) == (
        200,
        {"givenName": "Nora", "familyName": "Weber"},
        [{"value": "new@contoso.com", "type": "work"}],
    )
    assert (said["addresses"], said[WORK]) == (
        [{"type": "work", "locality": "Kassel"}],
        {"employeeNumber": "2", "department": "Shipping"},
    )
    named: list[object] = [lead, {"value": lead}, [{"$ref": f"../Users/{lead}", "value": lead}]]
    for value in [*named, {"$ref": f"http://localhost/scim/v2/Users/{lead}"}]:
        for path in ("manager", f"{WORK}:manager"):
            assert entra.patch(one, {"op": "Replace", "path": path, "value": value})[1][WORK]["manager"] == work, value
            for empty in ("", None, []):
                said = entra.patch(one, {"op": "Add", "path": path, "value": empty})[1]
                assert "manager" not in said[WORK], (path, value)
    assert entra.patch(one, {"op": "Add", "value": {"manager": lead}})[1][WORK]["manager"] == work
    assert "manager" not in entra.patch(one, {"op": "Remove", "path": "manager"})[1][WORK]
    said = entra.patch(one, {"op": "Replace", "path": "active", "value": [{"$ref": None, "value": "False"}]})[1]
    assert said["active"] is False


def test_entra_asks_whether_a_manager_is_set_before_it_sets_one(entra: Provider) -> None:
    lead = entra.make("lena.lead")["id"]
    nora = entra.make(displayName='manager eq "x"', **{WORK: {"manager": {"value": lead}, "department": "Sales"}})["id"]
    for wanted, total in (
        (f'id eq "{nora}" and manager eq "{lead}"', 1),
        (f'id eq "{nora}" and manager eq "{nora}"', 0),
        (f'{WORK}:manager eq "{lead}"', 1),
        (f'{WORK}:manager.value eq "{lead}" and department eq "sales"', 1),
        ("manager pr", 1),
        ('displayName eq "manager eq \\"x\\""', 1),
    ):
        status, found = entra.call("POST", "/Users/.search", {"filter": wanted, "attributes": ["id"]})
        assert (status, found.get("totalResults")) == (200, total), wanted
        assert {tuple(one) for one in found["Resources"]} <= {("schemas", "id")}
