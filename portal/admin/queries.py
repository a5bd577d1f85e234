"""Accounts and the tree, as those see them who look after them."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from auth.audience import Actor
from auth.merged import Merger
from auth.models import Identity, Unit, User
from auth.policy import get, require
from auth.provisioning import history
from auth.provisioning.history_models import Employment, PersonUnit
from auth.provisioning.models import Record, Source
from auth.provisioning.terms import Term
from portal.audit import Entry, act, entries_about
from portal.core import db, i18n, text
from portal.core.errors import Forbidden, NotFound
from portal.core.paging import Page, paginate
from portal.core.subjects import Ref

from .forms import PeopleFilter
from .policy import looks_after_everybody, looks_after_people, own_units, reaches, within_reach

Department, Site, Lead = aliased(Unit), aliased(Unit), aliased(User)


def accounts(actor: Actor, wanted: PeopleFilter, *, after: str | None = None) -> Page:
    """Gives accounts by name, or those who left last month, the last first. Raises Forbidden.

    Whose account was merged into another one has not left.
    """
    if not looks_after_people(actor):
        raise Forbidden
    statement: Any = (
        select(
            User.id,
            User.name,
            User.sort_name,
            User.email,
            User.title,
            User.photo,
            User.slug,
            User.is_active,
            User.deactivated_at,
            User.source,
            Department.name.label("department"),
            Site.name.label("site"),
        )
        .outerjoin(Department, Department.id == User.department_id)
        .outerjoin(Site, Site.id == User.site_id)
    )
    statement = _filtered(statement, wanted).where(within_reach(actor))
    if wanted.view == "left":
        since, until = last_month()
        statement = statement.where(~User.is_active, User.deactivated_at >= since, User.deactivated_at < until)
        statement = statement.where(User.id.not_in(select(Merger.gone_id)))
        return paginate(statement, order=[(User.deactivated_at, "desc"), (User.id, "desc")], after=after, size=50)
    return paginate(statement, order=[(User.sort_name, "asc"), (User.id, "asc")], after=after, size=50)


def _filtered(statement: Any, wanted: PeopleFilter) -> Any:
    if wanted.view in ("active", "inactive"):
        statement = statement.where(User.is_active if wanted.view == "active" else ~User.is_active)
    if wanted.source:
        statement = statement.where(User.source == ("" if wanted.source == "-" else wanted.source))
    if wanted.unit is not None:
        statement = statement.where(or_(User.department_id == wanted.unit, User.site_id == wanted.unit))
    return statement.where(named(wanted.q)) if wanted.q else statement


def named(words: str) -> ColumnElement[bool]:
    """Gives the condition that an account has this in its name, or this handle, mail address, number or user name."""
    return or_(
        User.sort_name.contains(text.fold(words), autoescape=True),
        User.slug == words.removeprefix("@").lower(),
        func.lower(User.email) == words.lower(),
        User.id.in_(select(Identity.user_id).where(Identity.subject == words)),
        User.id.in_(select(Record.user_id).where(Record.user_name == words)),
    )


def last_month() -> tuple[datetime, datetime]:
    """Gives the first instants of last month and of this one, in the company's time zone."""
    first = history.today().replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    zone = ZoneInfo(i18n.zone_name())
    return datetime.combine(before, time(), zone), datetime.combine(first, time(), zone)


class Account(NamedTuple):
    """One account with what its source says of it."""

    user: User
    department: str | None
    site: str | None
    lead: Any
    source: Source | None
    record: Record | None
    subject: str

    @property
    def last_day(self) -> date | None:
        """The last day on which the person has access, as the source says."""
        until = self.record.valid_until if self.record is not None else None
        return until - timedelta(days=1) if until is not None else None


