"""Lists of groups: all that one may know of, those that invited, those that one might like and why."""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import String, and_, cast, func, literal, or_, select, true

from auth.audience import Actor, holds
from auth.models import User
from portal.core import clock, db, text
from portal.core.i18n import _, ngettext
from portal.core.paging import Page, paginate

from .models import Group, Invitation, Membership
from .queries import DORMANT, is_dormant


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

    @property
    def is_dormant(self) -> bool:
        """Whether it has been quiet there for two months."""
        return is_dormant(self.active_at, self.archived_at)


def _listed(actor: Actor) -> Any:
    return _described(actor).where(holds(actor, Group.audience))


def _described(actor: Actor) -> Any:
    return select(
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
    ).outerjoin(Membership, and_(Membership.group_id == Group.id, Membership.user_id == actor.id))


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
        name, purpose = (f"%{_like(words)}%" for words in (text.fold(q), q))
        statement = statement.where(
            or_(Group.sort_name.like(name, escape="\\"), Group.purpose.ilike(purpose, escape="\\"))
        )
    if tag:
        statement = statement.where(_has_tag(tag.lower()))
    page = paginate(statement, order=[(Group.active_at, "desc"), (Group.id, "desc")], after=after or None, size=24)
    return Page([Listed(*row) for row in page.items], page.next, page.size)


def _has_tag(tag: str) -> Any:
    """Looks for the tag as JSON has it: SQLite's text escapes what is not ASCII, PostgreSQL's does not."""
    written = json.dumps(tag, ensure_ascii=db.dialect() == "sqlite")
    return cast(Group.tags, String).like(f"%{_like(written)}%", escape="\\")


def _like(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def invitations(actor: Actor) -> list[Listed]:
    """Gives the groups that the actor is invited to, hidden ones too, the latest first; at most twenty."""
    statement = (
        _described(actor)
        .join(Invitation, and_(Invitation.group_id == Group.id, Invitation.user_id == actor.id))
        .where(Group.archived_at.is_(None))
        .order_by(Invitation.at.desc(), Group.id)
        .limit(20)
    )
    return [Listed(*row) for row in db.session.execute(statement)]


def suggestions(actor: Actor, limit: int = 4) -> list[Listed]:
    """Gives groups that the actor might like, each with the reason: who of the own site or department is in it."""
    now = int(clock.now().timestamp() // 600)
    ranked = _ranked(actor.site_id, actor.department_id, now) or _ranked(None, None, now)
    if not ranked:
        return []
    reasons = {group_id: (at_site, in_department) for group_id, at_site, in_department in ranked}
    statement = _listed(actor).where(Group.id.in_(reasons), Membership.user_id.is_(None))
    found = {row.id: Listed(*row) for row in db.session.execute(statement)}
    chosen = [found[group_id] for group_id in reasons if group_id in found][:limit]
    return [listed._replace(reason=_reason(*reasons[listed.id])) for listed in chosen]


def forget_suggestions() -> None:
    """Forgets what was ranked; for tests, whose transactions are rolled back."""
    _ranked.cache_clear()


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
            Group.active_at > clock.now() - DORMANT,
            Group.unit_id.is_(None),
            Group.visibility.in_(("open", "request")),
            near if site_id is not None or department_id is not None else true(),
        )
        .group_by(Membership.group_id, Group.active_at)
        .order_by((inside * 3 + at_site).desc(), Group.active_at.desc(), Membership.group_id)
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
