"""Lists of groups: all that one may know of, those that invited, those that one might like and why."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import String, and_, cast, func, literal, or_, select, union_all

from auth.audience import Actor, holds
from portal.core import clock, db, text
from portal.core.i18n import _, ngettext
from portal.core.paging import Page, paginate
from portal.topics import wordings

from .models import Group, Invitation, JoinRequest, Membership, Presence
from .queries import DORMANT, is_dormant

CANDIDATES = 60
"""How many groups with many people of one department or site are looked at for suggestions."""


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
        statement = statement.where(or_(*(_has_tag(word) for word in sorted(wordings(tag)))))
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
    near = _near(actor)
    score = (near.c.inside * 3 + near.c.at_site).desc()
    statement = _suggestible(actor).add_columns(near.c.inside, near.c.at_site).join(near, near.c.group_id == Group.id)
    rows = list(db.session.execute(statement.order_by(score, Group.active_at.desc(), Group.id).limit(limit)))
    if rows:
        return [Listed(*row[:-2])._replace(reason=_reason(row.at_site, row.inside)) for row in rows]
    lively = _suggestible(actor).order_by(Group.active_at.desc(), Group.id).limit(limit)
    return [Listed(*row)._replace(reason=_("Lively at the moment")) for row in db.session.execute(lively)]


def _suggestible(actor: Actor) -> Any:
    asked = select(JoinRequest.group_id).where(JoinRequest.user_id == actor.id, JoinRequest.state == "waiting")
    return _listed(actor).where(
        Membership.user_id.is_(None),
        Group.archived_at.is_(None),
        Group.active_at > clock.now() - DORMANT,
        Group.unit_id.is_(None),
        Group.visibility.in_(("open", "request")),
        Group.id.not_in(asked),
    )


def _near(actor: Actor) -> Any:
    """Looks at the groups with the most people of the own department and site alone, however many there are."""
    inside = _most_present(actor.department_id, Presence.people, literal(0))
    at_site = _most_present(actor.site_id, literal(0), Presence.people)
    both = union_all(select(inside), select(at_site)).subquery()
    sums = (func.sum(both.c.inside).label("inside"), func.sum(both.c.at_site).label("at_site"))
    return select(both.c.group_id, *sums).group_by(both.c.group_id).subquery()


def _most_present(unit_id: int | None, inside: Any, at_site: Any) -> Any:
    return (
        select(Presence.group_id, inside.label("inside"), at_site.label("at_site"))
        .where(Presence.unit_id == (unit_id or 0))
        .order_by(Presence.people.desc(), Presence.group_id.desc())
        .limit(CANDIDATES)
        .subquery()
    )


def _reason(at_site: int, in_department: int) -> str:
    if in_department:
        return ngettext(
            "%(n)s person of your department is in it", "%(n)s people of your department are in it", in_department
        )
    return ngettext("%(n)s person of your site is in it", "%(n)s people of your site are in it", at_site)
