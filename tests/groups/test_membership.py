"""How one becomes a member and ends being one, through the actions."""

import pytest
from sqlalchemy import func, select

from portal.core import db
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.groups import actions, joining, membership, queries, roles
from portal.groups.models import Invitation, Membership
from tests.factories import actor, make_user
from tests.groups.factories import (
    add_member,
    fresh,
    make_group,
    make_invitation,
    make_request,
    owner_of,
    role_of,
)

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
