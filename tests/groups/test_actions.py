"""What happens to groups and their members, through the actions."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from auth import accounts
from auth.models import SharedKey
from portal.audit import entries_about
from portal.core import clock, db, jobs, shell
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.subjects import Ref
from portal.groups import actions, joining, lists, membership, queries, roles
from portal.groups.automatic import recount_all
from portal.groups.forms import GroupForm
from portal.groups.models import Group, Invitation, Membership
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import (
    add_member,
    fields,
    fresh,
    make_group,
    make_invitation,
    make_request,
    owner_of,
    promote,
    role_of,
)


@pytest.fixture
def ann(app):
    return make_user("Ann Probst")


def edit(group: Group, by=None, **values) -> None:
    actions.edit_group(actor(by or owner_of(group)), group, GroupForm(**fields(group.name, **values)))
    db.commit()


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


# Joining and leaving


def test_joining_twice_is_joining_once(ann) -> None:
    group = make_group()
    stale = actor(ann)
    for _ in range(2):
        membership.join_group(stale, group)
    db.commit()
    assert db.session.scalar(select(func.count()).where(Membership.user_id == ann.id)) == 1
    assert fresh(group).member_count == 2


@pytest.mark.parametrize("visibility", ["request", "private"])
def test_one_does_not_walk_into_a_closed_group(ann, visibility) -> None:
    with pytest.raises(Forbidden):
        membership.join_group(actor(ann), make_group(visibility=visibility))


@pytest.mark.parametrize("visibility", ["open", "request", "private", "hidden"])
def test_the_invited_join_any_group(ann, visibility) -> None:
    group = make_group(visibility=visibility)
    make_invitation(group, ann)
    membership.join_group(actor(ann), queries.find(actor(ann), group.slug))
    db.commit()
    assert role_of(group, ann) == "member"
    assert db.session.query(Invitation).count() == 0


def test_nobody_joins_an_archived_group(ann) -> None:
    group = make_group()
    make_invitation(group, ann)
    actions.archive_group(actor(owner_of(group)), group)
    with pytest.raises(Conflict):
        membership.join_group(actor(ann), group)


def test_an_invitation_shows_a_hidden_group_until_it_is_taken_back(ann) -> None:
    group = make_group(visibility="hidden")
    make_invitation(group, ann)
    assert queries.group_frame(actor(ann), group.slug).is_invited
    assert not actor(ann).holds(group.key)
    joining.withdraw_invitation(actor(owner_of(group)), group, ann.id)
    db.commit()
    with pytest.raises(NotFound):
        queries.group_frame(actor(ann), group.slug)


def test_who_was_put_out_finds_no_way_back_by_an_old_invitation(ann) -> None:
    group = make_group(visibility="request")
    request = make_request(group, ann)
    make_invitation(group, ann)
    joining.approve_request(actor(owner_of(group)), group, request.id)
    db.commit()
    roles.remove_member(actor(owner_of(group)), group, ann.id)
    db.commit()
    with pytest.raises(Forbidden):
        membership.join_group(actor(ann), group)


def test_the_last_owner_cannot_leave(ann) -> None:
    group = make_group(owner=ann)
    with pytest.raises(Conflict, match="last owner"):
        membership.leave_group(actor(ann), group)
    add_member(group, make_user("Ben"), "owner")
    membership.leave_group(actor(ann), group)
    assert role_of(group, ann) is None


def test_an_owner_whose_account_is_closed_counts_no_more(ann) -> None:
    group = make_group(owner=ann)
    gone = make_user("Gone", is_active=False)
    add_member(group, gone, "owner")
    with pytest.raises(Conflict, match="last owner"):
        membership.leave_group(actor(ann), group)


def test_leaving_can_be_taken_back_with_the_role_as_it_was(ann) -> None:
    group = make_group(visibility="hidden")
    add_member(group, ann, "host", level="all")
    former = membership.leave_group(actor(ann), group)
    db.commit()
    assert not actor(ann).holds(group.audience)
    with pytest.raises(NotFound):
        membership.return_to_group(actor(make_user("Ben")), former)
    membership.return_to_group(actor(ann), former)
    assert role_of(group, ann) == "host"


def test_leaving_what_one_never_joined_changes_nothing(ann) -> None:
    assert membership.leave_group(actor(ann), make_group()) is None


# Requests


def test_asking_again_renews_the_word(ann) -> None:
    group = make_group(visibility="request")
    make_request(group, ann, "First.")
    assert make_request(group, ann, "Second.").message == "Second."


def test_an_approved_request_makes_a_member_who_is_welcomed(ann) -> None:
    group = make_group(visibility="request", welcome="Good to have you here.")
    request = make_request(group, ann)
    joining.approve_request(actor(owner_of(group)), group, request.id)
    db.commit()
    frame = queries.group_frame(actor(ann), group.slug)
    assert (frame.role, frame.is_welcomed, frame.request) == ("member", False, None)
    membership.mark_welcomed(actor(ann), group)
    db.commit()
    assert queries.group_frame(actor(ann), group.slug).is_welcomed


def test_a_declined_request_carries_a_word_and_can_be_made_again(ann) -> None:
    group = make_group(visibility="request")
    request = make_request(group, ann)
    joining.decline_request(actor(owner_of(group)), group, request.id, "We are full.")
    db.commit()
    frame = queries.group_frame(actor(ann), group.slug)
    assert (frame.request, frame.answer) == ("declined", "We are full.")
    make_request(group, ann)
    assert queries.group_frame(actor(ann), group.slug).request == "waiting"


def test_a_request_is_answered_once(ann) -> None:
    group = make_group(visibility="request")
    request = make_request(group, ann)
    host = make_user("Hanna Host")
    add_member(group, host, "host")
    joining.decline_request(actor(owner_of(group)), group, request.id, "We are full.")
    with pytest.raises(joining.Answered, match=r"Olga of Night shift has already declined .*“We are full\.”"):
        joining.approve_request(actor(host), group, request.id)
    assert role_of(group, ann) is None


def test_who_answers_twice_in_the_same_way_has_answered(ann) -> None:
    group = make_group(visibility="request")
    request, owner = make_request(group, ann), actor(owner_of(group))
    for _ in range(2):
        joining.approve_request(owner, group, request.id)
    assert fresh(group).member_count == 2
    with pytest.raises(joining.Answered, match="has already let Ann Probst in"):
        joining.decline_request(owner, group, request.id, "")


def test_who_was_let_in_and_left_can_ask_again(ann) -> None:
    group = make_group(visibility="request")
    for _ in range(2):
        joining.approve_request(actor(owner_of(group)), group, make_request(group, ann).id)
        db.commit()
        membership.leave_group(actor(ann), group)
        db.commit()
        assert queries.group_frame(actor(ann), group.slug).request is None
    assert fresh(group).member_count == 1


def test_a_request_that_was_taken_back_is_no_longer_there(ann) -> None:
    group = make_group(visibility="request")
    request = make_request(group, ann).id
    joining.withdraw_request(actor(ann), group)
    with pytest.raises(NotFound, match="taken back"):
        joining.approve_request(actor(owner_of(group)), group, request)


def test_a_request_of_another_group_is_not_found(ann) -> None:
    group, other = make_group(visibility="request"), make_group("Other", visibility="request")
    request = make_request(other, ann)
    with pytest.raises(NotFound):
        joining.approve_request(actor(owner_of(group)), group, request.id)


def test_a_request_can_be_withdrawn(ann) -> None:
    group = make_group(visibility="request")
    make_request(group, ann)
    joining.withdraw_request(actor(ann), group)
    db.commit()
    assert queries.group_frame(actor(ann), group.slug).request is None


# Invitations


def test_people_are_invited_by_handle_or_name_and_members_are_passed_over(ann) -> None:
    group = make_group()
    ben, cher = make_user("Ben Österle"), make_user("Cher")
    add_member(group, cher)
    assert joining.invite(actor(owner_of(group)), group, f"ben osterle, @{cher.slug}; @{ann.slug}") == 2
    db.commit()
    assert {row.user_id for row in db.session.query(Invitation)} == {ann.id, ben.id}


@pytest.mark.parametrize("words", ["Nobody Atall", "Anna Weber", "@anna", ", ".join(f"@x{n}" for n in range(51))])
def test_names_that_are_nobody_or_two_people_are_refused(app, words) -> None:
    make_user("Anna Weber"), make_user("Anna Weber")
    group = make_group()
    with pytest.raises(Invalid) as refused:
        joining.invite(actor(owner_of(group)), group, words)
    assert set(refused.value.errors) == {"people"}


# Roles


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


def test_a_hidden_group_never_stays_without_an_owner(ann) -> None:
    hidden, listed = make_group("Hidden", visibility="hidden"), make_group("Listed")
    add_member(hidden, ann), add_member(listed, ann)
    for group in (hidden, listed):
        accounts.deactivate(actor(make_user("It")), owner_of(group))
    db.commit()
    assert (role_of(hidden, ann), role_of(listed, ann)) == ("owner", "member")


# Rules


@pytest.fixture
def rule(app):
    """A group of everybody in production, and the units around it."""
    units = {"plant": make_unit("Plant"), "office": make_unit("Office"), "kassel": make_unit("Kassel", kind="site")}
    units["press"] = make_unit("Press shop", parent=units["plant"])
    manager = make_user("Mona", roles=("community-manager",))
    group = make_group("Production", owner=manager, visibility="private", unit_id=units["plant"].id)
    return group, units, manager


def test_a_rule_takes_in_a_department_with_all_that_is_below_it(rule) -> None:
    group, units, _manager = rule
    inside, outside = make_user("In", department=units["press"]), make_user("Out", department=units["office"])
    jobs.run_all()
    assert (role_of(group, inside), role_of(group, outside)) == ("member", None)
    assert queries.group_frame(actor(inside), group.slug).rule == "Member because department = Plant"
    assert queries.group_frame(actor(outside), group.slug).rule == "Everybody in the department Plant is a member"


def test_who_belongs_by_a_rule_mutes_but_does_not_leave(rule) -> None:
    group, units, manager = rule
    ann = make_user("Ann", department=units["plant"])
    jobs.run_all()
    with pytest.raises(Conflict, match="mute"):
        membership.leave_group(actor(ann), group)
    with pytest.raises(Conflict, match="rule"):
        roles.remove_member(actor(manager), group, ann.id)
    membership.set_level(actor(ann), group.id, "none")
    db.commit()
    assert queries.group_frame(actor(ann), group.slug).level == "none"


@pytest.mark.parametrize("is_archived", [False, True])
def test_moving_changes_automatic_memberships_at_once(rule, is_archived) -> None:
    group, units, manager = rule
    ann = make_user("Ann", department=units["press"])
    jobs.run_all()
    assert actor(ann).holds(group.key)
    if is_archived:
        actions.archive_group(actor(manager), fresh(group))
    accounts.move_user(actor(manager), fresh(ann), department_id=units["office"].id, site_id=None)
    db.commit()
    assert role_of(group, ann) is None
    assert not actor(ann).holds(group.key)
    accounts.move_user(actor(manager), fresh(ann), department_id=units["plant"].id, site_id=None)
    db.commit()
    assert actor(ann).holds(group.key)


def test_owners_stay_when_the_rule_no_longer_names_them(rule) -> None:
    group, units, manager = rule
    accounts.move_user(actor(manager), fresh(manager), department_id=units["plant"].id, site_id=None)
    jobs.run_all()
    accounts.move_user(actor(manager), fresh(manager), department_id=units["office"].id, site_id=None)
    db.commit()
    jobs.run_all()
    assert role_of(group, manager) == "owner"
    assert not db.session.get_one(Membership, (group.id, manager.id), populate_existing=True).is_automatic


def test_without_the_rule_people_stay_and_may_leave(rule) -> None:
    group, units, manager = rule
    ann = make_user("Ann", department=units["plant"])
    jobs.run_all()
    edit(fresh(group), by=manager, visibility="private", unit_id=None)
    jobs.run_all()
    membership.leave_group(actor(ann), group)
    assert role_of(group, ann) is None


def test_all_rules_can_be_applied_again_and_again(rule) -> None:
    group, units, _manager = rule
    people = [make_user(f"P{n}", department=units["press"]) for n in range(3)]
    for _ in range(2):
        recount_all()
        db.commit()
        jobs.run_all()
        db.commit()
    assert all(role_of(group, person) == "member" for person in people)
    assert fresh(group).member_count == 4


def test_a_closed_account_leaves_the_counts(rule) -> None:
    group, units, manager = rule
    ann = make_user("Ann", department=units["plant"], site=units["kassel"])
    circle = make_group("Circle")
    add_member(circle, ann)
    jobs.run_all()
    accounts.deactivate(actor(manager), fresh(ann))
    db.commit()
    jobs.run_all()
    counted = [fresh(changed).member_count for changed in (group, circle)]
    assert counted == [1, 1]


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


# Lists and suggestions


def test_suggestions_say_why(app) -> None:
    kassel, press = make_unit("Kassel", kind="site"), make_unit("Press shop")
    ann = make_user("Ann", site=kassel, department=press)
    near, far = make_group("Near"), make_group("Same craft")
    for number in range(2):
        add_member(near, make_user(f"K{number}", site=kassel))
    add_member(far, make_user("P", department=press))
    make_group("Hidden", visibility="hidden", owner=make_user("H", site=kassel))
    make_group("Asked already", visibility="request", owner=make_user("R", site=kassel))
    make_request(fresh(db.session.query(Group).filter_by(name="Asked already").one()), ann)
    jobs.run_all()
    reasons = [(listed.name, listed.reason) for listed in lists.suggestions(actor(ann))]
    assert reasons == [
        ("Same craft", "1 person of your department is in it"),
        ("Near", "2 people of your site are in it"),
    ]


def test_who_is_alone_at_a_site_is_shown_lively_groups(app) -> None:
    make_group("Quiet", active_at=clock.now() - timedelta(days=90))
    make_group("Lively")
    ann = make_user("Ann", site=make_unit("Lyon", kind="site"))
    assert [(listed.name, listed.reason) for listed in lists.suggestions(actor(ann))] == [
        ("Lively", "Lively at the moment")
    ]


@pytest.mark.parametrize(
    ("narrowed", "names"),
    [
        ({}, {"Fräsen", "Climbing", "Secret", "Closed"}),
        ({"q": "frasen"}, {"Fräsen"}),
        ({"q": "TRICKS"}, {"Climbing"}),
        ({"q": "%"}, set()),
        ({"q": "_"}, set()),
        ({"tag": "fräsen"}, {"Fräsen"}),
        ({"tag": "Größe"}, {"Fräsen"}),
        ({"tag": "climb"}, set()),
        ({"view": "mine"}, {"Secret"}),
        ({"view": "archived"}, {"Old"}),
    ],
)
def test_the_list_narrows(ann, narrowed, names) -> None:
    make_group("Fräsen", tags="fräsen größe")
    make_group("Climbing", purpose="Tricks of climbers")
    make_group("Closed", visibility="private")
    make_group("Old", archived_at=clock.now())
    make_group("Secret", visibility="hidden", owner=ann)
    make_group("Unknown", visibility="hidden")
    assert {listed.name for listed in lists.groups(actor(ann), **narrowed).items} == names


def test_a_person_s_levels_and_groups_are_listed(ann) -> None:
    group = make_group(owner=ann)
    assert [(level.name, level.level) for level in queries.my_levels(actor(ann))] == [(group.name, "all")]
    assert [card.name for card in queries.my_groups(actor(ann))] == [group.name]
    assert queries.names_of([group.key, "everyone", "group:x"])[group.key].slug == group.slug
