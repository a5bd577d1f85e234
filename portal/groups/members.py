"""Reading who belongs to a group, who asked to, and who could be invited."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from auth.models import Unit, User
from portal.core import db, text
from portal.core.paging import Page, paginate

from .models import Invitation, JoinRequest, Membership

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
    statement = (
        _members(group_id)
        .where(Membership.role != "member")
        .order_by(Membership.role.desc(), User.sort_name, User.id)
        .limit(20)
    )
    return [Member(*row[:10]) for row in db.session.execute(statement)]


def every_member(group_id: int) -> Iterator[Member]:
    """Gives all members by name, read in stretches, for an export."""
    statement = _members(group_id).order_by(User.sort_name, User.id).execution_options(yield_per=500)
    for row in db.session.execute(statement):
        yield Member(*row[:10])


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


def waiting_count(group_id: int) -> int:
    """Counts who asks to be let in."""
    waiting = select(func.count()).where(JoinRequest.group_id == group_id, JoinRequest.state == "waiting")
    return db.session.scalar(waiting) or 0


def invited(group_id: int) -> list[str]:
    """Gives the names of those whose invitations are open; at most a hundred."""
    statement = (
        select(User.name)
        .join(Invitation, Invitation.user_id == User.id)
        .where(Invitation.group_id == group_id)
        .order_by(User.sort_name)
        .limit(100)
    )
    return list(db.session.scalars(statement))


def owner_count(group_id: int) -> int:
    """Counts the owners, with their rows locked: the last one cannot go while another goes."""
    owners = select(Membership.user_id).where(Membership.group_id == group_id, Membership.role == "owner")
    return len(list(db.session.scalars(owners.with_for_update())))
