"""A directory that is away, frozen, unsure who it is or set up wrongly: refused in time, and said exactly."""

import os
import resource
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from pydantic import ValidationError

from auth.providers import ldap
from auth.providers.contract import Provider
from auth.providers.ldap_kind import KIND
from auth.providers.ldap_settings import LdapSettings
from auth.providers.ldap_sign_in import AT_ONCE
from tests.auth.directories import forget_rests, provider, refusal, settings
from tests.counterparts import certificates, openldap
from tests.counterparts.company import company
from tests.counterparts.openldap import Directory

pytestmark = [
    pytest.mark.counterpart,
    pytest.mark.skipif(bool(openldap.missing()), reason=openldap.missing()),
]
ANN = company(openldap.SHARED_PEOPLE).people[1]
QUICK = {"connect_seconds": 0.5, "answer_seconds": 0.5}
NOBODY_THERE = "ldap://127.0.0.1:9"


@pytest.fixture
def directory() -> Directory:
    return openldap.server()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Directory]:
    with openldap.running(tmp_path) as running:
        yield running


@pytest.fixture(autouse=True)
def _rested() -> None:
    forget_rests()


def test_the_second_server_serves_when_the_first_is_down(directory: Directory) -> None:
    both = settings(directory, urls=f"{NOBODY_THERE} {directory.secure_url}")
    assert refusal(both, ANN.login, ANN.password) == ("", "")


def test_the_second_server_serves_when_the_first_hangs_and_is_asked_first_from_then_on(
    directory: Directory, own: Directory
) -> None:
    both = settings(directory, urls=f"{own.url} {directory.url}", **QUICK)
    with own.frozen():
        assert refusal(both, ANN.login, ANN.password) == ("", "")
        begun = time.monotonic()
        assert refusal(both, ANN.login, ANN.password) == ("", "")
        assert time.monotonic() - begun < 0.5


@pytest.mark.parametrize("way", ["ldaps", "start_tls", "in clear"])
def test_a_server_that_hangs_is_given_up_in_time_and_without_work(own: Directory, way: str) -> None:
    given = settings(own, urls=own.secure_url if way == "ldaps" else own.url, start_tls=way != "in clear", **QUICK)
    with own.frozen():
        begun, worked = time.monotonic(), time.process_time()
        reason, cause = refusal(given, ANN.login, ANN.password)
        assert time.monotonic() - begun < 3
        assert time.process_time() - worked < 0.4  # a library that waits in a busy loop needs all of it
    assert (reason, own.url.split("//")[1].split(":")[0] in cause) == ("unreachable", True)
    assert threading.active_count() < 20


def test_few_sign_ins_wait_for_a_directory_that_hangs(own: Directory) -> None:
    given = settings(own, **QUICK)
    with own.frozen():
        many = [threading.Thread(target=refusal, args=(given, ANN.login, "x")) for _ in range(AT_ONCE)]
        for one in many:
            one.start()
        begun = time.monotonic()
        reason, cause = refusal(given, ANN.login, "x")
        assert time.monotonic() - begun < 2
        for one in many:
            one.join()
    assert reason == "unreachable"
    assert cause


def test_a_process_with_more_than_a_thousand_open_files_signs_people_in(directory: Directory) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096) if hard > 0 else 4096, hard))
    many = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        assert refusal(settings(directory), ANN.login, ANN.password) == ("", "")
    finally:
        for one in many:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_server_that_dies_is_unreachable_not_a_wrong_password(own: Directory) -> None:
    own.signal(9)
    assert refusal(settings(own, **QUICK), ANN.login, ANN.password)[0] == "unreachable"


@pytest.mark.parametrize("secure", [True, False])
def test_a_certificate_of_somebody_else_is_refused(directory: Directory, tmp_path: Path, secure: bool) -> None:
    foreign = str(certificates.authority(tmp_path))
    url = directory.secure_url if secure else directory.url
    reason, cause = refusal(settings(directory, urls=url, ca_file=foreign), ANN.login, ANN.password)
    assert reason == "unreachable"
    assert "certificate is not accepted" in cause


def test_a_certificate_for_another_name_is_refused(directory: Directory) -> None:
    listening = directory.secure_url.replace("127.0.0.1", "localhost")
    assert refusal(settings(directory, urls=listening), ANN.login, ANN.password) == ("", "")
    with relay("127.0.0.2", directory.secure_port) as url:
        reason, cause = refusal(settings(directory, urls=url), ANN.login, ANN.password)
    assert reason == "unreachable"
    assert "127.0.0.2" in cause


