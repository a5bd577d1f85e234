"""Roles: who has which, given by hand, until a date, limited to a unit, or following from a directory group."""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select

from portal.core import clock, db, events, i18n
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.i18n import LazyText, _, lazy_
from portal.core.subjects import Ref

from .audience import EVERYONE, PORTAL, Actor, still_granted
from .events import RoleEnded, RoleGranted, RoleRevoked
from .models import RoleGrant, RoleMapping, Unit, User
from .policy import require, rule
from .reach import covers, own_units

log = logging.getLogger(__name__)

ADMIN = "it-admin"
ROLES: dict[str, LazyText] = {
    "moderator": lazy_("Moderator"),
    "community-manager": lazy_("Community manager"),
    "ambassador": lazy_("Ambassador"),
    "ambassador-lead": lazy_("Lead of the ambassadors"),
    "editor": lazy_("Editor"),
    "hr-admin": lazy_("HR administrator"),
    "it-admin": lazy_("IT administrator"),
    "management": lazy_("Management reader"),
    "works-council": lazy_("Works council and data protection"),
    "channel-recipient": lazy_("Recipient of a channel"),
}
LIMITABLE = frozenset({"hr-admin", "it-admin"})
"""Roles that may hold for some departments or sites only."""


@rule("manage", RoleGrant)
def may_grant(actor: Actor, grant: RoleGrant) -> bool:
    """IT administrators, and nobody for oneself; a limited one no more than holds for the own people and places."""
    if grant.user_id == actor.id or actor.has(ADMIN):
        return grant.user_id != actor.id
    if grant.role not in LIMITABLE or grant.unit_id not in own_units(actor, ADMIN):
        return False
    user = db.session.get(User, grant.user_id)
    return user is not None and covers(actor, user, ADMIN)


def holders(role: str) -> Select[Any]:
    """Selects the ids of the accounts that have the role everywhere at present."""
    return select(RoleGrant.user_id).where(RoleGrant.role == role, RoleGrant.unit_id.is_(None), still_granted())


def grant_role(
    actor: Actor, user: User, role: str, *, unit_id: int | None = None, last_day: date | None = None, reason: str = ""
) -> None:
    """Gives somebody a role; once more is the same as once, with the later word on how long.

    It holds up to and including `last_day`. Raises Forbidden for those who may not, and for oneself; Invalid.
    """
    require(actor, "manage", RoleGrant(user_id=user.id, role=role, unit_id=unit_id))
    ends_at = i18n.midnight(last_day + timedelta(days=1)) if last_day else None
    _check(user, role, unit_id, ends_at)
    held = db.session.scalar(_by_hand(user.id, role, unit_id).with_for_update())
    if held is not None and held.ends_at == ends_at:
        return
    if held is None:
        held = RoleGrant(user_id=user.id, role=role, unit_id=unit_id, granted_at=clock.now())
        db.session.add(held)
    elif role == ADMIN and ends_at is not None:
        _keep_an_admin(held)
    held.granted_by, held.ends_at = actor.id, ends_at
    db.session.flush()
    _tell(RoleGranted, actor, user.id, role=role, unit_id=unit_id, until=str(last_day or ""), reason=reason)


def _by_hand(user_id: int, role: str, unit_id: int | None) -> Select[RoleGrant]:
    # The account first: two who give the same role at once come one after the other.
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())
    same_unit = RoleGrant.unit_id.is_(None) if unit_id is None else RoleGrant.unit_id == unit_id
    return select(RoleGrant).where(
        RoleGrant.user_id == user_id, RoleGrant.role == role, same_unit, RoleGrant.mapping_id.is_(None)
    )


def _check(user: User, role: str, unit_id: int | None, ends_at: datetime | None) -> None:
    if role not in ROLES:
        raise Invalid("role", _("Choose one of the options."))
    if not user.is_active:
        raise Invalid("person", _("This account is closed."))
    if ends_at is not None and ends_at <= clock.now():
        raise Invalid("last_day", _("This day has passed."))
    if unit_id is not None and role not in LIMITABLE:
        raise Invalid("unit", _("Only HR and IT administrators can be limited to a department or site."))
    if unit_id is not None and db.session.get(Unit, unit_id) is None:
        raise Invalid("unit", _("Choose one of the options."))


def revoke_role(actor: Actor, grant_id: int, *, reason: str) -> RoleGrant:
    """Takes a role that was given by hand. Raises Conflict for the last IT administrator and for one from a group."""
    grant = db.session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id).with_for_update())
    if grant is None:
        raise NotFound
    require(actor, "manage", grant)
    if grant.mapping_id is not None:
        raise Conflict(_("This role follows from a directory group. Change the group, or what follows from it."))
    if grant.role == ADMIN:
        _keep_an_admin(grant)
    _remove(grant)
    _tell(RoleRevoked, actor, grant.user_id, role=grant.role, unit_id=grant.unit_id, reason=reason)
    return grant


