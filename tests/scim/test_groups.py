"""Large groups: who is named is read, and nobody else; what clients may say of members in one request."""

import uuid

import pytest
from sqlalchemy import insert, select

from auth.scim.models import ScimMember, ScimPerson
from portal.core import clock, db
from portal.core.web import Portal
from tests.statements import asked

from .factories import GROUP, Provider

MANY = 200


@pytest.fixture
def entra(app: Portal) -> Provider:
    return Provider(app)


def _people(count: int) -> list[str]:
    """People who have never been active: no account, so nothing follows from their groups."""
    ids = [str(uuid.uuid4()) for _number in range(count)]
    now = clock.now()
    rows = [
        {"id": one, "source": "entra", "subject": one, "login": one, "words": {"userName": one}}
        | {"created_at": now, "changed_at": now}
        for one in ids
    ]
    db.session.execute(insert(ScimPerson), rows)
    db.session.commit()
    return ids


def _group(entra: Provider, ids: list[str]) -> str:
    body = {"schemas": [GROUP], "displayName": "Welders", "members": [{"value": one} for one in ids]}
    return f"/Groups/{entra.call('POST', '/Groups', body)[1]['id']}"


def _add(ids: list[str]) -> dict[str, object]:
    return {"op": "Add", "path": "members", "value": [{"value": one} for one in ids]}


def _remove(ids: list[str]) -> dict[str, object]:
    return {"op": "Remove", "path": "members", "value": [{"value": one} for one in ids]}


def _members(entra: Provider, group: str) -> set[str]:
    return {member["value"] for member in entra.call("GET", group)[1].get("members", ())}


def test_a_change_of_a_large_group_reads_only_who_is_named(entra: Provider) -> None:
    ids = _people(MANY + 2)
    small, large = _group(entra, ids[:1]), _group(entra, ids[:MANY])
    counts = []
    for group in (small, large):
        with asked() as said:
            assert entra.patch(group, _add(ids[MANY:]))[0] == 204
            assert entra.patch(group, _remove(ids[:1]))[0] == 204
            assert entra.patch(group, {"op": "remove", "path": f'members[value eq "{ids[-1]}"]'})[0] == 204
            assert "members" not in entra.patch(f"{group}?excludedAttributes=members", _add(ids[-1:]))[1]
        counts.append(len(said))
        reads = [one for one in said if "FROM scim_member" in one]
        assert all("scim_member.person_id IN" in one.partition("WHERE")[2] for one in reads)
    assert counts[0] == counts[1]
    assert _members(entra, large) == set(ids[1:])
    assert _members(entra, small) == set(ids[MANY:])


def test_what_clients_say_of_members_in_one_request(entra: Provider) -> None:
    ids = _people(6)
    one = _group(entra, ids[:3])
    first = entra.send("GET", one).headers["ETag"]
    answer = entra.send("PATCH", one, {"Operations": [_add(ids[:2]), _remove(ids[5:])]})
    assert (answer.status_code, answer.headers["ETag"]) == (204, first)

    assert entra.patch(one, _add(ids[3:5]), _remove(ids[4:5]), _remove(ids[:1]), _add(ids[:1]))[0] == 204
    assert _members(entra, one) == set(ids[:4])
    status, said = entra.patch(f"{one}?attributes=displayName", {"op": "replace", "path": "displayName", "value": "W"})
    assert (status, said["displayName"], "members" in said) == (200, "W", False)

    some = " or ".join(f'value eq "{person}"' for person in ids[:2])
    assert entra.patch(one, {"op": "remove", "path": f"members[{some}]"}, _add(ids[5:]))[0] == 204
    assert _members(entra, one) == {*ids[2:4], ids[5]}
    assert entra.patch(one, {"op": "add", "value": {"members": [{"value": ids[0]}]}})[0] == 204
    assert entra.patch(one, {"op": "replace", "path": "members", "value": [{"value": ids[4]}]}, _add(ids[:1]))[0] == 204
    assert _members(entra, one) == {ids[4], ids[0]}
    assert entra.patch(one, {"op": "remove", "path": "members"})[0] == 204
    assert db.session.scalar(select(ScimMember.person_id)) is None


def test_hundreds_come_and_go_in_one_request(entra: Provider) -> None:
    ids = _people(600)
    group = _group(entra, [])
    assert entra.patch(group, _add(ids))[0] == 204
    assert _members(entra, group) == set(ids)
    one_by_one = [{"op": "Remove", "path": f'members[value eq "{person}"]'} for person in ids[:300]]
    assert entra.patch(group, *one_by_one, _remove(ids[300:500]))[0] == 204
    assert _members(entra, group) == set(ids[500:])


def test_whoever_is_unknown_joins_nothing(entra: Provider) -> None:
    (one,) = _people(1)
    group = _group(entra, [])
    for wrong in ({"value": "nobody"}, {"value": 7}, "nobody"):
        operation = {"op": "add", "path": "members", "value": [{"value": one}, wrong]}
        status, said = entra.patch(group, operation)
        assert (status, said["status"]) == (400, "400"), wrong
    assert not _members(entra, group)
