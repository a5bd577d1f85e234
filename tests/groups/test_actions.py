"""What happens to groups themselves, through the actions."""

from datetime import timedelta

import pytest

from auth.models import SharedKey
from portal.audit import entries_about
from portal.core import clock, db, jobs, shell
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.subjects import Ref
from portal.groups import actions, membership, queries
from portal.groups.models import Group, Invitation
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import (
    add_member,
    edit,
    fresh,
    make_group,
    make_invitation,
    role_of,
)

# Founding and describing


def test_who_founds_a_group_owns_it(ann) -> None:
    group = make_group("Bouldering", owner=ann, tags="#Climbing, mountains climbing")
    assert role_of(group, ann) == "owner"
    assert group.tags == ["climbing", "mountains"]
    assert actor(ann).holds(f"group:{group.id}:managers")


def test_a_name_that_exists_is_refused_however_it_is_written(ann) -> None:
    make_group("Österreich")
    with pytest.raises(Invalid) as refused:
        make_group("osterreich", owner=ann)
    assert set(refused.value.errors) == {"name"}


def test_a_refused_name_never_tells_of_a_hidden_group(ann) -> None:
    secret = make_group("Works council talks", visibility="hidden")
    listed = make_group("Works council talks", owner=ann)
    assert listed.slug == "works-council-talks"
    assert secret.slug != listed.slug


def test_a_hidden_group_that_opens_needs_a_name_of_its_own(ann) -> None:
    secret = make_group("Talks", visibility="hidden")
    make_group("Talks", owner=ann)
    with pytest.raises(Invalid, match="name already"):
        edit(secret, visibility="private")


def test_a_group_never_takes_the_address_of_a_page(ann) -> None:
    assert make_group("New", owner=ann).slug == "new-2"
    assert make_group("東京", owner=ann).slug == "group"


def test_two_owners_who_edit_at_once_see_both_versions() -> None:
    group = make_group()
    edit(group, purpose="First.", version=1)
    with pytest.raises(actions.Stale):
        edit(group, purpose="Second.", version=1)
    db.rollback()
    assert db.session.get_one(Group, group.id).purpose == "First."


def test_an_owner_without_the_role_keeps_the_rule_and_cannot_make_one() -> None:
    kassel = make_unit("Kassel", kind="site")
    group = make_group(unit_id=None)
    group.unit_id = kassel.id
    db.commit()
    edit(group, purpose="Anew.")
    assert group.unit_id == kassel.id
    with pytest.raises(Forbidden):
        edit(group, unit_id=make_unit("Lyon", kind="site").id)


def test_a_role_closes_a_group_and_only_its_owner_opens_it() -> None:
    manager = make_user("Mona", roles=("community-manager",))
    group = make_group(visibility="private")
    for wider in ("request", "open"):
        with pytest.raises(Invalid) as refused:
            edit(group, by=manager, visibility=wider)
        assert set(refused.value.errors) == {"visibility"}
        db.rollback()
    with pytest.raises(Invalid) as refused:
        edit(group, by=manager, visibility="private", unit_id=make_unit("Kassel", kind="site").id)
    assert set(refused.value.errors) == {"unit_id"}
    db.rollback()
    edit(group, by=manager, visibility="private", purpose="Said better.")
    assert fresh(group).purpose == "Said better."
    edit(group, visibility="open")
    edit(group, by=manager, visibility="request")
    assert fresh(group).visibility == "request"


def test_who_may_see_a_group_and_the_rule_that_fills_it_are_written_into_the_book() -> None:
    manager, kassel = make_user("Mona", roles=("community-manager",)), make_unit("Kassel", kind="site")
    group = make_group(owner=manager, unit_id=kassel.id)
    edit(group, visibility="private", unit_id=kassel.id)
    edit(group, visibility="private", purpose="Nothing else.")
    acts = [(entry.event, entry.details) for entry in entries_about(Ref("group", group.id)).items]
    assert acts == [
        ("RuleChanged", {"filled_from": None}),
        ("SightChanged", {"visibility": "private"}),
        ("RuleChanged", {"filled_from": kassel.id}),
    ]