def require_another_admin(user_id: int) -> None:
    """Raises Conflict where nobody else is IT administrator of the whole company; for one who is none it is fine."""
    mine = select(RoleGrant).where(RoleGrant.user_id == user_id, RoleGrant.role == ADMIN, RoleGrant.unit_id.is_(None))
    grant = db.session.scalar(mine.limit(1))
    if grant is not None:
        _keep_an_admin(grant)


def _keep_an_admin(grant: RoleGrant) -> None:
    if grant.unit_id is None and not _other_admins(grant.user_id):
        raise Conflict(_("This is the last IT administrator. Give somebody else the role first."))


def _other_admins(user_id: int) -> bool:
    """Whether somebody else stays administrator for good; their rows are held, so that two cannot leave at once."""
    others = (
        select(RoleGrant.id)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.role == ADMIN, RoleGrant.unit_id.is_(None), RoleGrant.ends_at.is_(None), User.is_active)
    )
    held = db.session.execute(others.add_columns(RoleGrant.user_id).order_by(RoleGrant.id).with_for_update())
    return any(row.user_id != user_id for row in held)


def _remove(grant: RoleGrant) -> None:
    db.session.delete(grant)
    db.session.flush()


def _tell(kind: Any, actor: Actor, user_id: int, **said: Any) -> None:
    events.publish(kind(actor_id=actor.id, subject=Ref("person", user_id), audience=EVERYONE, **said))


def end_roles() -> None:
    """Removes the roles whose time is over; they stopped working when it was."""
    over = select(RoleGrant).where(RoleGrant.ends_at <= clock.now()).order_by(RoleGrant.id).limit(500)
    for grant in db.session.scalars(over.with_for_update(skip_locked=True)).all():
        _remove(grant)
        _tell(RoleEnded, PORTAL, grant.user_id, role=grant.role, unit_id=grant.unit_id)


def map_group(actor: Actor, source: str, group_key: str, role: str, *, unit_id: int | None = None) -> RoleMapping:
    """Has members of a directory group get a role when they next sign in or are synchronised. Raises Forbidden."""
    if not actor.has(ADMIN):
        raise Forbidden
    if role not in ROLES or (unit_id is not None and role not in LIMITABLE):
        raise Invalid("role", _("Choose one of the options."))
    mapping = RoleMapping(
        source=source, group_key=group_key, role=role, unit_id=unit_id, created_by=actor.id, created_at=clock.now()
    )
    db.session.add(mapping)
    db.session.flush()
    return mapping


def unmap_group(actor: Actor, mapping_id: int) -> None:
    """Ends what follows from a directory group, and takes the roles that came from it. Raises Conflict, NotFound."""
    mapping = db.session.get(RoleMapping, mapping_id)
    if not actor.has(ADMIN):
        raise Forbidden
    if mapping is None:
        raise NotFound
    for grant in db.session.scalars(select(RoleGrant).where(RoleGrant.mapping_id == mapping_id).with_for_update()):
        if grant.role == ADMIN:
            _keep_an_admin(grant)
        _remove(grant)
        _tell(RoleRevoked, actor, grant.user_id, role=grant.role, unit_id=grant.unit_id, reason=mapping.group_key)
    db.session.execute(delete(RoleMapping).where(RoleMapping.id == mapping_id))


def roles_from_groups(user: User, source: str, groups: Iterable[str]) -> None:
    """Gives the roles that follow from the directory groups of a source, and takes those that no longer do.

    Group keys are compared without case, as directories do. The last IT administrator keeps the role.
    """
    names = {group.casefold() for group in groups}
    mappings = {
        mapping.id: mapping
        for mapping in db.session.scalars(select(RoleMapping).where(RoleMapping.source == source))
        if mapping.group_key.casefold() in names
    }
    of_source = RoleGrant.mapping_id.in_(select(RoleMapping.id).where(RoleMapping.source == source))
    held = db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id, of_source).with_for_update()).all()
    for grant in held:
        if grant.mapping_id not in mappings:
            _take(grant)
    for mapping_id in mappings.keys() - {grant.mapping_id for grant in held}:
        _give(user, mappings[mapping_id])


def _take(grant: RoleGrant) -> None:
    if grant.role == ADMIN and grant.unit_id is None and not _other_admins(grant.user_id):
        log.warning("user %s left the group of IT administrators and keeps the role: nobody else has it", grant.user_id)
        return
    _remove(grant)
    _tell(RoleRevoked, PORTAL, grant.user_id, role=grant.role, unit_id=grant.unit_id, reason="")


def _give(user: User, mapping: RoleMapping) -> None:
    grant = RoleGrant(
        user_id=user.id, role=mapping.role, unit_id=mapping.unit_id, mapping_id=mapping.id, granted_at=clock.now()
    )
    db.session.add(grant)
    db.session.flush()
    said: dict[str, Any] = {"role": mapping.role, "unit_id": mapping.unit_id, "reason": mapping.group_key}
    _tell(RoleGranted, PORTAL, user.id, until="", **said)


def count_admins() -> int:
    """Gives how many active people look after the installation."""
    active = select(func.count()).where(User.is_active, User.id.in_(holders(ADMIN)))
    return db.session.scalar(active) or 0
