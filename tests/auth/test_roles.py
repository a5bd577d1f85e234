"""Roles: given by hand, until a date, for a unit, or by a directory group; nobody helps oneself."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from auth import reach, roles
from auth.audience import actor_for
from auth.jobs import end_roles
from auth.models import RoleGrant, User
from portal.audit import Entry
from portal.core import clock, db
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from tests.factories import actor, make_unit, make_user

WHY = "Takes over from Petra"


@pytest.fixture
def admin(app) -> User:
    return make_user("Ida Admin", roles=("it-admin",))


def told() -> list[tuple[str, str]]:
    return [(e.event, e.reason) for e in db.session.scalars(select(Entry).order_by(Entry.id))]


def grant_of(user: User) -> int:
    return db.session.scalars(select(RoleGrant.id).where(RoleGrant.user_id == user.id)).one()


def test_a_role_is_given_once_and_stands_in_the_audit_log(admin: User) -> None:
    ann = make_user("Ann")
    roles.grant_role(actor(admin), ann, "community-manager", reason=WHY)
    roles.grant_role(actor(admin), ann, "community-manager", reason=WHY)
    db.commit()
    assert actor_for(ann.id).roles == {"community-manager"}
    granted = select(func.count()).select_from(RoleGrant).where(RoleGrant.user_id == ann.id)
    assert db.session.scalar(granted) == 1
    assert told() == [("RoleGranted", WHY)]


def test_nobody_but_an_administrator_gives_roles_and_nobody_to_oneself(admin: User) -> None:
    ann, hr = make_user("Ann"), make_user("Hanna", roles=("hr-admin",))
    for who, whom in ((ann, hr), (hr, ann), (admin, admin)):
        with pytest.raises(Forbidden):
            roles.grant_role(actor(who), whom, "moderator", reason=WHY)
    with pytest.raises(Forbidden):
        roles.revoke_role(actor(admin), grant_of(admin), reason=WHY)


def test_a_role_stops_at_its_end_and_a_job_removes_it(admin: User) -> None:
    ann = make_user("Ann")
    clock.freeze(clock.now().replace(year=2030, month=5, day=3, hour=12))
    roles.grant_role(actor(admin), ann, "editor", last_day=date(2030, 5, 4), reason=WHY)
    db.commit()
    clock.freeze(clock.now() + timedelta(hours=35))
    assert actor_for(ann.id).roles == set()
    assert db.session.scalar(select(func.count()).where(User.id.in_(roles.holders("editor")))) == 0
    end_roles()
    db.commit()
    assert told()[-1] == ("RoleEnded", "")
    assert db.session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == ann.id)) is None


def test_a_day_that_has_passed_is_refused(admin: User) -> None:
    with pytest.raises(Invalid):
        roles.grant_role(actor(admin), make_user("Ann"), "editor", last_day=date(2020, 1, 1), reason=WHY)


def test_a_role_for_a_department_holds_there_and_below_and_nowhere_else(admin: User) -> None:
    plant, office = make_unit("Plant"), make_unit("Office")
    hall = make_unit("Hall 3", parent=plant)
    kassel = make_unit("Kassel", kind="site")
    hanna = make_user("Hanna", department=office)
    inside, outside = make_user("Ines", department=hall), make_user("Otto", department=office)
    there = make_user("Kai", site=kassel)
    for unit in (plant, kassel):
        roles.grant_role(actor(admin), hanna, "hr-admin", unit_id=unit.id, reason=WHY)
    db.commit()
    who = actor(hanna)
    assert not who.has("hr-admin")
    assert who.roles_anywhere == {"hr-admin"}
    asked = (inside, outside, there, hanna)
    assert [reach.covers(who, user, "hr-admin") for user in asked] == [True, False, True, False]
    found = set(db.session.scalars(select(User.id).where(reach.within(who, "hr-admin"))))
    assert found == {inside.id, there.id}
    assert not reach.covers(who, inside, "it-admin")


def test_only_administrators_of_hr_and_it_can_be_limited(admin: User) -> None:
    unit = make_unit("Plant")
    with pytest.raises(Invalid):
        roles.grant_role(actor(admin), make_user("Ann"), "editor", unit_id=unit.id, reason=WHY)
    with pytest.raises(Invalid):
        roles.grant_role(actor(admin), make_user("Bea"), "hr-admin", unit_id=unit.id + 99, reason=WHY)


def test_the_last_administrator_stays(admin: User) -> None:
    second = make_user("Second", roles=("it-admin",))
    roles.revoke_role(actor(second), grant_of(admin), reason=WHY)
    db.commit()
    limited = make_user("Limited")
    roles.grant_role(actor(second), limited, "it-admin", last_day=date(2099, 1, 1), reason=WHY)
    with pytest.raises(Conflict):
        roles.revoke_role(actor(limited), grant_of(second), reason=WHY)
    with pytest.raises(Conflict):
        roles.grant_role(actor(limited), second, "it-admin", last_day=date(2099, 1, 1), reason=WHY)
    with pytest.raises(NotFound):
        roles.revoke_role(actor(second), 999_999, reason=WHY)


def test_roles_follow_directory_groups_and_stay_beside_those_given_by_hand(admin: User) -> None:
    ann = make_user("Ann")
    roles.map_group(actor(admin), "ldap", "CN=Editors,DC=x", "editor")
    roles.map_group(actor(admin), "ldap", "cn=works,dc=x", "works-council")
    roles.map_group(actor(admin), "entra", "cn=works,dc=x", "moderator")
    roles.grant_role(actor(admin), ann, "editor", reason=WHY)
    roles.roles_from_groups("ldap", {ann.id: ["cn=editors,dc=x", "CN=WORKS,DC=x", "cn=other"]})
    roles.roles_from_groups("ldap", {ann.id: ["cn=editors,dc=x", "CN=WORKS,DC=x"]})
    db.commit()
    assert actor_for(ann.id).roles == {"editor", "works-council"}
    roles.roles_from_groups("entra", {ann.id: []})
    assert actor_for(ann.id).roles == {"editor", "works-council"}
    roles.roles_from_groups("ldap", {ann.id: []})
    assert actor_for(ann.id).roles == {"editor"}


def test_a_directory_that_forgets_the_last_administrator_locks_nobody_out(app) -> None:
    ann, boss = make_user("Ann"), make_user("Boss", roles=("it-admin",))
    roles.map_group(actor(boss), "ldap", "admins", "it-admin")
    roles.roles_from_groups("ldap", {ann.id: ["admins"]})
    db.session.query(RoleGrant).filter_by(user_id=boss.id).delete()
    roles.roles_from_groups("ldap", {ann.id: []})
    assert actor_for(ann.id).has("it-admin")


def test_ending_a_mapping_takes_what_came_from_it(admin: User) -> None:
    ann = make_user("Ann")
    mapping = roles.map_group(actor(admin), "ldap", "editors", "editor")
    roles.roles_from_groups("ldap", {ann.id: ["editors"]})
    held = grant_of(ann)
    with pytest.raises(Conflict):
        roles.revoke_role(actor(admin), held, reason=WHY)
    with pytest.raises(Forbidden):
        roles.unmap_group(actor(ann), mapping.id)
    roles.unmap_group(actor(admin), mapping.id)
    assert actor_for(ann.id).roles == set()
