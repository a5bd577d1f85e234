"""A connection to a directory serves one sign-in after the other, and lets nobody in as somebody else."""

import os
import socket
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from auth.providers import ldap, ldap_kept
from auth.providers.ldap_sign_in import check
from tests.auth.directories import forget_rests, provider, refusal, settings
from tests.counterparts import openldap
from tests.counterparts.company import company, password
from tests.counterparts.openldap import Directory

pytestmark = [
    pytest.mark.counterpart,
    pytest.mark.skipif(bool(openldap.missing()), reason=openldap.missing()),
]
ANN, BEN = company(openldap.SHARED_PEOPLE).people[1:3]


@pytest.fixture
def directory() -> Directory:
    return openldap.server()


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """The addresses to which connections were opened."""
    ldap_kept.forget()
    forget_rests()
    found: list[str] = []
    connect = ldap.connect

    def noted(given: ldap.LdapSettings, url: str) -> ldap.Line:
        found.append(url)
        return connect(given, url)

    with patch.object(ldap, "connect", noted):
        yield found
    ldap_kept.forget()


def test_one_connection_serves_one_sign_in_after_the_other(directory: Directory, opened: list[str]) -> None:
    given = settings(directory)
    for person in (ANN, BEN, ANN):
        proven = check(provider(given), person.login, person.password)
        assert (proven.subject, bool(proven.groups)) == (person.id, True)
    assert len(opened) == 1


def test_after_a_wrong_password_the_next_one_is_asked_of_the_directory_again(
    directory: Directory, opened: list[str]
) -> None:
    given = settings(directory)
    directory.add_guest("hurried")
    right = password("hurried")
    for secret, reason in ((right, ""), ("no", "wrong"), ("", "wrong"), (f"{right}!", "wrong"), (right, "")):
        assert refusal(given, "hurried", secret)[0] == reason
    assert check(provider(given), BEN.login, BEN.password).subject == BEN.id
    assert len(opened) == 1


def test_other_settings_have_connections_of_their_own(directory: Directory, opened: list[str]) -> None:
    assert refusal(settings(directory), ANN.login, ANN.password) == ("", "")
    assert refusal(settings(directory, bind_password="another"), ANN.login, ANN.password)[0] == "misconfigured"
    assert len(opened) == 2


def test_a_connection_that_its_server_ended_is_opened_anew(directory: Directory, opened: list[str]) -> None:
    given = settings(directory)
    assert refusal(given, ANN.login, ANN.password) == ("", "")
    (kept,) = ldap_kept._kept
    with socket.socket(fileno=os.dup(kept.line.connection.fileno())) as wire:
        wire.shutdown(socket.SHUT_RDWR)
    assert refusal(given, ANN.login, ANN.password) == ("", "")
    assert len(opened) == 2


def test_a_connection_that_was_silent_for_long_is_not_used(
    directory: Directory, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = settings(directory)
    assert refusal(given, ANN.login, ANN.password) == ("", "")
    monkeypatch.setattr(ldap_kept, "_IDLE", -1.0)
    assert refusal(given, ANN.login, ANN.password) == ("", "")
    assert len(opened) == 2