def test_a_foreign_unit_is_refused_at_the_field() -> None:
    manager = make_user("Mona", roles=("community-manager",))
    with pytest.raises(Invalid) as refused:
        make_group(owner=manager, unit_id=4711)
    assert set(refused.value.errors) == {"unit_id"}


# Who sees it


def test_an_open_group_is_shared_and_a_closed_one_is_not(ann) -> None:
    group = make_group()
    assert actor(ann).holds(group.key)
    edit(group, visibility="private")
    assert not actor(ann).holds(group.key)
    assert db.session.get(SharedKey, group.key) is None
    edit(group, visibility="open")
    assert actor(ann).holds(group.key)


def test_hiding_a_group_takes_it_out_of_sight_and_showing_it_brings_it_back(ann) -> None:
    group = make_group()
    edit(group, visibility="hidden")
    with pytest.raises(NotFound):
        queries.group_frame(actor(ann), group.slug)
    edit(group, visibility="request")
    assert queries.group_frame(actor(ann), group.slug).group == group


def test_a_community_manager_cannot_hide_a_group_from_themselves() -> None:
    manager = make_user("Mona", roles=("community-manager",))
    group = make_group()
    with pytest.raises(Invalid) as refused:
        edit(group, by=manager, visibility="hidden")
    assert set(refused.value.errors) == {"visibility"}


def test_closing_a_group_ends_what_plain_members_had_invited_to(ann) -> None:
    group = make_group()
    member, guest = make_user("Ben"), make_user("Cem")
    add_member(group, member)
    make_invitation(group, guest, by=member)
    make_invitation(group, ann)
    edit(group, visibility="private")
    assert [row.user_id for row in db.session.query(Invitation)] == [ann.id]


# Archive, mark, counts


def test_an_archived_group_can_be_opened_again(ann) -> None:
    group = make_group(owner=ann)
    actions.archive_group(actor(ann), group)
    with pytest.raises(Conflict):
        actions.archive_group(actor(ann), group)
    actions.restore_group(actor(ann), group)
    actions.restore_group(actor(ann), group)
    assert group.archived_at is None


def test_only_community_managers_make_a_group_official(ann) -> None:
    group = make_group(owner=ann)
    with pytest.raises(Forbidden):
        actions.make_official(actor(ann), group, is_official=True)
    actions.make_official(actor(make_user("Mona", roles=("community-manager",))), group, is_official=True)
    assert group.is_official


def test_a_group_is_dormant_after_sixty_quiet_days(ann) -> None:
    group = make_group()
    for days, is_dormant in ((59, False), (61, True)):
        clock.freeze(group.active_at + timedelta(days=days))
        assert queries.group_frame(actor(ann), group.slug).is_dormant is is_dormant


def test_how_mixed_a_group_is_follows_its_members(app) -> None:
    kassel, lyon = make_unit("Kassel", kind="site"), make_unit("Lyon", kind="site")
    group = make_group()
    for number, (site, department) in enumerate([(kassel, "A"), (lyon, "B"), (lyon, "C")]):
        add_member(group, make_user(f"P{number}", site=site, department=make_unit(department)))
    jobs.run_all()
    group = fresh(group)
    assert (group.member_count, group.department_count, group.site_count) == (4, 3, 2)


def test_a_new_post_is_new_to_all_but_its_author(ann) -> None:
    group = make_group()
    ben = make_user("Ben")
    add_member(group, ann), add_member(group, ben)
    actions.count_post(group.key, ann.id)
    actions.count_post("everyone", ann.id)
    db.commit()
    group = fresh(group)
    unread = [queries.group_frame(actor(who), group.slug).unread for who in (ann, ben)]
    assert unread == [0, 1]
    membership.mark_read(actor(ben), group)
    db.commit()
    assert shell.build(actor(ben), "/home").groups[0].unread == 0
