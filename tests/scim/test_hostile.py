"""What no client should send: a clear error, and nothing has changed."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from auth.models import User
from auth.scim.models import ScimPerson
from portal.core import clock, db
from portal.core.web import Portal

from .factories import GROUP, PATCH, WORK, Provider


@pytest.fixture
def entra(app: Portal) -> Provider:
    return Provider(app)


def _count() -> tuple[int | None, int | None]:
    return tuple(db.session.scalar(select(func.count()).select_from(model)) for model in (User, ScimPerson))


PEOPLE: list[tuple[dict[str, Any], int, str]] = [
    ({"userName": "n" * 300}, 400, "invalidValue"),
    ({"userName": ""}, 400, "invalidValue"),
    ({"userName": None}, 400, "invalidValue"),
    ({"displayName": "N" * 300}, 400, "invalidValue"),
    ({"displayName": "\u202egnirts"}, 400, "invalidValue"),
    ({"title": "T" * 300}, 400, "invalidValue"),
    ({"title": "nul\x00"}, 400, "invalidValue"),
    ({"nul\x00": 1}, 400, "invalidValue"),
    ({"title": "\ud800"}, 400, "invalidValue"),
    ({"title": ["a"]}, 400, "invalidValue"),
    ({"emails": [{"value": "no address"}]}, 400, "invalidValue"),
    ({"emails": "a@b.example"}, 400, "invalidValue"),
    ({"active": "perhaps"}, 400, "invalidValue"),
    ({"externalId": "e" * 300}, 400, "invalidValue"),
    ({"userName": "NORA.feldmann@example.com"}, 409, "uniqueness"),
    ({"externalId": "id-nora.feldmann"}, 409, "uniqueness"),
    ({WORK: {"department": "D" * 200}}, 400, "invalidValue"),
    ({WORK: {"manager": {"value": "nobody"}}}, 400, "invalidValue"),
    ({"schemas": ["urn:wrong"]}, 400, "invalidSyntax"),
]


def test_what_cannot_be_a_person_is_refused(entra: Provider) -> None:
    entra.make()
    before = _count()
    for said, status, kind in PEOPLE:
        found, body = entra.call("POST", "/Users", {"userName": "x@example.com"} | said)
        assert (found, body["status"], body["scimType"]) == (status, str(status), kind), said
    assert _count() == before


def test_names_with_quotes_and_brackets_are_names(entra: Provider) -> None:
    made = entra.make("o'neil", displayName='Zoë "Z" <O\'Neil> [%_] \\', externalId="' OR 1=1 --")
    assert entra.call("GET", f"/Users/{made['id']}")[1]["displayName"] == 'Zoë "Z" <O\'Neil> [%_] \\'


PATCHES: list[tuple[Any, str]] = [
    ({"op": "remove"}, "noTarget"),
    ({"op": "jump", "path": "title", "value": "x"}, "invalidValue"),
    ({"op": "replace", "path": "title["}, "invalidPath"),
    ({"op": "replace", "path": "id", "value": "7"}, "mutability"),
    ({"op": "remove", "path": "userName"}, "mutability"),
    ({"op": "replace", "path": "title", "value": {"a": 1}}, "invalidValue"),
    ({"op": "replace", "path": 'emails[type ne "x"].value', "value": "a@b.example"}, "noTarget"),
    ({"op": "replace", "path": "displayName", "value": "x" * 300}, "invalidValue"),
    (None, "invalidValue"),
]


def test_patches_that_cannot_be_carried_out_change_nothing(entra: Provider) -> None:
    made = entra.make()
    good = {"op": "replace", "path": "title", "value": "Lead"}
    for operation, kind in PATCHES:
        sent = {"schemas": [PATCH], "Operations": [good, operation]}
        status, body = entra.call("PATCH", f"/Users/{made['id']}", sent)
        assert (status, body["scimType"]) == (400, kind), operation
    assert "title" not in entra.call("GET", f"/Users/{made['id']}")[1]


def test_managers_form_no_circle(entra: Provider) -> None:
    ids = [entra.make(name)["id"] for name in ("one", "two", "three")]
    path = f"{WORK}:manager"
    for lower, upper in ((0, 1), (1, 2)):
        assert (
            entra.patch(f"/Users/{ids[lower]}", {"op": "add", "path": path, "value": {"value": ids[upper]}})[0] == 200
        )
    for upper in (0, 2):
        status, body = entra.patch(f"/Users/{ids[2]}", {"op": "add", "path": path, "value": ids[upper]})
        assert (status, "circle" in body["detail"]) == (400, True)


def test_whoever_is_led_by_somebody_who_is_gone_can_still_be_changed_and_leave(entra: Provider) -> None:
    lead, other = entra.make("lena.lead")["id"], entra.make("otto.other")["id"]
    led = {WORK: {"manager": {"value": lead}, "department": "Sales"}}
    nora, noah, nils = (f"/Users/{entra.make(name, **led)['id']}" for name in ("nora", "noah", "nils"))
    assert entra.call("DELETE", f"/Users/{lead}")[0] == 204
    title = {"op": "replace", "path": "title", "value": "Welder"}
    status, said = entra.patch(nora, title)
    assert (status, said["title"], said[WORK]) == (200, "Welder", {"department": "Sales"})
    assert entra.call("PUT", noah, entra.call("GET", noah)[1])[0] == 200
    refused = entra.patch(nils, title, {"op": "replace", "path": f"{WORK}:manager", "value": str(uuid.uuid4())})
    assert (refused[0], "could be the manager" in refused[1]["detail"]) == (400, True)
    assert entra.patch(nils, {"op": "replace", "path": f"{WORK}:manager", "value": other})[0] == 200
    clock.freeze(clock.now() + timedelta(days=2))
    assert entra.patch(noah, {"op": "replace", "path": "active", "value": False})[1]["active"] is False


def test_a_group_has_another_version_once_a_member_is_gone(entra: Provider) -> None:
    ids = [entra.make(name)["id"] for name in ("nora", "noah")]
    group = entra.call("POST", "/Groups", {"displayName": "G", "members": [{"value": one} for one in ids]})[1]
    one = f"/Groups/{group['id']}"
    assert entra.call("DELETE", f"/Users/{ids[0]}")[0] == 204
    answer = entra.send("GET", one, If_None_Match=group["meta"]["version"])
    assert (answer.status_code, [member["value"] for member in answer.get_json()["members"]]) == (200, ids[1:])


def test_an_error_is_told_in_a_sentence(entra: Provider) -> None:
    made = entra.make()
    said = entra.patch(f"/Users/{made['id']}", {"op": "replace", "path": "emails", "value": ["a@b.example"]})[1]
    assert "pydantic" not in said["detail"]
    assert "\n" not in said["detail"]
    assert "emails" in said["detail"]


def test_bodies_that_are_none(entra: Provider) -> None:
    def send(data: bytes) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {entra.token}", "Content-Type": "application/scim+json"}
        answer = entra.client.post("/scim/v2/Users", data=data, headers=headers)
        return answer.status_code, answer.get_json(force=True).get("scimType", "")

    assert send(b"{") == (400, "invalidSyntax")
    assert send(b"\xff\xfe{") == (400, "invalidSyntax")
    assert send(b"[1]") == (400, "invalidSyntax")
    assert send(b"[" * 100_000) == (400, "invalidSyntax")
    deep = json.dumps({"name": json.loads("[" * 50 + "]" * 50)})
    assert send(deep.encode()) == (400, "invalidSyntax")
    assert send(b'{"userName": "' + b"x" * 1_100_000 + b'"}')[0] == 413


def test_groups_that_cannot_be(entra: Provider) -> None:
    for said in (
        {"displayName": "G" * 300},
        {"displayName": " "},
        {},
        {"displayName": "G", "members": [{"value": "x"}]},
    ):
        status, body = entra.call("POST", "/Groups", {"schemas": [GROUP]} | said)
        assert (status, body["scimType"]) == (400, "invalidValue"), said
    entra.call("POST", "/Groups", {"displayName": "G", "externalId": "1"})
    assert entra.call("POST", "/Groups", {"displayName": "H", "externalId": "1"})[0] == 409


def test_strangers_learn_nothing(entra: Provider, app: Portal) -> None:
    made = entra.make()
    other = Provider(app, "okta")
    for path in (f"/Users/{made['id']}", "/Users/" + "x" * 200, "/Nothing", "/Users/%00"):
        status, body = other.call("GET", path)
        assert (status, body["schemas"]) == (404, ["urn:ietf:params:scim:api:messages:2.0:Error"]), path
    assert other.call("GET", "/Users")[1]["totalResults"] == 0
    assert other.make()["id"] != made["id"]
    for token in ("", "Bearer x", "Bearer foyer_scim_x", f"Basic {entra.token}"):
        answer = entra.client.get("/scim/v2/Users", headers={"Authorization": token})
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="scim"')
    assert entra.call("PUT", "/ServiceProviderConfig")[0] == 405
