"""Somebody signs in against an Active Directory, and everybody in one is wanted: Samba as domain controller."""

from datetime import date
from typing import Any

import pytest

from auth.providers.ldap import line
from auth.providers.ldap_kind import KIND
from auth.providers.ldap_settings import LdapSettings
from auth.providers.ldap_sign_in import check
from auth.provisioning.directory import people
from auth.provisioning.directory_photos import hash_of, hashes, photos
from auth.provisioning.wanted import Person
from tests.auth.directories import provider, refusal
from tests.counterparts import samba
from tests.counterparts.company import password
from tests.counterparts.samba import COMPANY, Domain

pytestmark = [
    pytest.mark.counterpart,
    pytest.mark.slow,
    pytest.mark.skipif(bool(samba.missing()), reason=samba.missing()),
]
ANN = COMPANY.people[1]


@pytest.fixture
def domain() -> Domain:
    return samba.server()


def settings(domain: Domain, **changed: Any) -> LdapSettings:
    known = {
        "preset": "ad",
        "urls": domain.url,
        "base": samba.BASE,
        "bind_dn": samba.SYNC,
        "bind_password": samba.SYNC_SECRET,
        "ca_file": str(domain.ca),
        "page_size": 75,
    }
    return LdapSettings.model_validate(known | changed)


def test_a_photo_is_found_by_the_id_that_never_changes(domain: Domain) -> None:
    given = settings(domain)
    with line(given) as opened:
        found = hashes(opened)
    subject = next(iter(found))
    assert [(one, hash_of(content)) for one, content in photos(given, [subject])] == [(subject, found[subject])]


@pytest.mark.parametrize("login", [ANN.login, ANN.mail, ANN.login.upper(), f"{ANN.login}@corp.example"])
@pytest.mark.parametrize("secure", [True, False])
def test_account_name_principal_and_address_lead_to_the_same_person(domain: Domain, login: str, secure: bool) -> None:
    given = settings(domain, urls=domain.secure_url if secure else domain.url)
    proven = check(provider(given), login, ANN.password)
    assert (proven.login, proven.name, proven.email) == (ANN.login, ANN.name, ANN.mail)
    with domain.administration() as administration:
        found = administration.search_s(f"<GUID={proven.subject}>", 0, attrlist=["sAMAccountName"])
    assert found[0][1]["sAMAccountName"] == [ANN.login.encode()]


def test_people_of_odd_names_get_in(domain: Domain) -> None:
    given = settings(domain)
    for person in COMPANY.people[-16:]:
        expected = ("closed", "disabled") if person.has_left else ("", "")
        reason, cause = refusal(given, person.login, person.password)
        assert (reason, expected[1] in cause) == (expected[0], True)


@pytest.mark.parametrize(
    ("login", "secret", "reason", "cause"),
    [
        ("disabled", password("disabled"), "closed", "disabled"),
        ("disabled", "wrong", "wrong", "wrong password; also disabled"),
        ("ended", password("ended"), "expired", "the account has run out; also expired on 2018-01-01"),
        ("reset", password("reset"), "password", "has to be changed first"),
        ("reset", "wrong", "wrong", "wrong password"),
        ("nobody", "wrong", "wrong", "knows no 'nobody'"),
        ("*", password("ended"), "wrong", "knows no"),
        (f"{ANN.login})(objectClass=*", ANN.password, "wrong", "knows no"),
    ],
)
def test_administrators_learn_the_exact_cause(domain: Domain, login: str, secret: str, reason: str, cause: str) -> None:
    found = refusal(settings(domain), login, secret)
    assert found[0] == reason
    assert cause in found[1]


def test_five_wrong_passwords_lock_also_the_right_one(domain: Domain) -> None:
    for _ in range(6):
        refusal(settings(domain), "guessed", "guess")
    reason, cause = refusal(settings(domain), "guessed", password("guessed"))
    assert reason == "wrong"
    assert "locked after wrong passwords" in cause


def test_somebody_who_is_renamed_and_moved_stays_the_same(domain: Domain) -> None:
    before = check(provider(settings(domain)), "bride", password("bride"))
    with domain.administration() as administration:
        administration.rename_s(f"CN=bride,{samba.GUESTS}", "CN=Neu\\, Name", samba.PEOPLE)
        renamed = [(2, "sAMAccountName", b"bride2"), (2, "displayName", "Žofie Größe".encode())]
        administration.modify_s(f"CN=Neu\\, Name,{samba.PEOPLE}", renamed)
    after = check(provider(settings(domain)), "bride2", password("bride"))
    assert (after.subject, after.name) == (before.subject, "Žofie Größe")


def test_the_server_climbs_from_group_to_group_by_itself(domain: Domain) -> None:
    for person in COMPANY.people[:5]:
        proven = check(provider(settings(domain, group_base=samba.GROUPS)), person.login, person.password)
        expected = {group.name for group in COMPANY.groups if person.place in COMPANY.everybody_in(group.name)}
        assert {name for name in proven.groups if "=" not in name} == expected


def test_a_certificate_that_nobody_vouches_for_is_refused(domain: Domain) -> None:
    reason, cause = refusal(settings(domain, ca_file=""), ANN.login, ANN.password)
    assert reason == "unreachable"
    assert "certificate" in cause


def test_a_domain_is_tested_step_by_step(domain: Domain) -> None:
    found = KIND.test(provider(settings(domain)))
    assert all(finding.is_fine for finding in found), found
    wrong = KIND.test(provider(settings(domain, bind_password="wrong")))
    assert "52e" in wrong[-1].cause


def test_everybody_in_the_domain_is_wanted_and_who_is_disabled_is_closed(domain: Domain) -> None:
    given = settings(domain, people_base=samba.PEOPLE, group_base=samba.GROUPS)
    found = {one.user_name: one for one in people(given) if isinstance(one, Person)}
    for person in COMPANY.people:
        got = found[person.login]
        lead = None if person.manager is None else found[COMPANY.people[person.manager].login].subject
        assert (got.department, got.site, got.title) == ((person.department,), person.site, person.title)
        assert (got.email, got.manager, got.is_active) == (person.mail, lead, not person.has_left)
        expected = [group.name for group in COMPANY.groups if person.place in COMPANY.everybody_in(group.name)]
        assert got.memberships == tuple(sorted(expected))


def test_an_account_that_will_run_out_says_when(domain: Domain) -> None:
    found = {
        one.user_name: one for one in people(settings(domain, people_base=samba.GUESTS)) if isinstance(one, Person)
    }
    assert (found["visitor"].valid_until, found["visitor"].is_active) == (date(2100, 1, 1), True)
    assert not found["ended"].is_active
    assert found["reset"].valid_until is None
