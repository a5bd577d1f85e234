"""What members may be in a group, and who inherits it."""

from datetime import timedelta

import pytest

from auth import accounts
from portal.audit import entries_about
from portal.core import clock, db
from portal.core.errors import Conflict, Forbidden, NotFound
from portal.core.subjects import Ref
from portal.groups import roles
from tests.factories import actor, make_user
from tests.groups.factories import (
    add_member,
    make_group,
    owner_of,
    promote,
    role_of,
)


def test_roles_are_given_and_written_into_the_book(ann) -> None:
    group = make_group()
    add_member(group, ann)
    promote(group, ann, "host")
    assert actor(ann).holds(f"group:{group.id}:managers")
    entry = entries_about(Ref("group", group.id)).items[0]
    assert "RoleChanged" in str(vars(entry))


def test_the_last_owner_keeps_the_role() -> None:
    group = make_group()
    with pytest.raises(Conflict):
        roles.set_role(actor(owner_of(group)), group, owner_of(group).id, "member")


def test_handing_over_makes_one_an_owner_and_the_other_a_member(ann) -> None:
    group = make_group()
    former = owner_of(group)
    add_member(group, ann)
    roles.hand_over(actor(former), group, ann.id)
    db.commit()
    assert (role_of(group, ann), role_of(group, former)) == ("owner", "member")


@pytest.mark.parametrize("whom", ["stranger", "closed account", "oneself"])
def test_a_group_is_handed_over_to_members_alone(whom) -> None:
    group = make_group()
    gone = make_user("Gone")
    add_member(group, gone)
    gone.is_active = False
    db.commit()
    ids = {"stranger": make_user("Eva").id, "closed account": gone.id, "oneself": owner_of(group).id}
    with pytest.raises((NotFound, Conflict)):
        roles.hand_over(actor(owner_of(group)), group, ids[whom])


def test_a_host_puts_members_out_but_neither_hosts_nor_owners(ann) -> None:
    group = make_group()
    ben, cem = make_user("Ben"), make_user("Cem")
    add_member(group, ann, "host"), add_member(group, ben, "host"), add_member(group, cem)
    roles.remove_member(actor(ann), group, cem.id)
    with pytest.raises(Forbidden):
        roles.remove_member(actor(ann), group, ben.id)
    with pytest.raises(Conflict):
        roles.remove_member(actor(ann), group, owner_of(group).id)
    assert role_of(group, cem) is None


def test_the_longest_host_inherits_what_a_closed_account_owned(ann) -> None:
    group = make_group()
    late, early = make_user("Late"), make_user("Early")
    add_member(group, ann)
    add_member(group, late, "host", joined_at=clock.now())
    add_member(group, early, "host", joined_at=clock.now() - timedelta(days=9))
    accounts.deactivate(actor(make_user("It", roles=("it-admin",))), owner_of(group))
    db.commit()
    assert role_of(group, early) == "owner"


@pytest.mark.parametrize("visibility", ["request", "private", "hidden"])
def test_a_group_that_somebody_has_to_let_people_into_never_stays_without_an_owner(ann, visibility) -> None:
    closed, opened = make_group("Closed", visibility=visibility), make_group("Open")
    add_member(closed, ann), add_member(opened, ann)
    for group in (closed, opened):
        accounts.deactivate(actor(make_user("It")), owner_of(group))
    db.commit()
    assert (role_of(closed, ann), role_of(opened, ann)) == ("owner", "member")
