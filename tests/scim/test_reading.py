"""Filters, sorting, pages, attributes, versions: what clients ask of lists and single people."""

import pytest

from portal.core.web import Portal

from .factories import GROUP, WORK, Provider


@pytest.fixture
def entra(app: Portal) -> Provider:
    provider = Provider(app)
    for name, mail, more in (
        ("anna.adler", "a@one.example", {"title": "Welder", "active": True}),
        ("bernd.b", "b@one.example", {"title": "Lead", "active": False}),
        ("Chris.Ö", "c@two.example", {"externalId": "Case", WORK: {"department": "Sales"}}),
    ):
        provider.make(name, **({"emails": [{"value": mail, "type": "work"}]} | more))
    return provider


def _names(entra: Provider, filter: str, **more: str) -> list[str]:
    found = entra.client.get(
        "/scim/v2/Users",
        query_string={"filter": filter, "sortBy": "userName"} | more,
        headers={"Authorization": f"Bearer {entra.token}"},
    ).get_json(force=True)
    return [one["userName"].partition("@")[0] for one in found.get("Resources", [found])]


A, B, C = "anna.adler", "bernd.b", "Chris.Ö"


FILTERS: list[tuple[str, list[str]]] = [
    ('userName eq "ANNA.adler@example.com"', [A]),
    ('username EQ "chris.ö@EXAMPLE.com"', [C]),
    ('urn:ietf:params:scim:schemas:core:2.0:User:userName sw "b"', [B]),
    ('userName ne "anna.adler@example.com"', [B, C]),
    ('userName co "_"', []),
    ('userName co "ER"', [A, B]),
    ('userName ew "ö@example.com"', [C]),
    ('userName gt "bernd"', [B, C]),
    ('userName le "bernd"', [A]),
    ('externalId eq "Case"', [C]),
    ('externalId eq "case"', []),
    ("externalId pr and active eq true", [A, C]),
    ("not (active eq true)", [B]),
    ("active ne false", [A, C]),
    ('emails eq "A@one.example"', [A]),
    ('emails.value ew "one.example"', [A, B]),
    ('emails[type eq "WORK"].value co "two"', [C]),
    ('emails[type eq "work" and value sw "b@"]', [B]),
    ('emails[type eq "home"]', []),
    ('not (emails co "two") and (active eq true or title eq "lead")', [A, B]),
    ('title eq "Welder"', [A]),
    ('title eq "nobody" or userName sw "chris"', [C]),
    ("displayName pr and not (title pr)", [C]),
    (f'{WORK}:department eq "sales"', [C]),
    ('meta.created gt "2000-01-01T00:00:00Z"', [A, B, C]),
    ('meta.lastModified lt "2000-01-01T00:00:00Z"', []),
    ('userName eq "x\\" or userName pr or \\""', []),
    ('schemas eq "urn:ietf:params:scim:schemas:core:2.0:User"', [A, B, C]),
]


def test_filters(entra: Provider) -> None:
    wrong = {text: found for text, names in FILTERS if (found := _names(entra, text)) != names}
    assert not wrong


def test_pages_and_orders(entra: Provider) -> None:
    assert _names(entra, "userName pr", sortOrder="descending") == [C, B, A]
    assert _names(entra, "userName pr", sortBy="title", sortOrder="ascending") == [B, A, C]
    assert _names(entra, "userName pr", startIndex="2", count="1") == [B]
    status, body = entra.call("GET", "/Users?count=0&startIndex=-3")
    assert (status, body["totalResults"], body["startIndex"], body["Resources"]) == (200, 3, 1, [])
    assert entra.call("GET", "/Users?count=100000&startIndex=4")[1]["itemsPerPage"] == 0
    body = {"filter": 'userName sw "a"', "attributes": ["userName"], "count": 5}
    (found,) = entra.call("POST", "/Users/.search", body)[1]["Resources"]
    assert set(found) == {"schemas", "id", "userName"}
    entra.call("POST", "/Groups", {"schemas": [GROUP], "displayName": "Wêlders"})
    assert entra.call("GET", '/Groups?filter=displayName eq "WÊLDERS"')[1]["totalResults"] == 1
    both = entra.call("POST", "/.search", {"startIndex": 3, "count": 2})[1]
    assert (both["totalResults"], [one["meta"]["resourceType"] for one in both["Resources"]]) == (4, ["User", "Group"])


def test_versions(entra: Provider) -> None:
    made = entra.make("dora.d")
    one, first = f"/Users/{made['id']}", made["meta"]["version"]
    answer = entra.send("GET", one)
    assert answer.headers["ETag"] == first
    assert entra.send("GET", one, If_None_Match=first).status_code == 304
    title = {"op": "replace", "path": "title", "value": "Lead"}
    assert entra.patch(one, title, If_Match=first)[0] == 200
    assert entra.send("GET", one, If_None_Match=first).status_code == 200
    assert entra.patch(one, title | {"value": "Other"}, If_Match=first)[0] == 412
    assert entra.call("PUT", one, made, If_Match=first)[0] == 412
    assert entra.call("DELETE", one, If_Match=first)[0] == 412
    assert entra.patch(one, title | {"value": "Other"}, If_Match="*")[1]["title"] == "Other"


BAD = (
    'userName eq "',
    "unknown eq 1",
    "active gt true",
    'userName eq "a\\u0000b"',
    'userName eq "' + "a" * 5000 + '"',
    "not (" * 600 + "userName pr" + ")" * 600,
    'meta.created gt "yesterday"',
    'meta.created gt "0001-01-01T00:00:00+14:00"',
    'meta.lastModified lt "9999-12-31T23:59:59-14:00"',
    'userName eq "\\ud800"',
    'emails[value eq "\\udfff"]',
    "",
)


def test_bad_filters_on_everything(entra: Provider) -> None:
    for text in ("externalId co 5", "id eq true", "externalId gt 1", 'meta.created gt "yesterday"'):
        status, said = entra.call("POST", "/.search", {"filter": text})
        assert (status, said.get("scimType")) == (400, "invalidFilter"), text


def test_bad_filters(entra: Provider) -> None:
    for text in BAD:
        status, said = entra.call("POST", "/Users/.search", {"filter": text})
        assert (status, said.get("scimType")) == (400, "invalidFilter"), text
