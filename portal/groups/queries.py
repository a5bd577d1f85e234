"""Reading groups: cards, the frame of a group's page, lists, suggestions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import String, and_, cast, func, literal, or_, select, true

from auth.audience import Actor, holds
from auth.models import Unit, User
from portal.core import clock, db, text
from portal.core.errors import NotFound
from portal.core.i18n import _, ngettext
from portal.core.paging import Page, paginate
from portal.core.shell import GroupItem

from .keys import group_id_of
from .models import Group, Invitation, JoinRequest, Membership

DORMANT = timedelta(days=60)
MOST_IN_FRAME = 12


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
    rule: str
    is_dormant: bool

    @property
    def is_member(self) -> bool:
        """Whether the actor belongs to the group."""
        return self.role is not None


class Listed(NamedTuple):
    """A group in a list, with why it is there."""

    id: int
    slug: str
    name: str
    purpose: str
    hue: int
    visibility: str
    is_official: bool
    member_count: int
    department_count: int
    site_count: int
    tags: list[str]
    active_at: datetime
    archived_at: datetime | None
    is_member: bool
    reason: str = ""


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
    mine = and_(Membership.group_id == Group.id, Membership.user_id == actor.id)
    asked = and_(JoinRequest.group_id == Group.id, JoinRequest.user_id == actor.id)
    invited = and_(Invitation.group_id == Group.id, Invitation.user_id == actor.id)
    statement = (
        select(
            Group,
            Membership.role,
            Membership.level,
            Membership.is_automatic,
            Membership.read_seq,
            JoinRequest.state,
            JoinRequest.answer,
            Invitation.at.label("invited_at"),
            Unit.name.label("unit"),
            Unit.kind.label("unit_kind"),
        )
        .outerjoin(Membership, mine)
        .outerjoin(JoinRequest, asked)
        .outerjoin(Invitation, invited)
        .outerjoin(Unit, Unit.id == Group.unit_id)
        .where(Group.slug == slug)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None or not (actor.holds(row.Group.audience) or row.invited_at is not None):
        raise NotFound
    group = row.Group
    unread = max(0, group.post_seq - row.read_seq) if row.role is not None else 0
    dormant = group.archived_at is None and group.active_at < clock.now() - DORMANT
    return GroupFrame(
        group,
        row.role,
        row.level,
        bool(row.is_automatic),
        unread,
        row.state,
        row.answer or "",
        row.invited_at is not None and row.role is None,
        _rule(row.unit, row.unit_kind),
        dormant,
    )


def _rule(unit: str | None, kind: str | None) -> str:
    if unit is None:
        return ""
    if kind == "site":
        return _("Member because site = %(unit)s", unit=unit)
    return _("Member because department = %(unit)s", unit=unit)


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


def frame_items(actor: Actor, path: str) -> list[GroupItem]:
    """Gives the groups of the frame: the actor's own, the liveliest first, with what is new in them."""
    unread = Group.post_seq - Membership.read_seq
    statement = (
        select(Group.slug, Group.name, Group.hue, unread.label("unread"), Membership.level)
        .join(Membership, and_(Membership.group_id == Group.id, Membership.user_id == actor.id))
        .where(Group.archived_at.is_(None))
        .order_by(Group.active_at.desc(), Group.id)
        .limit(MOST_IN_FRAME)
    )
    items = []
    for slug, name, hue, new, level in db.session.execute(statement):
        url = f"/groups/{slug}"
        items.append(GroupItem(url, name, hue, 0 if level == "none" else max(0, new), path == url))
    return items


def _listed(actor: Actor) -> Any:
    return (
        select(
            Group.id,
            Group.slug,
            Group.name,
            Group.purpose,
            Group.hue,
            Group.visibility,
            Group.is_official,
            Group.member_count,
            Group.department_count,
            Group.site_count,
            Group.tags,
            Group.active_at,
            Group.archived_at,
            Membership.user_id.is_not(None).label("is_member"),
        )
        .outerjoin(Membership, and_(Membership.group_id == Group.id, Membership.user_id == actor.id))
        .where(holds(actor, Group.audience))
    )


def groups(actor: Actor, *, view: str = "all", q: str = "", tag: str = "", after: str | None = None) -> Page:
    """Gives the groups that the actor may know of, the liveliest first."""
    statement = _listed(actor)
    if view == "archived":
        statement = statement.where(Group.archived_at.is_not(None))
    else:
        statement = statement.where(Group.archived_at.is_(None))
    if view == "mine":
        statement = statement.where(Membership.user_id.is_not(None))
    if q:
        words = f"%{_like(text.fold(q))}%"
        statement = statement.where(
            or_(Group.sort_name.like(words, escape="\\"), func.lower(Group.purpose).like(words, escape="\\"))
        )
    if tag:
        quoted = f'%"{_like(tag.lower())}"%'
        statement = statement.where(cast(Group.tags, String).like(quoted, escape="\\"))
    page = paginate(statement, order=[(Group.active_at, "desc"), (Group.id, "desc")], after=after or None, size=24)
    return Page([Listed(*row) for row in page.items], page.next, page.size)


def _like(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def suggestions(actor: Actor, limit: int = 4) -> list[Listed]:
    """Gives groups that the actor might like, each with the reason: who of the own site or department is in it."""
    ranked = _ranked(actor.site_id, actor.department_id, int(clock.now().timestamp() // 600))
    if not ranked:
        return []
    reasons = {group_id: (at_site, in_department) for group_id, at_site, in_department in ranked}
    statement = _listed(actor).where(Group.id.in_(reasons), Membership.user_id.is_(None))
    found = {row.id: Listed(*row) for row in db.session.execute(statement)}
    chosen = [found[group_id] for group_id in reasons if group_id in found][:limit]
    return [listed._replace(reason=_reason(*reasons[listed.id])) for listed in chosen]


@lru_cache(maxsize=512)
def _ranked(site_id: int | None, department_id: int | None, _ten_minutes: int) -> tuple[tuple[int, int, int], ...]:
    at_site = func.count().filter(User.site_id == site_id) if site_id is not None else literal(0)
    inside = func.count().filter(User.department_id == department_id) if department_id is not None else literal(0)
    near = or_(User.site_id == site_id, User.department_id == department_id)
    statement = (
        select(Membership.group_id, at_site.label("at_site"), inside.label("inside"))
        .join(User, User.id == Membership.user_id)
        .join(Group, Group.id == Membership.group_id)
        .where(
            User.is_active,
            Group.archived_at.is_(None),
            Group.unit_id.is_(None),
            Group.visibility.in_(("open", "request")),
            near if site_id is not None or department_id is not None else true(),
        )
        .group_by(Membership.group_id)
        .order_by((inside * 3 + at_site).desc(), Membership.group_id)
        .limit(60)
    )
    return tuple((row.group_id, row.at_site, row.inside) for row in db.session.execute(statement))


def _reason(at_site: int, in_department: int) -> str:
    if in_department:
        return ngettext(
            "%(n)s person of your department is in it", "%(n)s people of your department are in it", in_department
        )
    if at_site:
        return ngettext("%(n)s person of your site is in it", "%(n)s people of your site are in it", at_site)
    return _("Lively at the moment")


def is_slug_taken(slug: str) -> bool:
    """Whether a group has this address already."""
    return db.session.scalar(select(Group.id).where(Group.slug == slug)) is not None
