"""Groups and members for tests, made through the actions that make them in the portal."""

from typing import Any

from werkzeug.test import TestResponse

from auth.models import User
from portal.core import db
from portal.groups import Group, Membership
from portal.groups.actions import create_group, edit_group
from portal.groups.forms import GroupForm
from portal.groups.joining import invite, request_membership
from portal.groups.membership import add_member as admit
from portal.groups.models import JoinRequest
from portal.groups.roles import set_role
from tests.factories import actor, make_user


def fields(name: str = "Night shift", **values: Any) -> dict[str, Any]:
    """Gives what the form of a group sends."""
    return {"name": name, "purpose": "Who works at night helps each other.", "visibility": "open"} | values


def make_group(name: str = "Night shift", *, owner: User | None = None, **values: Any) -> Group:
    """Founds a group; without an owner somebody called Olga founds it. Columns of no form are set afterwards."""
    owner = owner or make_user(f"Olga of {name}")
    columns = {key: values.pop(key) for key in list(values) if key not in GroupForm.model_fields}
    group = create_group(actor(owner), GroupForm(**fields(name, **values)))
    for column, value in columns.items():
        setattr(group, column, value)
    db.commit()
    return group


def edit(group: Group, by: User | None = None, **values: Any) -> None:
    """Describes the group anew, as its first owner where nobody is named."""
    edit_group(actor(by or owner_of(group)), group, GroupForm(**fields(group.name, **values)))
    db.commit()


def fresh(thing: Any) -> Any:
    """Loads a group or user as it is now, into the present session."""
    return db.session.get_one(type(thing), thing.id, populate_existing=True)


def owner_of(group: Group) -> User:
    """Gives the first owner."""
    return next(user for user in people_in(group) if role_of(group, user) == "owner")


def people_in(group: Group) -> list[User]:
    """Gives the members, those who joined first before the others."""
    joined = db.session.query(Membership).filter_by(group_id=group.id).order_by(Membership.joined_at).all()
    return [db.session.get_one(User, membership.user_id) for membership in joined]


def role_of(group: Group, user: User) -> str | None:
    """Gives somebody's role in the group."""
    found = db.session.get(Membership, (group.id, user.id), populate_existing=True)
    return found.role if found else None


def add_member(group: Group, user: User, role: str = "member", **columns: Any) -> Membership:
    """Makes somebody a member, with this role."""
    admit(group, user.id, actor_id=user.id)
    membership = db.session.get_one(Membership, (group.id, user.id))
    for column, value in ({"role": role} | columns).items():
        setattr(membership, column, value)
    user.keys_version += 1
    db.commit()
    return membership


def make_request(group: Group, user: User, message: str = "I work nights too.") -> JoinRequest:
    """Has somebody ask to be let in."""
    request_membership(actor(user), group, message)
    db.commit()
    return db.session.query(JoinRequest).filter_by(group_id=group.id, user_id=user.id).one()


def make_invitation(group: Group, user: User, by: User | None = None) -> None:
    """Has the owner, or another, invite somebody."""
    invite(actor(by or owner_of(group)), group, f"@{user.slug}")
    db.commit()


def promote(group: Group, user: User, role: str) -> None:
    """Has the owner give somebody a role."""
    set_role(actor(owner_of(group)), group, user.id, role)
    db.commit()


def text(answer: TestResponse) -> str:
    """Gives what a page says, as it was sent."""
    return answer.get_data(as_text=True)
