"""Roles follow from groups when a source is read; whoever is the last IT administrator stays one."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from auth import roles
from auth.audience import actor_for
from auth.events import LastAdminKept
from auth.models import RoleGrant, User
from auth.provisioning import history, jobs, terms
from portal.audit.models import Entry
from portal.core import clock, db, events
from portal.core import jobs as queue
from tests.factories import actor, make_user
from tests.statements import asked

from .factories import applied, changes, make_source, person, undone, user_of

WHY = "agreed with the board"


@pytest.fixture
def ida(app: Any) -> User:
    return make_user("Ida IT", roles=("it-admin",))


def held(subject: str) -> set[str]:
    return set(actor_for(user_of(subject).id).roles)


def told(user: User) -> list[str]:
    acts = ("RoleGranted", "RoleRevoked")
    mine = select(Entry.event).where(Entry.person_id == user.id, Entry.event.in_(acts)).order_by(Entry.id)
    return list(db.session.scalars(mine))


def test_a_sync_gives_and_takes_roles_and_leaves_alone_what_was_given_by_hand(ida: User) -> None:
    make_source()
    roles.map_group(actor(ida), "hr", "Editors", "editor")
    roles.map_group(actor(ida), "other", "Editors", "moderator")
    applied(person("1", memberships=("EDITORS", "Sports")), person("2"))
    assert (held("1"), held("2")) == ({"editor"}, set())
    roles.grant_role(actor(ida), user_of("1"), "ambassador", reason=WHY)
    run = applied(person("1", memberships=("Sports",)), person("2", memberships=("editors",)))
    assert (held("1"), held("2")) == ({"ambassador"}, {"editor"})
    undone(run, actor(ida))
    assert (held("1"), held("2")) == ({"ambassador", "editor"}, set())
    assert told(user_of("2")) == ["RoleGranted", "RoleRevoked"]


def test_a_new_mapping_counts_for_those_whom_the_source_called_members_before(
    ida: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_STRETCH", 2)
    make_source()
    applied(*(person(name, memberships=("Editors",)) for name in "123"), person("4", memberships=("Sports",)))
    mapping = roles.map_group(actor(ida), "hr", "editors", "editor")
    roles.map_group(actor(ida), "other", "editors", "moderator")
    roles.give_mapped(mapping, [user_of("2").id])
    db.commit()
    queue.run_all()
    assert [held(name) for name in "1234"] == [{"editor"}] * 3 + [set()]
    assert told(user_of("2")) == ["RoleGranted"]


def test_a_source_that_says_nothing_of_groups_takes_no_role(ida: User) -> None:
    make_source()
    roles.map_group(actor(ida), "hr", "Editors", "editor")
    applied(person("1"))
    roles.roles_from_groups("hr", {user_of("1").id: ["Editors"]})
    db.commit()
    applied(person("1", title="Fitter", owns=frozenset({"title"})))
    assert held("1") == {"editor"}


def test_many_who_come_cost_no_statement_each_for_roles_that_they_do_not_get(ida: User) -> None:
    make_source()
    roles.map_group(actor(ida), "hr", "Editors", "editor")
    db.commit()
    with asked() as said:
        applied(*(person(str(number), memberships=("Sports",)) for number in range(30)))
    assert sum("auth_role_mapping" in statement for statement in said) == 1


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Whom the portal said to keep, and which source wanted otherwise."""
    found: list[tuple[int, str]] = []
    note = [lambda event: found.append((event.subject.id, event.source))]
    monkeypatch.setitem(events._handlers, LastAdminKept, note)
    return found


def test_a_source_that_forgets_the_last_administrator_leaves_the_account_open_until_there_is_another(
    ida: User, kept: list[tuple[int, str]]
) -> None:
    make_source()
    applied(person("1", "Ada"), person("2"))
    ada = user_of("1")
    roles.grant_role(actor(ida), ada, "it-admin", reason=WHY)
    db.session.delete(db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == ida.id)).one())
    db.commit()
    run = applied(person("2"))
    assert [(change.state, change.error) for change in changes(run)] == [("failed", "last-admin")]
    assert (user_of("1").is_active, kept) == (True, [(ada.id, "hr")])
    db.session.add(RoleGrant(user_id=ida.id, role="it-admin", granted_at=clock.now()))
    db.session.commit()
    applied(person("2"))
    assert not user_of("1").is_active


def test_the_last_administrator_whose_time_is_over_stays_and_it_is_said(ida: User, kept: list[tuple[int, str]]) -> None:
    terms.term_of(ida.id).ends_on = history.today()
    db.session.commit()
    jobs.follow_the_calendar()
    jobs.say_who_stays()
    db.commit()
    assert (db.session.get_one(User, ida.id).is_active, kept) == (True, [(ida.id, "")])
    make_user("Ivo", roles=("it-admin",))
    jobs.follow_the_calendar()
    jobs.say_who_stays()
    db.commit()
    assert (db.session.get_one(User, ida.id).is_active, kept) == (False, [(ida.id, "")])


def test_a_role_until_a_date_goes_on_where_nobody_else_has_it(ida: User, kept: list[tuple[int, str]]) -> None:
    ivo = make_user("Ivo")
    tomorrow = clock.now() + timedelta(days=1)
    for user in (ida, ivo):
        db.session.query(RoleGrant).filter_by(user_id=user.id).delete()
        db.session.add(RoleGrant(user_id=user.id, role="it-admin", granted_at=clock.now(), ends_at=tomorrow))
    db.session.commit()
    clock.freeze(tomorrow + timedelta(minutes=1))
    roles.end_roles()
    db.commit()
    assert db.session.scalar(select(func.count()).select_from(RoleGrant)) == 1
    assert roles.count_admins() == 1
    assert [who for who, _source in kept] == [ida.id]
