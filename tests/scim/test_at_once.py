"""Clients send many requests at once: each finds an answer of the protocol, and nobody is there twice."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from auth.models import Unit, User
from auth.scim.models import ScimMember
from portal.core import db
from portal.core.web import Portal

from .factories import GROUP, PATCH, USER, WORK, Provider

MANY = 6


@pytest.fixture
def entra(committed: None, app: Portal) -> Provider:
    return Provider(app)


def _send(entra: Provider, method: str, path: str, body: Any) -> tuple[int, Any]:
    """A browser of its own for each thread, as every request of a provider stands by itself."""
    client = entra.client.application.test_client()
    sent = {"Authorization": f"Bearer {entra.token}"}
    answer = client.open(f"/scim/v2{path}", method=method, json=body, headers=sent)
    return answer.status_code, answer.get_json(force=True) if answer.data else None


def _at_once(request: Callable[[int], tuple[int, Any]]) -> list[tuple[int, Any]]:
    start, found = threading.Barrier(MANY), []

    def one(number: int) -> None:
        start.wait()
        found.append(request(number))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _user(number: int | str, **said: Any) -> dict[str, Any]:
    return {"schemas": [USER], "userName": f"n{number}", "externalId": f"e{number}", "displayName": "Nora F."} | said


def _count(model: Any, *conditions: Any) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def test_the_same_person_is_made_once(entra: Provider) -> None:
    found = _at_once(lambda _number: _send(entra, "POST", "/Users", _user("same")))
    assert Counter(status for status, _said in found) == {201: 1, 409: MANY - 1}, found
    assert all(said["schemas"][0].endswith("Error") for status, said in found if status != 201)
    assert _count(User, User.source == "entra") == 1


def test_a_department_that_is_new_is_made_once(entra: Provider) -> None:
    works = {WORK: {"division": "Production", "department": "Foundry"}}
    found = _at_once(lambda number: _send(entra, "POST", "/Users", _user(number, **works)))
    again = [_send(entra, "POST", "/Users", _user(n, **works)) for n in range(MANY)]
    statuses = Counter(status for status, _said in found)
    assert statuses[201] >= 1, found
    assert set(statuses) <= {201, 409}, found
    assert {status for status, _said in again} <= {201, 409}
    assert (_count(Unit), _count(User, User.source == "entra")) == (2, MANY)


def test_a_department_that_two_sources_bring_is_made_once(entra: Provider, app: Portal) -> None:
    okta = Provider(app, "okta")
    for place in range(4):
        works = {WORK: {"division": f"Plant {place}", "department": f"Line {place}"}}

        def send(number: int, works: dict[str, Any] = works, place: int = place) -> tuple[int, Any]:
            return _send(okta if number % 2 else entra, "POST", "/Users", _user(f"{place}-{number}", **works))

        found = _at_once(send)
        assert {status for status, _said in found} <= {201, 409}, found
    assert _count(Unit) == 8


def test_members_of_one_group_are_all_there(entra: Provider) -> None:
    ids = [entra.make(f"person.{number}")["id"] for number in range(MANY)]
    group = entra.call("POST", "/Groups", {"schemas": [GROUP], "displayName": "Welders"})[1]["id"]

    def add(number: int) -> tuple[int, Any]:
        some = [{"value": one} for one in {ids[number], ids[0]}]
        operation = {"op": "Add", "path": "members", "value": some}
        return _send(entra, "PATCH", f"/Groups/{group}", {"schemas": [PATCH], "Operations": [operation]})

    assert Counter(status for status, _said in _at_once(add)) == {204: MANY}
    assert _count(ScimMember) == MANY


def test_leavers_at_once_do_not_slip_past_the_brake(entra: Provider) -> None:
    ids = [entra.make(f"person.{number}")["id"] for number in range(MANY)]
    off = {"schemas": [PATCH], "Operations": [{"op": "Replace", "path": "active", "value": False}]}
    found = _at_once(lambda number: _send(entra, "PATCH", f"/Users/{ids[number]}", off))
    assert Counter(status for status, _said in found) == {200: 1, 403: MANY - 1}, found
    assert _count(User, User.source == "entra", User.is_active) == MANY - 1
