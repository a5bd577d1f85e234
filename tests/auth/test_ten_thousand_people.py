"""A real OpenLDAP with a company of ten thousand and hundreds of groups in groups: everybody is read and gets in."""

from collections.abc import Iterator

import pytest

from auth.providers.ldap_sign_in import check
from auth.provisioning.directory import people
from auth.provisioning.wanted import Person
from tests.auth.directories import provider, settings
from tests.counterparts import openldap
from tests.counterparts.company import Company, company
from tests.counterparts.openldap import Directory

pytestmark = [
    pytest.mark.counterpart,
    pytest.mark.slow,
    pytest.mark.skipif(bool(openldap.missing()), reason=openldap.missing()),
]


@pytest.fixture(scope="module")
def large() -> Company:
    return company(10_000, 500 - len(company(10_000).groups))


@pytest.fixture(scope="module")
def directory(large: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    with openldap.running(tmp_path_factory.mktemp("large"), large) as running:
        yield running


def test_everybody_is_read_with_every_group_that_leads_to_them(large: Company, directory: Directory) -> None:
    groups: dict[int, list[str]] = {}
    for group in large.groups:
        for place in large.everybody_in(group.name):
            groups.setdefault(place, []).append(group.name)
    given = settings(directory, people_base=openldap.PEOPLE)
    found = {one.subject: one for one in people(given) if isinstance(one, Person)}
    assert len(large.groups) == 500
    assert found.keys() == {person.id for person in large.people}
    for person in large.people:
        assert found[person.id].memberships == tuple(sorted(groups.get(person.place, ()))), person.login


def test_the_first_and_the_last_of_them_get_in(large: Company, directory: Directory) -> None:
    for person in (large.people[0], large.people[5000], large.people[-1]):
        proven = check(provider(settings(directory)), person.login, person.password)
        expected = {group.name for group in large.groups if person.place in large.everybody_in(group.name)}
        assert proven.subject == person.id
        assert {name for name in proven.groups or () if "=" not in name} == expected
