"""The life of an account as Okta tells it: it asks, makes, replaces as a whole, and never deletes."""

import pytest
from sqlalchemy import select

from auth.models import RoleGrant, RoleMapping
from portal.core import clock, db
from portal.core.web import Portal
from tests.provisioning.factories import user_of

from .factories import GROUP, USER, Provider


@pytest.fixture
def okta(app: Portal) -> Provider:
    return Provider(app, "okta")


def _said(**more: object) -> dict[str, object]:
    return {
        "schemas": [USER],
        "userName": "nora.feldmann@okta.example",
        "name": {"givenName": "Nora", "familyName": "Feldmann"},
        "emails": [{"primary": True, "value": "nora.feldmann@okta.example", "type": "work"}],
        "displayName": "Nora Feldmann",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
    } | more


def test_somebody_comes_is_replaced_leaves_and_returns(okta: Provider) -> None:
    asked = "/Users?filter=userName%20eq%20%22nora.feldmann%40okta.example%22&startIndex=1&count=100"
    assert okta.call("GET", asked)[1]["totalResults"] == 0
    status, made = okta.call("POST", "/Users", _said())
    assert (status, "password" in made) == (201, False)
    one = f"/Users/{made['id']}"
    assert okta.call("GET", one)[1]["name"] == {"givenName": "Nora", "familyName": "Feldmann"}
    status, changed = okta.call(
        "PUT", one, _said(id=made["id"], displayName="Nora Weber", title="Lead", meta=made["meta"])
    )
    assert (status, changed["displayName"], user_of("00ujl29u0le5T6Aj10h7", "okta").title) == (
        200,
        "Nora Weber",
        "Lead",
    )
    status, changed = okta.call("PUT", one, _said(id=made["id"], displayName="Nora Weber"))
    assert (status, "title" in changed, user_of("00ujl29u0le5T6Aj10h7", "okta").title) == (200, False, "")
    assert okta.patch(one, {"op": "replace", "value": {"active": False}})[1]["active"] is False
    assert not user_of("00ujl29u0le5T6Aj10h7", "okta").is_active
    assert (
        okta.call("GET", f'/Users?filter=active eq false and userName eq "{made["userName"]}"')[1]["totalResults"] == 1
    )
    assert okta.patch(one, {"op": "replace", "value": {"active": True}})[1]["active"] is True
    assert user_of("00ujl29u0le5T6Aj10h7", "okta").is_active


def test_a_role_follows_from_a_pushed_group(okta: Provider) -> None:
    mapping = RoleMapping(source="okta", group_key="Editors", role="editor", created_by=0, created_at=clock.now())
    db.session.add(mapping)
    db.session.commit()
    wanted = select(RoleGrant.role).where(RoleGrant.mapping_id == mapping.id)
    person = okta.make()
    body = {"schemas": [GROUP], "displayName": "Editors", "members": [{"value": person["id"], "display": "Nora"}]}
    group = okta.call("POST", "/Groups", body)[1]
    assert db.session.scalars(wanted).all() == ["editor"]
    status, _body = okta.patch(
        f"/Groups/{group['id']}",
        {"op": "replace", "value": {"id": group["id"], "displayName": "Authors"}},
    )
    assert status == 204
    assert not db.session.scalars(wanted).all()
    okta.patch(f"/Groups/{group['id']}", {"op": "replace", "path": "displayName", "value": "editors"})
    assert db.session.scalars(wanted).all() == ["editor"]
    okta.patch(f"/Groups/{group['id']}", {"op": "replace", "path": "members", "value": []})
    assert not db.session.scalars(wanted).all()


def test_pushing_a_group_anew_says_what_its_members_are_called(okta: Provider) -> None:
    ids = [okta.make(name)["id"] for name in ("anna", "bernd")]
    group = okta.call("POST", "/Groups", {"schemas": [GROUP], "displayName": "Editors"})[1]
    members = [{"value": one, "display": "somebody@okta.example"} for one in ids]
    one = f"/Groups/{group['id']}"
    for operation, left in (
        ({"op": "replace", "path": "members", "value": members}, ids),
        ({"op": "remove", "path": f'members[value eq "{ids[0]}"]'}, ids[1:]),
        ({"op": "add", "path": "members", "value": members[:1]}, ids),
        ({"op": "replace", "value": {"id": group["id"], "displayName": "Editors", "members": []}}, []),
        ({"op": "replace", "value": {"id": group["id"], "displayName": "Editors", "members": members}}, ids),
    ):
        assert okta.patch(one, operation) == (204, None), operation
        said = okta.call("GET", one)[1].get("members", ())
        assert {member["value"] for member in said} == set(left), operation
    assert okta.call("PUT", one, {"displayName": "Editors", "members": members[:1]})[0] == 200


def test_a_group_is_asked_for_pushed_renamed_and_unlinked_and_people_are_imported(okta: Provider) -> None:
    asked = '/Groups?filter=displayName eq "Editors"&startIndex=1&count=100'
    assert okta.call("GET", asked)[1]["totalResults"] == 0
    nora = okta.make()
    body = {"schemas": [GROUP], "displayName": "Editors", "members": [{"value": nora["id"], "display": "Nora"}]}
    status, group = okta.call("POST", "/Groups", body)
    assert (status, group["members"][0]["value"]) == (201, nora["id"])
    assert okta.call("GET", asked)[1]["Resources"][0]["id"] == group["id"]
    rename = {"op": "replace", "value": {"id": group["id"], "displayName": "Authors"}}
    assert okta.patch(f"/Groups/{group['id']}", rename) == (204, None)
    assert okta.call("GET", asked)[1]["totalResults"] == 0
    assert okta.call("DELETE", f"/Groups/{group['id']}") == (204, None)
    assert okta.call("GET", f"/Groups/{group['id']}")[0] == 404
    imported = okta.call("GET", "/Users?startIndex=1&count=100")[1]
    assert [one["userName"] for one in imported["Resources"]] == [nora["userName"]]
    assert okta.call("GET", "/Users?startIndex=101&count=100")[1]["itemsPerPage"] == 0
    assert okta.call("GET", "/Groups?startIndex=1&count=100")[1]["totalResults"] == 0
    put = okta.call(
        "PUT", f"/Users/{nora['id']}", _said(userName=nora["userName"], externalId="id-nora.feldmann", active=False)
    )
    assert (put[0], put[1]["active"], user_of("id-nora.feldmann", "okta").is_active) == (200, False, False)
