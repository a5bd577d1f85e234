"""Somebody signs in against a real OpenLDAP."""

import pytest

from auth.providers.contract import SignInRefused
from auth.providers.ldap_sign_in import check
from tests.auth.directories import provider, refusal, settings
from tests.counterparts import openldap
from tests.counterparts.company import Person, company, password
from tests.counterparts.openldap import Directory

pytestmark = [
    pytest.mark.counterpart,
    pytest.mark.skipif(bool(openldap.missing()), reason=openldap.missing()),
]
COMPANY = company(openldap.SHARED_PEOPLE)
ANN = COMPANY.people[1]
# Each would find somebody, or everybody, if a letter of it meant anything to the filter.
INJECTIONS = (
    "*",
    "*)(uid=*",
    "*))(|(uid=*",
    f"{ANN.login})(uid=*",
    f"{ANN.login})(|(objectClass=*",
    f"{ANN.login}*",
    f"({ANN.login})",
    f"{ANN.login})%00",
    "\\2a",
    "\\",
    "admin)(&)",
    "|",
    "&",
    "!(uid=x)",
    "uid=*",
    f"cn=portal-sync,ou=service,{openldap.BASE}",
    f"{ANN.login}' OR '1'='1",
    "{login}",
    "%s",
)


@pytest.fixture
def directory() -> Directory:
    return openldap.server()


def test_somebody_is_known_by_an_id_that_stays(directory: Directory) -> None:
    proven = check(provider(settings(directory)), ANN.login, ANN.password)
    assert (proven.source, proven.subject) == ("ldap", ANN.id)
    assert (proven.name, proven.email, proven.login) == (ANN.name, ANN.mail, ANN.login)


@pytest.mark.parametrize("login", [ANN.mail, ANN.login.upper(), f"  {ANN.login} "])
def test_login_and_address_are_taken_as_people_type_them(directory: Directory, login: str) -> None:
    assert check(provider(settings(directory)), login, ANN.password).subject == ANN.id


def test_ldaps_serves_as_well_as_start_tls(directory: Directory) -> None:
    assert refusal(settings(directory, urls=directory.secure_url), ANN.login, ANN.password) == ("", "")


@pytest.mark.parametrize("person", COMPANY.people[-16:], ids=lambda person: person.login)
def test_people_of_odd_names_get_in_under_their_names(directory: Directory, person: Person) -> None:
    proven = check(provider(settings(directory)), person.login, person.password)
    assert proven.subject == person.id
    assert proven.name


def test_a_wrong_password_is_refused(directory: Directory) -> None:
    directory.add_guest("mistaken")
    right = password("mistaken")
    for attempt in ("Wrong-password-1", f"{right} ", right.lower(), "x" * 512):
        assert refusal(settings(directory), "mistaken", attempt)[0] == "wrong"


@pytest.mark.parametrize("attempt", ["", " ", "\t", "\0", f"{ANN.password}\0", "x" * 513])
def test_an_empty_or_impossible_password_never_reaches_the_directory(directory: Directory, attempt: str) -> None:
    nowhere = settings(directory, urls="ldap://127.0.0.1:9")
    assert refusal(nowhere, ANN.login, attempt)[0] == "wrong"


@pytest.mark.parametrize("login", [*INJECTIONS, "", "\0", f"{ANN.login}\0", "x" * 255, "nobody-at-all"])
def test_nothing_that_is_typed_means_anything_to_the_filter(directory: Directory, login: str) -> None:
    for secret in (ANN.password, openldap.SYNC_SECRET):
        assert refusal(settings(directory), login, secret)[0] == "wrong"


def test_all_who_do_not_know_the_password_are_told_the_same(directory: Directory) -> None:
    told = set()
    for login, secret in ((ANN.login, "no"), ("nobody", "no"), ("locked", password("locked")), ("expired", "no")):
        with pytest.raises(SignInRefused) as refused:
            check(provider(settings(directory)), login, secret)
        told.add(refused.value.message)
    assert len(told) == 1


@pytest.mark.parametrize(
    ("login", "reason", "cause"),
    [
        ("locked", "wrong", "locked"),
        ("expired", "password", "the password has run out"),
        ("reset", "password", "has to be changed first"),
        ("nobody", "wrong", "knows no 'nobody'"),
    ],
)
def test_administrators_learn_the_exact_cause(directory: Directory, login: str, reason: str, cause: str) -> None:
    found = refusal(settings(directory), login, password(login))
    assert found[0] == reason
    assert cause in found[1]
    assert password(login) not in found[1]


def test_five_wrong_passwords_lock_also_the_right_one(directory: Directory) -> None:
    directory.add_guest("guessed")
    for _ in range(5):
        assert refusal(settings(directory), "guessed", "guess")[0] == "wrong"
    reason, cause = refusal(settings(directory), "guessed", password("guessed"))
    assert reason == "wrong"
    assert "locked" in cause


def test_somebody_who_is_renamed_and_moved_stays_the_same(directory: Directory) -> None:
    name = directory.add_guest("bride", cn="Ann Before, PhD")
    before = check(provider(settings(directory)), "bride", password("bride"))
    with directory.administration() as administration:
        administration.rename_s(name, "cn=Ann Ärmel \\+ Söhne", openldap.PEOPLE)
        administration.modify_s(
            f"cn=Ann Ärmel \\+ Söhne,{openldap.PEOPLE}", [(2, "uid", b"bride2"), (2, "mail", b"b2@corp.example")]
        )
    after = check(provider(settings(directory)), "bride2", password("bride"))
    assert after.subject == before.subject
    assert refusal(settings(directory), "bride", password("bride"))[0] == "wrong"


def test_groups_come_through_groups_and_a_loop_ends(directory: Directory) -> None:
    given = settings(directory)
    for person in COMPANY.people[:5]:
        proven = check(provider(given), person.login, person.password)
        expected = {group.name for group in COMPANY.groups if person.place in COMPANY.everybody_in(group.name)}
        assert {name for name in proven.groups if "=" not in name} == expected
        assert {openldap.group_name(name).lower() for name in expected} <= {name.lower() for name in proven.groups}


def test_only_groups_below_their_base_count(directory: Directory) -> None:
    elsewhere = settings(directory, group_base=openldap.PEOPLE)
    assert check(provider(elsewhere), ANN.login, ANN.password).groups == frozenset()


def test_who_does_not_pass_the_filter_is_nobody(directory: Directory) -> None:
    left = next(person for person in COMPANY.people if person.has_left)
    working = settings(directory, people_filter="(&(objectClass=inetOrgPerson)(!(employeeType=left)))")
    assert refusal(working, left.login, left.password)[0] == "wrong"
    assert refusal(settings(directory), left.login, left.password) == ("", "")


def test_a_login_that_two_people_have_signs_nobody_in(directory: Directory) -> None:
    given = settings(directory, login_filter="(|(uid={login})(sn={login}))")
    directory.add_guest("twin1", sn="twins")
    directory.add_guest("twin2", sn="twins")
    reason, cause = refusal(given, "twins", password("twin1"))
    assert reason == "misconfigured"
    assert "2 people" in cause