def test_what_is_no_directory_is_unreachable() -> None:
    for answer in (b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", os.urandom(64), b"0\x84\xff\xff\xff\xff"):
        with answering(answer) as port:
            given = LdapSettings(urls=f"ldap://127.0.0.1:{port}", base="dc=x,dc=y", **QUICK)
            assert refusal(given, ANN.login, ANN.password)[0] == "unreachable"


def test_a_wrong_reading_account_is_our_fault_not_the_persons(directory: Directory) -> None:
    reason, cause = refusal(settings(directory, bind_password="nope"), ANN.login, ANN.password)
    assert reason == "misconfigured"
    assert "nope" not in cause


def test_a_base_that_does_not_exist_is_our_fault(directory: Directory) -> None:
    assert refusal(settings(directory, base="dc=other,dc=example"), ANN.login, ANN.password)[0] == "misconfigured"


@contextmanager
def answering(answer: bytes, host: str = "127.0.0.1") -> Iterator[int]:
    """Something that answers so to everybody."""
    with socket.create_server((host, 0)) as listening:

        def answer_one() -> None:
            with listening.accept()[0] as line:
                line.recv(100)
                line.sendall(answer)

        thread = threading.Thread(target=answer_one)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


@contextmanager
def relay(host: str, port: int) -> Iterator[str]:
    """The same server under another address."""
    with socket.create_server((host, 0)) as listening:

        def pass_on() -> None:
            with listening.accept()[0] as line, socket.create_connection(("127.0.0.1", port)) as there:
                to_there = threading.Thread(target=pump, args=(line, there))
                to_there.start()
                pump(there, line)
                to_there.join()

        thread = threading.Thread(target=pass_on)
        thread.start()
        yield f"ldaps://{host}:{listening.getsockname()[1]}"
        thread.join()


def pump(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while block := one.recv(65536):
            other.sendall(block)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)


def test_without_the_library_the_portal_runs_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given = LdapSettings(urls=NOBODY_THERE, base="dc=x,dc=y")
    monkeypatch.setitem(sys.modules, "ldap", None)
    ldap.library.cache_clear()
    try:
        reason, cause = refusal(given, "ann", "a password")
        assert (reason, "libldap-dev" in cause) == ("misconfigured", True)
        assert ["libldap-dev" in finding.cause for finding in KIND.test(provider(given))] == [True]
    finally:
        ldap.library.cache_clear()


def steps(given: LdapSettings) -> dict[str, tuple[bool, str]]:
    return {finding.step.split(": ")[-1]: (finding.is_fine, finding.cause) for finding in KIND.test(provider(given))}


def test_the_test_of_a_connection_goes_through_all_steps(directory: Directory) -> None:
    found = steps(settings(directory))
    assert all(is_fine for is_fine, _ in found.values()), found
    names = ["reach the server", "encryption and certificate", "reading account", "Base of the tree", "People"]
    assert list(found) == [*names, "Attributes", "Groups"]
    assert "TLS" in found["encryption and certificate"][1]


@pytest.mark.parametrize(
    ("changed", "step", "word"),
    [
        ({"urls": "ldap://no-such-host.invalid"}, "reach the server", "name server"),
        ({"urls": NOBODY_THERE}, "reach the server", "firewall"),
        ({"ca_file": "/nowhere/ca.crt"}, "encryption and certificate", "no file"),
        ({"ca_file": ""}, "encryption and certificate", "authority"),
        ({"bind_password": "wrong"}, "reading account", "Check name and password"),
        ({"base": "dc=other,dc=example"}, "Base of the tree", "No such object"),
        ({"people_filter": "(uid=nobody)"}, "People", "Nobody below"),
        ({"attributes": "mail=postalAddress"}, "Attributes", "mail=postalAddress"),
        ({"group_base": "ou=none,dc=corp,dc=example"}, "Groups", "No such object"),
    ],
)
def test_each_fault_stops_at_its_step_and_says_what_helps(
    directory: Directory, changed: dict[str, str], step: str, word: str
) -> None:
    found = steps(settings(directory, **changed))
    wrong = {name: cause for name, (is_fine, cause) in found.items() if not is_fine}
    assert list(wrong) == [step]
    assert word in wrong[step]


def test_the_test_of_a_frozen_server_ends(own: Directory) -> None:
    with own.frozen():
        found = steps(settings(own, **QUICK))
    assert not found["encryption and certificate"][0]


def test_settings_that_are_wrong_say_so_in_the_test() -> None:
    broken = Provider(key="x", kind="ldap", label="x", settings=None, faults=("urls: Field required",))
    assert [finding.cause for finding in KIND.test(broken)] == ["urls: Field required"]


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"urls": ""}, "one server"),
        ({"urls": "dc1.corp.example"}, "no address"),
        ({"urls": "http://dc1.corp.example"}, "no address"),
        ({"urls": "ldap://dc1.corp.example/dc=corp??sub"}, "no address"),
        ({"urls": "ldap://dc1.corp.example", "start_tls": False}, "in clear"),
        ({"people_filter": "objectClass=person"}, "no filter"),
        ({"people_filter": "(objectClass=person))(x=y"}, "no filter"),
        ({"login_filter": "(uid=ann)"}, "lacks {login}"),
        ({"attributes": "shoes=shoeSize"}, "shoes=shoeSize"),
        ({"bind_dn": "cn=x", "bind_password": ""}, "bind_password"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(changed: dict[str, object], word: str) -> None:
    known: dict[str, object] = {"urls": "ldaps://dc1.corp.example", "base": "dc=corp,dc=example"}
    with pytest.raises(ValidationError, match=word.replace("{", "\\{").replace("(", "\\(")):
        LdapSettings.model_validate(known | changed)


def test_nobody_is_sent_on_to_another_server(own: Directory) -> None:
    """A referral would take the password of the reading account wherever an entry of the directory points."""
    person = company(60).people[1]
    with visited() as (url, visits), own.administration() as administration:
        for base in (openldap.PEOPLE, openldap.GROUPS):
            kind = ("objectClass", [b"referral", b"extensibleObject"])
            administration.add_s(f"ou=away,{base}", [kind, ("ou", b"away"), ("ref", f"{url}/{base}".encode())])
        assert refusal(settings(own), person.login, person.password) == ("", "")
        assert refusal(settings(own), "somebody-who-is-elsewhere", "x")[0] == "wrong"
        away = settings(own, people_base=f"ou=away,{openldap.PEOPLE}")
        assert refusal(away, person.login, person.password)[0] in ("refused", "misconfigured")
    assert visits == []


@contextmanager
def visited() -> Iterator[tuple[str, list[object]]]:
    """The address of a server that ends every connection at once, and who has come."""
    visits: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def note() -> None:
            with suppress(OSError):
                while True:
                    line, address = listening.accept()
                    visits.append(address)
                    line.close()

        thread = threading.Thread(target=note)
        thread.start()
        yield f"ldap://127.0.0.1:{listening.getsockname()[1]}", visits
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()
