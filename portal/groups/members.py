"""Reading who belongs to a group, who asked to, and who could be invited."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from auth.audience import Actor
from auth.models import Unit, User
from portal.core import db, text
from portal.core.errors import Forbidden
from portal.core.paging import Page, paginate

from . import policy
from .keys import IS_LEAD
from .models import Group, Invitation, JoinRequest, Membership

Department = aliased(Unit)
Site = aliased(Unit)


class Member(NamedTuple):
    """A member in a list."""

    id: int
    slug: str
    name: str
    photo: str | None
    title: str
    department: str | None
    site: str | None
    role: str
    is_automatic: bool
    joined_at: datetime


class Asking(NamedTuple):
    """Somebody who asks to be let in."""

    request_id: int
    id: int
    slug: str
    name: str
    photo: str | None
    title: str
    department: str | None
    site: str | None
    message: str
    asked_at: datetime


class Guest(NamedTuple):
    """Somebody who is invited and has not answered yet."""

    id: int
    slug: str
    name: str


def _people(*more: Any) -> Select[Any]:
    return (
        select(
            User.id,
            User.slug,
            User.name,
            User.photo,
            User.title,
            Department.name.label("department"),
            Site.name.label("site"),
            *more,
        )
        .outerjoin(Department, Department.id == User.department_id)
        .outerjoin(Site, Site.id == User.site_id)
        .where(User.is_active)
    )


def _members(group_id: int) -> Select[Any]:
    columns = (Membership.role, Membership.is_automatic, Membership.joined_at, User.sort_name)
    return _people(*columns).join(Membership, Membership.user_id == User.id).where(Membership.group_id == group_id)


def members(group_id: int, *, q: str = "", after: str | None = None) -> Page:
    """Gives the members of a group by name, those whose names contain the words where there are any."""
    statement = _members(group_id)
    if q:
        words = text.fold(q).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        statement = statement.where(User.sort_name.like(f"%{words}%", escape="\\"))
    page = paginate(statement, order=[(User.sort_name, "asc"), (User.id, "asc")], after=after or None, size=30)
    return Page([Member(*row[:10]) for row in page.items], page.next, page.size)


def leads(group_id: int) -> list[Member]:
    """Gives owners and hosts, owners first; at most twenty."""
    statement = _members(group_id).where(IS_LEAD).order_by(Membership.role.desc(), User.sort_name, User.id).limit(20)
    return [Member(*row[:10]) for row in db.session.execute(statement)]


def every_member(actor: Actor, group: Group) -> list[Member]:
    """Gives all members by name, for an export. Raises Forbidden for who is not an owner."""
    if not policy.owns(actor, group.id):
        raise Forbidden
    statement = _members(group.id).order_by(User.sort_name, User.id)
    return [Member(*row[:10]) for row in db.session.execute(statement)]


def requests(group_id: int) -> list[Asking]:
    """Gives who asks to be let in, the longest waiting first; at most a hundred."""
    statement = (
        _people(JoinRequest.message, JoinRequest.asked_at, JoinRequest.id.label("request_id"))
        .join(JoinRequest, JoinRequest.user_id == User.id)
        .where(JoinRequest.group_id == group_id, JoinRequest.state == "waiting")
        .order_by(JoinRequest.asked_at, JoinRequest.id)
        .limit(100)
    )
    rows = db.session.execute(statement)
    return [Asking(row.request_id, *row[:9]) for row in rows]


def invited(group_id: int) -> list[Guest]:
    """Gives those whose invitations are open, by name; at most a hundred."""
    statement = (
        select(User.id, User.slug, User.name)
        .join(Invitation, Invitation.user_id == User.id)
        .where(Invitation.group_id == group_id, User.is_active)
        .order_by(User.sort_name)
        .limit(100)
    )
    return [Guest(*row) for row in db.session.execute(statement)]


def hold(group_id: int) -> None:
    """Has others who change roles in the group wait until the transaction ends; taken before any membership's row."""
    db.session.execute(select(Group.id).where(Group.id == group_id).with_for_update(key_share=True))


def owner_count(group_id: int) -> int:
    """Counts the active owners and holds the group: the last one cannot go while another goes."""
    hold(group_id)
    owners = (
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.group_id == group_id, IS_LEAD, Membership.role == "owner", User.is_active)
    )
    return len(list(db.session.scalars(owners)))
