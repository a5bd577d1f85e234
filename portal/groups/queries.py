"""Reading groups: cards, the frame of a group's page, the actor's own groups."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from auth.audience import Actor, holds
from auth.models import Unit, User
from portal.core import clock, db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.shell import GroupItem

from .keys import IS_LEAD, group_id_of
from .models import Group, Invitation, JoinRequest, Membership

DORMANT = timedelta(days=60)
MOST_IN_FRAME = 12
MOST_LEADS = 3
_READER = bindparam("reader", type_=BigInteger)
"""Stands for the actor in statements that are built once and run for everybody."""


class GroupCard(NamedTuple):
    """What a list or a post shows of a group."""

    id: int
    slug: str
    name: str
    hue: int
    visibility: str


class GroupFrame(NamedTuple):
    """A group and how the actor stands to it."""

    group: Group
    role: str | None
    level: str | None
    is_automatic: bool
    unread: int
    request: str | None
    answer: str
    is_invited: bool
    is_welcomed: bool
    rule: str
    leads: str
    waiting: int
    is_dormant: bool

    @property
    def is_member(self) -> bool:
        """Whether the actor belongs to the group."""
        return self.role is not None


class Level(NamedTuple):
    """How much somebody hears of one group."""

    id: int
    name: str
    level: str


def names_of(keys: Iterable[str]) -> dict[str, GroupCard]:
    """Gives the cards of the groups among these keys, by key."""
    ids = sorted({number for key in keys if (number := group_id_of(key)) is not None})
    if not ids:
        return {}
    columns = select(Group.id, Group.slug, Group.name, Group.hue, Group.visibility).where(Group.id.in_(ids))
    return {f"group:{row.id}": GroupCard(*row) for row in db.session.execute(columns)}


def find(actor: Actor, slug: str) -> Group:
    """Loads a group that the actor may know of. Raises NotFound."""
    statement = select(Group).where(Group.slug == slug, _knows(actor))
    group = db.session.scalar(statement)
    if group is None:
        raise NotFound
    return group


def _knows(actor: Actor) -> Any:
    invited = select(Invitation.group_id).where(Invitation.user_id == actor.id)
    return or_(holds(actor, Group.audience), Group.id.in_(invited))


def group_frame(actor: Actor, slug: str) -> GroupFrame:
    """Loads a group together with how the actor stands to it, in one statement. Raises NotFound."""
    row = db.session.execute(_framing(db.dialect()), {"reader": actor.id, "slug": slug}).one_or_none()
    if row is None or not (actor.holds(row.Group.audience) or row.invited_at is not None):
        raise NotFound
    return _frame(row)


@lru_cache(maxsize=2)
def _framing(_dialect: str) -> Any:
    """Built once: building it costs four times as much as running it."""
    mine = and_(Membership.group_id == Group.id, Membership.user_id == _READER)
    asked = and_(JoinRequest.group_id == Group.id, JoinRequest.user_id == _READER, JoinRequest.state != "approved")
    invited = and_(Invitation.group_id == Group.id, Invitation.user_id == _READER)
    return (
        select(
            Group,
            Membership.role,
            Membership.level,
            Membership.is_automatic,
            Membership.read_seq,
            Membership.is_welcomed,
            JoinRequest.state,
            JoinRequest.answer,
            Invitation.at.label("invited_at"),
            Unit.name.label("unit"),
            Unit.kind.label("unit_kind"),
            _lead_names(),
            _waiting(),
        )
        .outerjoin(Membership, mine)
        .outerjoin(JoinRequest, asked)
        .outerjoin(Invitation, invited)
        .outerjoin(Unit, Unit.id == Group.unit_id)
        .where(Group.slug == bindparam("slug"))
    )


def _frame(row: Any) -> GroupFrame:
    group = row.Group
    unread = max(0, group.post_seq - row.read_seq) if row.role is not None else 0
    return GroupFrame(
        group,
        row.role,
        row.level,
        bool(row.is_automatic),
        unread,
        row.state,
        row.answer or "",
        row.invited_at is not None and row.role is None,
        bool(row.is_welcomed),
        _rule(row.unit, row.unit_kind, is_member=bool(row.is_automatic)),
        (row.leads or "").replace(",", ", "),
        row.waiting,
        is_dormant(group.active_at, group.archived_at),
    )


def _rule(unit: str | None, kind: str | None, *, is_member: bool) -> str:
    if unit is None:
        return ""
    if kind == "site":
        return (
            _("Member because site = %(unit)s", unit=unit)
            if is_member
            else _("Everybody at the site %(unit)s is a member", unit=unit)
        )
    return (
        _("Member because department = %(unit)s", unit=unit)
        if is_member
        else _("Everybody in the department %(unit)s is a member", unit=unit)
    )


def _lead_names() -> Any:
    owners = (
        select(User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.group_id == Group.id, IS_LEAD, Membership.role == "owner", User.is_active)
        .order_by(Membership.joined_at)
        .limit(MOST_LEADS)
        .correlate(Group)
        .subquery()
    )
    return select(db.text_join(owners.c.name)).scalar_subquery().label("leads")


def _waiting() -> Any:
    asked = aliased(JoinRequest)
    person = aliased(User)
    counted = (
        select(func.count())
        .select_from(asked)
        .join(person, person.id == asked.user_id)
        .where(asked.group_id == Group.id, asked.state == "waiting", person.is_active)
        .correlate(Group)
    )
    return counted.scalar_subquery().label("waiting")


def is_dormant(active_at: datetime, archived_at: datetime | None) -> bool:
    """Whether nobody has written in a group for two months that could be written in."""
    return archived_at is None and active_at < clock.now() - DORMANT


def my_groups(actor: Actor) -> list[GroupCard]:
    """Gives the groups that the actor may write in, by name; at most two hundred."""
    statement = (
        select(Group.id, Group.slug, Group.name, Group.hue, Group.visibility)
        .join(Membership, and_(Membership.group_id == Group.id, Membership.user_id == actor.id))
        .where(Group.archived_at.is_(None))
        .order_by(Group.sort_name)
        .limit(200)
    )
    return [GroupCard(*row) for row in db.session.execute(statement)]


def my_levels(actor: Actor) -> list[Level]:
    """Gives how much the actor hears of each of the own groups; at most a hundred."""
    statement = (
        select(Group.id, Group.name, Membership.level)
        .join(Membership, and_(Membership.group_id == Group.id, Membership.user_id == actor.id))
        .where(Group.archived_at.is_(None))
        .order_by(Group.sort_name)
        .limit(100)
    )
    return [Level(*row) for row in db.session.execute(statement)]


def in_frame() -> Any:
    """Selects the groups of the frame: the reader's own, the liveliest first."""
    liveliest = Group.active_at.desc(), Group.id
    new = (Group.post_seq - Membership.read_seq).label("unread")
    place = func.row_number().over(order_by=liveliest).label("place")
    mine = and_(Membership.group_id == Group.id, Membership.user_id == _READER)
    shown = select(Group.slug, Group.name, Group.hue, new, Membership.level, place).join(Membership, mine)
    # Spelled out: of a limit that is a parameter PostgreSQL believes that it is met early, and goes through all groups.
    most: ColumnElement[int] = literal_column(str(MOST_IN_FRAME))
    return shown.where(Group.archived_at.is_(None)).order_by(*liveliest).limit(most)


def frame_item(row: Any, path: str) -> GroupItem:
    """Reads one of them, with what is new in it."""
    url = f"/groups/{row.slug}"
    unread = 0 if row.level == "none" else max(0, row.unread)
    return GroupItem(url, row.name, row.hue, unread, path == url)


def is_slug_taken(slug: str) -> bool:
    """Whether a group has this address already."""
    return db.session.scalar(select(Group.id).where(Group.slug == slug)) is not None
