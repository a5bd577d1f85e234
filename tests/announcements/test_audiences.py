"""Who is meant: combinations, and that access follows what people are."""

import pytest

from auth import accounts
from auth.audience import members_of_key
from auth.models import User
from auth.policy import get
from portal.announcements import Announcement, Criteria, criteria_of, reach
from portal.core import db, jobs
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.groups import Group
from portal.groups.actions import archive_group
from portal.groups.membership import leave_group
from tests.announcements.factories import announce, make_manager
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import add_member, make_group, owner_of


def sees(user, announcement) -> bool:
    try:
        get(actor(user), Announcement, announcement.id)
    except NotFound:
        return False
    return True


@pytest.fixture
def lyon(app):
    return make_unit("Lyon", kind="site")


@pytest.fixture
def plant(app):
    return make_unit("Plant")


def test_one_criterion_of_each_kind_has_to_be_met(lyon, plant) -> None:
    line = make_unit("Line 4", parent=plant)
    both = make_user("Both", site=lyon, department=line, language="de")
    elsewhere = make_user("Elsewhere", department=plant, language="de")
    other = make_user("Other", site=lyon, department=plant, language="en")
    announcement = announce(departments=(plant.id,), sites=(lyon.id,), languages=("de",))
    assert announcement.audience.startswith("audience:")
    assert announcement.reached == 1
    assert [sees(user, announcement) for user in (both, elsewhere, other)] == [True, False, False]


def test_of_several_departments_one_is_enough_and_those_below_count(plant) -> None:
    office, below = make_unit("Office"), make_unit("Line 4", parent=plant)
    people = [make_user(f"P {n}", department=unit) for n, unit in enumerate((plant, below, office))]
    stranger = make_user("Stranger")
    announcement = announce(departments=(plant.id, office.id))
    assert [sees(user, announcement) for user in people] == [True] * 3
    assert not sees(stranger, announcement)


def test_a_group_narrows_what_a_unit_says(plant) -> None:
    group = make_group("Night shift")
    inside, outside = make_user("In", department=plant), make_user("Out", department=plant)
    add_member(group, inside)
    announcement = announce(departments=(plant.id,), groups="Night shift")
    assert (sees(inside, announcement), sees(outside, announcement)) == (True, False)


def test_who_moves_loses_it_and_who_comes_gains_it(lyon, plant) -> None:
    ann, ben = make_user("Ann", site=lyon, department=plant), make_user("Ben", department=plant)
    announcement = announce(departments=(plant.id,), sites=(lyon.id,))
    assert (sees(ann, announcement), sees(ben, announcement)) == (True, False)
    for person, site_id in ((ann, None), (ben, lyon.id)):
        user = db.session.get_one(User, person.id)
        accounts.move_user(actor(user), user, department_id=plant.id, site_id=site_id)
    db.commit()
    assert (sees(ann, announcement), sees(ben, announcement)) == (False, True)


def test_who_leaves_the_group_or_reads_another_language_loses_it(as_, plant) -> None:
    group = make_group("Night shift")
    ann = make_user("Ann", department=plant, language="de")
    add_member(group, ann)
    of_group = announce(departments=(plant.id,), groups="night-shift")
    in_german = announce(make_manager("Dora"), languages=("de",))
    assert (sees(ann, of_group), sees(ann, in_german)) == (True, True)
    leave_group(actor(ann), group)
    db.commit()
    as_(ann).post("/language", {"value": "en"})
    assert (sees(ann, of_group), sees(ann, in_german)) == (False, False)


def test_who_sends_sees_it_without_being_meant(lyon) -> None:
    make_user("Ann", site=lyon)
    manager = make_manager()
    announcement = announce(manager, sites=(lyon.id,))
    assert sees(manager, announcement)
    assert not sees(make_manager("Another manager"), announcement)


def test_everybody_one_unit_and_one_group_keep_their_ordinary_keys(plant) -> None:
    manager = make_manager(department=plant)
    group = make_group("Night shift", owner=manager)
    make_user("Ann", department=plant)
    meant = ({}, {"departments": (plant.id,)}, {"groups": "Night shift"})
    keys = [announce(manager, **chosen).audience for chosen in meant]
    assert keys == ["everyone", f"unit:{plant.id}", group.key]


def test_the_same_combination_is_one_audience_and_changes_keys_once(plant) -> None:
    ann = make_user("Ann", department=plant)
    manager = make_manager()
    first = announce(manager, departments=(plant.id,))
    version = db.session.get_one(User, ann.id, populate_existing=True).keys_version
    second = announce(manager, departments=(plant.id,), title="Again")
    assert first.audience == second.audience
    assert db.session.get_one(User, ann.id, populate_existing=True).keys_version == version


def test_the_key_belongs_to_those_who_are_in_it_and_who_send(plant) -> None:
    ann, manager = make_user("Ann", department=plant), make_manager()
    make_user("Gone", department=plant, is_active=False)
    announcement = announce(manager, departments=(plant.id,))
    assert set(db.session.scalars(members_of_key(announcement.audience))) == {ann.id, manager.id}
    assert criteria_of(announcement.audience_id) == Criteria(departments=(plant.id,))
    assert reach(Criteria(departments=(plant.id,))) == 1
    assert list(db.session.scalars(members_of_key("audience:999999"))) == []


def test_nobody_in_the_audience_is_said_before_sending(lyon) -> None:
    with pytest.raises(Invalid) as refused:
        announce(sites=(lyon.id,))
    assert "Nobody belongs" in refused.value.errors["departments"]
    assert db.session.query(Announcement).count() == 0


def test_owners_reach_their_own_groups_and_nobody_else(plant) -> None:
    group, other = make_group("Night shift"), make_group("Day shift")
    owner = owner_of(group)
    assert announce(owner, groups="Night shift").audience == group.key
    for meant in ({}, {"departments": (plant.id,)}, {"groups": "Day shift"}, {"groups": "Night shift, Day shift"}):
        with pytest.raises(Invalid):
            announce(owner, **meant)
    with pytest.raises(Forbidden):
        announce(make_user("Nobody special"))
    archive_group(actor(owner_of(other)), db.session.get_one(Group, other.id))
    with pytest.raises(Invalid):
        announce(make_manager(), groups="Day shift")


def test_a_unit_that_is_none_is_refused(plant) -> None:
    with pytest.raises(Invalid):
        announce(sites=(plant.id,))
    with pytest.raises(Invalid):
        announce(departments=(10**9,))


def test_a_hidden_group_is_no_audience_of_who_does_not_know_it(app) -> None:
    make_group("Secret circle", visibility="hidden")
    with pytest.raises(Invalid):
        announce(make_manager(), groups="Secret circle")


def test_jobs_are_done(plant) -> None:
    make_user("Ann", department=plant)
    announce(departments=(plant.id,))
    assert jobs.run_all() == 0
