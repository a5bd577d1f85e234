"""A real OpenLDAP as the source: everybody in it is wanted, and what it cannot say whole changes nothing."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from auth.audience import actor_for
from auth.models import User
from auth.providers import store
from auth.provisioning import directory as source_of_people
from auth.provisioning import photos, runs, sources
from auth.provisioning.directory import people
from auth.provisioning.models import Run
from auth.provisioning.plan import plan
from auth.provisioning.wanted import Person
from portal.core import db, storage
from portal.core import jobs as queue
from portal.core.errors import Conflict, Unavailable
from portal.people import set_photo, square
from tests.auth.directories import settings
from tests.counterparts import openldap
from tests.counterparts.company import SITES, company
from tests.counterparts.openldap import Directory
from tests.people.factories import picture

from .factories import changes, make_source, user_of

pytestmark = [
    pytest.mark.counterpart,
    pytest.mark.skipif(bool(openldap.missing()), reason=openldap.missing()),
]
SMALL = company(60)
WHOLE = company(openldap.SHARED_PEOPLE)
QUICK = {"connect_seconds": 0.5, "answer_seconds": 0.5, "page_size": 10}


@pytest.fixture
def directory() -> Directory:
    return openldap.server()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Directory]:
    with openldap.running(tmp_path) as running:
        yield running


def wanted(given: Directory, **changed: Any) -> dict[str, Person]:
    """Everybody of the company, by their ids."""
    found = list(people(settings(given, people_base=openldap.PEOPLE, **changed)))
    assert all(isinstance(one, Person) for one in found)
    return {one.subject: one for one in found if isinstance(one, Person)}


def test_everybody_comes_with_all_that_the_directory_knows(directory: Directory) -> None:
    found = wanted(directory, page_size=100)
    assert found.keys() >= {person.id for person in WHOLE.people}  # other tests add people of their own for a while
    for person in WHOLE.people:
        got = found[person.id]
        assert (got.user_name, got.email, got.title) == (person.login, person.mail, person.title)
        assert (got.department, got.site) == ((person.department,), person.site)
        assert got.manager == (None if person.manager is None else WHOLE.people[person.manager].id)
        assert got.memberships == tuple(sorted(g.name for g in WHOLE.groups if person.place in in_group(g.name)))
        assert got.is_active


_members: dict[str, set[int]] = {}


def in_group(name: str) -> set[int]:
    if name not in _members:
        _members[name] = WHOLE.everybody_in(name)
    return _members[name]


def test_groups_that_name_their_members_come_to_the_same(directory: Directory) -> None:
    by_members = wanted(directory, attributes="member_of=-")
    assert {key: one.memberships for key, one in by_members.items()} == {
        key: one.memberships for key, one in wanted(directory).items()
    }


def test_a_group_from_which_roles_follow_by_its_place_is_told_by_that_too(directory: Directory) -> None:
    group = WHOLE.groups[0].name
    place = openldap.group_name(group).replace(",ou=", ", OU=")
    given = settings(directory, people_base=openldap.PEOPLE)
    for one in people(given, mapped=("Editors", "no=place,,", place, f"cn=nobody,{openldap.BASE}")):
        assert isinstance(one, Person)
        assert (place in one.memberships) == (group in one.memberships)
        assert {"Editors", "no=place,,"}.isdisjoint(one.memberships)


def test_who_left_is_not_wanted_and_who_is_locked_for_good_is_closed(directory: Directory) -> None:
    working = "(&(objectClass=inetOrgPerson)(!(employeeType=left)))"
    found = {
        one.user_name: one for one in people(settings(directory, people_filter=working)) if isinstance(one, Person)
    }
    assert not any(person.login in found for person in WHOLE.people if person.has_left)
    assert not found["locked"].is_active
    assert found["expired"].is_active


def test_what_the_directory_does_not_hold_is_left_alone(directory: Directory) -> None:
    one = next(iter(wanted(directory, attributes="manager=- title=-").values()))
    assert "manager" not in one.owns
    assert "title" not in one.owns
    assert {"name", "email", "department", "site", "memberships"} <= one.owns


@pytest.mark.slow
def test_5000_people_come_although_the_server_gives_a_hundred_at_once(tmp_path: Path) -> None:
    of = company(5000, 200)
    with openldap.running(tmp_path, of) as running:
        found = {one.subject: len(one.memberships) for one in wanted(running).values()}
    assert len(found) == 5000
    assert sum(found.values()) == sum(len(of.everybody_in(group.name)) for group in of.groups)


def test_names_that_are_too_long_are_cut_and_bytes_that_are_no_text_replaced(own: Directory) -> None:
    own.add_guest("long", displayName="Ä" * 300, title="x" * 300)
    own.add_guest("turned", displayName="Ann \u202egpj.exe", sn="b\u0000d".replace("\u0000", "\u0007"))
    found = {
        one.user_name: one for one in people(settings(own, people_base=openldap.GUESTS)) if isinstance(one, Person)
    }
    assert found["long"].name == "Ä" * 200
    assert found["turned"].name == "Ann gpj.exe"
    assert not any("\u0007" in text for text in (found["turned"].family_name, found["turned"].name))


def unavailable(given: Any) -> str:
    with pytest.raises(Unavailable) as fault:
        list(people(given))
    return str(fault.value)


def test_an_empty_answer_is_no_answer(directory: Directory) -> None:
    assert "names nobody" in unavailable(settings(directory, people_filter="(uid=nobody)"))
    assert "No such object" in unavailable(settings(directory, people_base="ou=gone,dc=corp,dc=example"))


def test_a_server_that_gives_only_part_is_not_believed(directory: Directory) -> None:
    part = settings(directory, bind_dn=openldap.LIMITED, page_size=10)
    assert "Size limit exceeded" in unavailable(part)


@pytest.mark.parametrize("way", ["killed", "frozen"])
def test_a_directory_that_dies_between_two_pages_is_no_answer(own: Directory, way: str) -> None:
    given = people(settings(own, people_base=openldap.PEOPLE, **QUICK))
    first = [next(given) for _ in range(5)]
    assert len(first) == 5
    own.signal(9 if way == "killed" else 19)
    with pytest.raises(Unavailable, match="could not be read to its end"):
        list(given)


def test_people_who_go_while_it_is_read_make_it_no_answer(own: Directory) -> None:
    given = people(settings(own, people_base=openldap.PEOPLE, page_size=10))
    next(given)
    with own.administration() as administration:
        for person in SMALL.people[40:45]:
            administration.delete_s(openldap.name_of(person))
    with pytest.raises(Unavailable, match="changed while it was read"):
        list(given)


@pytest.fixture
def linked(app: Any, own: Directory) -> Directory:
    """The directory is set up for sign-in, and is the source of the same name."""
    given = settings(own, people_base=openldap.PEOPLE, **QUICK)
    plain = given.model_dump(exclude={"bind_password"})
    store.keep("corp", "ldap", plain, {"bind_password": openldap.SYNC_SECRET})
    make_source("corp")
    sources.register_reader("directory", source_of_people.read)
    return own


def asked() -> Run:
    run = runs.begin(sources.source("corp"), "by hand")
    db.session.commit()
    plan(run.id)
    return runs.get_run(run.id)


def carried_out(run: Run) -> Run:
    from auth.provisioning.apply import apply

    run.state, run.brake = "ready", ""
    runs.start(0, run.id)
    db.session.commit()
    while apply(run.id):
        pass
    return runs.get_run(run.id)


def test_a_whole_company_comes_in_and_the_second_time_nothing_changes(linked: Directory) -> None:
    first = carried_out(asked())
    assert (first.state, first.adds, first.faults) == ("applied", len(SMALL.people), 0)
    active = select(func.count()).select_from(User).where(User.is_active, User.source == "corp")
    assert db.session.scalar(active) == len(SMALL.people)
    ann = user_of(SMALL.people[20].id, "corp")
    lead = SMALL.people[20].manager
    assert lead is not None
    assert ann.manager_id == user_of(SMALL.people[lead].id, "corp").id
    assert asked().state == "same"


def carried_out_with_photos() -> Run:
    run = carried_out(asked())
    queue.run_all()
    db.session.expire_all()
    return runs.get_run(run.id)


def photo_of(place: int) -> str | None:
    return user_of(SMALL.people[place].id, "corp").photo


def test_photos_come_change_and_go_and_a_broken_one_stops_nothing(
    linked: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "_STRETCH", 2)
    of = {place: openldap.name_of(SMALL.people[place]) for place in (0, 20, 40)}
    fields = [*source_of_people.USUAL, "photo"]
    sources.source("corp").settings = {"fields": fields}
    with linked.administration() as administration:
        administration.modify_s(of[20], [(2, "jpegPhoto", b"no picture")])
    run = carried_out_with_photos()
    first = photo_of(0)
    assert first
    assert storage.size(first)
    assert photo_of(40) not in (None, first)
    broken = user_of(SMALL.people[20].id, "corp")
    assert (broken.photo, broken.title, run.faults) == (None, SMALL.people[20].title, 1)
    assert asked().state == "same"

    ann = actor_for(user_of(SMALL.people[0].id, "corp").id)
    set_photo(ann, own := square(io.BytesIO(picture(colour="red"))))
    with linked.administration() as administration:
        administration.modify_s(of[0], [(2, "jpegPhoto", picture())])
        administration.modify_s(of[40], [(1, "jpegPhoto", None)])
    run = carried_out_with_photos()
    assert [change.shown for change in changes(run)] == [[["photo", "photo", ""]]]
    assert (photo_of(0), photo_of(40)) == (own, None)

    sources.source("corp").settings = {"fields": fields, "photos_only": True}
    carried_out_with_photos()
    assert photo_of(0) not in (None, own)
    with pytest.raises(Conflict, match="Personnel"):
        set_photo(ann, own)


def test_a_move_a_marriage_and_a_leaver_are_three_changes(linked: Directory) -> None:
    carried_out(asked())
    mover, bride, leaver = SMALL.people[30], SMALL.people[31], SMALL.people[32]
    with linked.administration() as administration:
        administration.modify_s(openldap.name_of(mover), [(2, "l", SITES[1].encode())])
        administration.rename_s(openldap.name_of(bride), "cn=Neu\\, Name", f"ou=Einkauf,{openldap.PEOPLE}")
        renamed = [(2, "displayName", b"Neu Name"), (2, "sn", b"Name")]
        administration.modify_s(f"cn=Neu\\, Name,ou=Einkauf,{openldap.PEOPLE}", renamed)
        administration.delete_s(openldap.name_of(leaver))
    run = asked()
    assert (run.changes, run.removals, run.adds) == (2, 1, 0)
    assert {change.subject for change in changes(run)} == {mover.id, bride.id, leaver.id}


def test_a_directory_that_is_away_changes_nothing_and_the_page_says_why(linked: Directory) -> None:
    carried_out(asked())
    linked.signal(9)
    run = asked()
    assert run.state == "failed"
    assert "127.0.0.1" in run.error
    active = select(func.count()).select_from(User).where(User.is_active, User.source == "corp")
    assert db.session.scalar(active) == len(SMALL.people)