def account(actor: Actor, user_id: int) -> Account:
    """Gives one account. Raises NotFound, Forbidden."""
    statement = (
        select(User, Department.name, Site.name, Lead, Source, Record, Identity.subject)
        .outerjoin(Department, Department.id == User.department_id)
        .outerjoin(Site, Site.id == User.site_id)
        .outerjoin(Lead, Lead.id == User.manager_id)
        .outerjoin(Source, Source.key == User.source)
        .outerjoin(Identity, (Identity.user_id == User.id) & (Identity.source == User.source))
        .outerjoin(Record, (Record.source == Identity.source) & (Record.subject == Identity.subject))
        .where(User.id == user_id)
        .limit(1)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    user: User = row[0]
    if not reaches(actor, user.department_id, user.site_id):
        raise Forbidden
    return Account(user, row[1], row[2], row[3], row[4], row[5], row[6] or "")


class Stay(NamedTuple):
    """Where somebody belonged, from a day until before another."""

    department: str | None
    site: str | None
    valid_from: date
    valid_until: date | None

    @property
    def last_day(self) -> date | None:
        """The last day there, None while the person is there."""
        return self.valid_until - timedelta(days=1) if self.valid_until else None


def stays(user_id: int) -> list[Stay]:
    """Gives where somebody belonged, the latest first; the last thirty."""
    statement = (
        select(Department.name, Site.name, PersonUnit.valid_from, PersonUnit.valid_until)
        .outerjoin(Department, Department.id == PersonUnit.department_id)
        .outerjoin(Site, Site.id == PersonUnit.site_id)
        .where(PersonUnit.user_id == user_id)
        .order_by(PersonUnit.valid_from.desc())
    )
    return [Stay(*row) for row in db.session.execute(statement.limit(30))]


def employments(user_id: int) -> list[Employment]:
    """Gives when somebody worked here, the latest first."""
    statement = select(Employment).where(Employment.user_id == user_id).order_by(Employment.valid_from.desc())
    return list(db.session.scalars(statement.limit(10)))


class Until(NamedTuple):
    """The last day on which somebody who is looked after here has access, and the handle of who answers for them."""

    last_day: date | None
    sponsor: str


def term(user_id: int) -> Until:
    """Gives until when somebody has access, as it was said here."""
    found = select(Term.ends_on, User.slug).outerjoin(User, User.id == Term.sponsor_id).where(Term.user_id == user_id)
    row = db.session.execute(found).one_or_none()
    if row is None:
        return Until(None, "")
    return Until(row.ends_on - timedelta(days=1) if row.ends_on else None, f"@{row.slug}" if row.slug else "")


class Deed(NamedTuple):
    """An entry of the audit in words, with the name of who did it; empty is the portal itself."""

    entry: Entry
    act: str
    by: str


def deeds(actor: Actor, user: User) -> list[Deed]:
    """Gives the latest acts of power over somebody. Raises Forbidden."""
    if actor.id != user.id:
        require(actor, "manage", user)
    found = entries_about(Ref("person", user.id), size=10).items
    names = select(User.id, User.name).where(User.id.in_([entry.actor_id for entry in found]))
    by: dict[int, str] = {row.id: row.name for row in db.session.execute(names)}
    return [Deed(entry, act(entry.event), by.get(entry.actor_id, "")) for entry in found]


def unit(actor: Actor, unit_id: int) -> Unit:
    """Gives a department or site that the actor looks after. Raises NotFound, Forbidden."""
    found = get(actor, Unit, unit_id)
    require(actor, "manage", found)
    return found


class Branch(NamedTuple):
    """A department or site in the tree: how deep it stands, and how many belong to it itself."""

    id: int
    name: str
    depth: int
    people: int
    place: str


def tree(actor: Actor, kind: str) -> list[Branch]:
    """Gives the open units of a kind that the actor looks after, as a tree. Raises Forbidden."""
    if not looks_after_people(actor):
        raise Forbidden
    reached = None if looks_after_everybody(actor) else own_units(actor)
    return branches(kind, reached)


def branches(kind: str, among: frozenset[int] | None = None) -> list[Branch]:
    """Gives all open units of a kind, or those among some, parts behind what they are part of."""
    column = User.department_id if kind == "department" else User.site_id
    counted = select(column, func.count()).where(User.is_active, column.is_not(None)).group_by(column)
    counts: dict[int | None, int] = {row[0]: row[1] for row in db.session.execute(counted)}
    statement = select(Unit).where(Unit.kind == kind, Unit.closed_on.is_(None)).order_by(Unit.name, Unit.id)
    units = [unit for unit in db.session.scalars(statement) if among is None or unit.id in among]
    here = {unit.id for unit in units}
    parts: dict[int | None, list[Unit]] = {}
    for unit in units:
        parts.setdefault(unit.parent_id if unit.parent_id in here else None, []).append(unit)
    found: list[Branch] = []
    waiting = [(unit, 0) for unit in reversed(parts.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        found.append(Branch(unit.id, unit.name, depth, counts.get(unit.id, 0), unit.city))
        waiting += [(part, depth + 1) for part in reversed(parts.get(unit.id, []))]
    return found
