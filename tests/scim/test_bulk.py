"""Many operations in one request."""

import pytest

from portal.core.web import Portal
from tests.provisioning.factories import user_of

from .factories import GROUP, PATCH, USER, WORK, Provider


@pytest.fixture
def entra(app: Portal) -> Provider:
    return Provider(app)


def _post(name: str, path: str = "/Users", **said: object) -> dict[str, object]:
    schema = USER if path == "/Users" else GROUP
    return {"method": "POST", "path": path, "bulkId": name, "data": {"schemas": [schema]} | said}


def test_what_is_referred_to_is_made_first(entra: Provider) -> None:
    operations = [
        _post("g", "/Groups", displayName="Welders", members=[{"value": "bulkId:a"}, {"value": "bulkId:b"}]),
        _post("a", userName="anna", externalId="a", **{WORK: {"manager": {"value": "bulkId:b"}}}),
        _post("b", userName="bernd", externalId="b"),
    ]
    status, body = entra.call("POST", "/Bulk", {"Operations": operations})
    assert (status, [one["bulkId"] for one in body["Operations"]]) == (200, ["b", "a", "g"])
    assert {one["status"] for one in body["Operations"]} == {"201"}
    assert user_of("a", "entra").manager_id == user_of("b", "entra").id
    made = {one["bulkId"]: one["location"].rpartition("/v2")[2] for one in body["Operations"]}
    assert len(entra.call("GET", made["g"])[1]["members"]) == 2
    patch = {"schemas": [PATCH], "Operations": [{"op": "Replace", "path": "title", "value": "Lead"}]}
    version = body["Operations"][1]["version"]
    operations = [
        {"method": "patch", "path": made["a"], "version": version, "data": patch},
        {"method": "PATCH", "path": made["a"], "version": version, "data": patch},
        {"method": "PUT", "path": made["b"], "data": {"userName": "bernd", "title": "Boss"}},
        {"method": "DELETE", "path": made["g"]},
    ]
    body = entra.call("POST", "/Bulk", {"Operations": operations})[1]
    assert [one["status"] for one in body["Operations"]] == ["200", "412", "200", "204"]
    assert body["Operations"][1]["response"]["detail"].startswith("The present version")
    assert (user_of("a", "entra").title, user_of("b", "entra").title) == ("Lead", "Boss")


def test_what_was_made_can_be_changed_in_the_same_request(entra: Provider) -> None:
    title = {"schemas": [PATCH], "Operations": [{"op": "add", "path": "title", "value": "Welder"}]}
    operations = [
        {"method": "PATCH", "path": "/Users/bulkId:a", "data": title},
        _post("a", userName="anna", externalId="a"),
        {"method": "DELETE", "path": "/Users/bulkId:nobody"},
    ]
    body = entra.call("POST", "/Bulk", {"Operations": operations})[1]
    assert [one["status"] for one in body["Operations"]] == ["201", "200", "409"]
    assert body["Operations"][1]["location"] == body["Operations"][0]["location"]
    assert user_of("a", "entra").title == "Welder"


def test_each_stands_or_falls_by_itself_until_there_are_too_many_errors(entra: Provider) -> None:
    lead = {WORK: {"manager": {"value": "bulkId:y"}}}
    operations = [
        _post("x", userName="x", **lead),
        _post("1", userName=""),
        _post("2", userName="two"),
        {"method": "GET", "path": "/Users"},
        {"method": "POST", "path": "/Nothing", "bulkId": "3", "data": {}},
        _post("4", userName="four"),
    ]
    body = entra.call("POST", "/Bulk", {"Operations": operations})[1]
    assert [(one.get("bulkId"), one["status"]) for one in body["Operations"]] == [
        ("1", "400"), ("2", "201"), (None, "400"), ("3", "400"), ("4", "201"), ("x", "409"),
    ]  # fmt: skip
    body = entra.call("POST", "/Bulk", {"failOnErrors": 2, "Operations": [*operations[1:3], *operations]})[1]
    assert [one["status"] for one in body["Operations"]] == ["400", "409"]
    assert entra.call("GET", "/Users")[1]["totalResults"] == 2


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"Operations": []}, 400),
        ({"Operations": [1]}, 400),
        ({"Operations": [{}], "failOnErrors": 0}, 400),
        ({"Operations": [{}] * 1001}, 413),
    ],
)
def test_what_is_no_bulk_request(entra: Provider, said: dict[str, object], status: int) -> None:
    assert entra.call("POST", "/Bulk", said)[0] == status


def test_a_token_for_people_alone_makes_no_groups(app: Portal) -> None:
    entra = Provider(app, scopes=("users:write",))
    operations = [_post("g", "/Groups", displayName="Welders"), _post("a", userName="anna")]
    body = entra.call("POST", "/Bulk", {"Operations": operations})[1]
    assert [one["status"] for one in body["Operations"]] == ["403", "201"]
