"""Roles: who has which, given by hand, until a date, limited to a unit, or following from a directory group."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select

from portal.core import clock, db, events, i18n
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.i18n import LazyText, _, lazy_
from portal.core.jobs import enqueue
from portal.core.subjects import Ref

from .audience import EVERYONE, PORTAL, Actor, still_granted
from .events import LastAdminKept, RoleEnded, RoleGranted, RoleMappingChanged, RoleRevoked
from .models import RoleGrant, RoleMapping, Unit, User
from .policy import require, rule
from .reach import covers, own_units

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


class LastAdmin(Conflict):
    """Nobody else is IT administrator of the whole company for good, so `user_id` has to stay one."""

    def __init__(self, user_id: int) -> None:
        super().__init__(_("This is the last IT administrator. Give somebody else the role first."))
        self.user_id = user_id


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
    """Raises LastAdmin where nobody else is IT administrator of the whole company; for one who is none it is fine."""
    mine = holders(ADMIN).where(RoleGrant.user_id == user_id)
    if db.session.scalar(mine.limit(1)) is not None and not _other_admins(user_id):
        raise LastAdmin(user_id)


def say_kept(user_id: int, *, source: str = "") -> None:
    """Says that the last IT administrator stays one whose role or account was to end: by a source, or by its date."""
    about = Ref("person", user_id)
    events.publish(LastAdminKept(actor_id=PORTAL.id, subject=about, audience=f"user:{user_id}", source=source))


def _keep_an_admin(grant: RoleGrant) -> None:
    if grant.unit_id is None and not _other_admins(grant.user_id):
        raise LastAdmin(grant.user_id)


def admins_for_good() -> Any:
    """Selects the roles, and whose they are, of those who look after the installation without an end."""
    mine = select(RoleGrant.id, RoleGrant.user_id).join(User, User.id == RoleGrant.user_id)
    lasting = (RoleGrant.role == ADMIN, RoleGrant.unit_id.is_(None), RoleGrant.ends_at.is_(None))
    return mine.where(*lasting, User.is_active)


def _other_admins(user_id: int) -> bool:
    """Whether somebody else stays administrator for good; their rows are held, so that two cannot leave at once."""
    held = db.session.execute(admins_for_good().order_by(RoleGrant.id).with_for_update())
    return any(row.user_id != user_id for row in held)


def _remove(grant: RoleGrant) -> None:
    db.session.delete(grant)
    db.session.flush()


def _tell(kind: Any, actor: Actor, user_id: int, **said: Any) -> None:
    events.publish(kind(actor_id=actor.id, subject=Ref("person", user_id), audience=EVERYONE, **said))


def end_roles() -> None:
    """Removes the roles whose time is over; they stopped working when it was. The last IT administrator's goes on."""
    over = select(RoleGrant).where(RoleGrant.ends_at <= clock.now()).order_by(RoleGrant.id).limit(500)
    for grant in db.session.scalars(over.with_for_update(skip_locked=True)).all():
        if _is_needed(grant):
            grant.ends_at = None
            db.session.flush()
            say_kept(grant.user_id)
            continue
        _remove(grant)
        _tell(RoleEnded, PORTAL, grant.user_id, role=grant.role, unit_id=grant.unit_id)


def _is_needed(grant: RoleGrant) -> bool:
    is_admin = grant.role == ADMIN and grant.unit_id is None
    return is_admin and db.session.get_one(User, grant.user_id).is_active and not _other_admins(grant.user_id)


def map_group(actor: Actor, source: str, group_key: str, role: str, *, unit_id: int | None = None) -> RoleMapping:
    """Has members of a directory group get a role: those that its source told of soon, others when they next sign in.

    Raises Forbidden, Invalid, also where the group has the role already.
    """
    from .provisioning.jobs import give_mapped_role

    if not actor.has(ADMIN):
        raise Forbidden
    if role not in ROLES or (unit_id is not None and role not in LIMITABLE):
        raise Invalid("mapped_role", _("Choose one of the options."))
    if unit_id is not None and db.session.get(Unit, unit_id) is None:
        raise Invalid("mapped_unit", _("Choose one of the options."))
    same = select(RoleMapping.id).where(RoleMapping.source == source, RoleMapping.group_key == group_key)
    same = same.where(RoleMapping.role == role, RoleMapping.unit_id.is_not_distinct_from(unit_id))
    if db.session.scalar(same.limit(1)) is not None:
        raise Invalid("group_key", _("Members of this group have the role already."))
    mapping = RoleMapping(
        source=source, group_key=group_key, role=role, unit_id=unit_id, created_by=actor.id, created_at=clock.now()
    )
    db.session.add(mapping)
    db.session.flush()
    enqueue(give_mapped_role, mapping_id=mapping.id, after=0)
    _tell_of_mapping(actor, mapping, "made")
    return mapping


def _tell_of_mapping(actor: Actor, mapping: RoleMapping, what: str) -> None:
    said: dict[str, Any] = {"source": mapping.source, "group_key": mapping.group_key, "role": mapping.role}
    about = Ref("person", actor.id)
    events.publish(
        RoleMappingChanged(
            actor_id=actor.id, subject=about, audience=f"user:{actor.id}", what=what, unit_id=mapping.unit_id, **said
        )
    )


def give_mapped(mapping: RoleMapping, user_ids: Collection[int]) -> None:
    """Gives the role that follows from a group to those of its members who do not have it yet."""
    theirs = (RoleGrant.mapping_id == mapping.id, RoleGrant.user_id.in_(user_ids))
    held = set(db.session.scalars(select(RoleGrant.user_id).where(*theirs)))
    for user_id in sorted(set(user_ids) - held):
        _give(user_id, mapping)


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
    _tell_of_mapping(actor, mapping, "removed")
    db.session.execute(delete(RoleMapping).where(RoleMapping.id == mapping_id))


def mapped_groups(source: str) -> frozenset[str]:
    """Gives the groups of a source from which roles follow."""
    return frozenset(db.session.scalars(select(RoleMapping.group_key).where(RoleMapping.source == source)))


def roles_from_groups(source: str, groups: Mapping[int, Iterable[str]]) -> None:
    """Gives the roles that follow from groups of a source, each account's by its id, and takes those that no longer do.

    Group keys are compared without case, as directories do. The last IT administrator keeps the role.
    """
    known = select(RoleMapping).where(RoleMapping.source == source)
    mappings = {row.id: row for row in db.session.scalars(known)} if groups else {}
    if not mappings:
        return
    theirs = (RoleGrant.user_id.in_(groups), RoleGrant.mapping_id.in_(mappings))
    held: dict[int, dict[int | None, RoleGrant]] = {}
    for grant in db.session.scalars(select(RoleGrant).where(*theirs).order_by(RoleGrant.id).with_for_update()):
        held.setdefault(grant.user_id, {})[grant.mapping_id] = grant
    for user_id, names in groups.items():
        folded, mine = {name.casefold() for name in names}, held.get(user_id, {})
        following = {key for key, row in mappings.items() if row.group_key.casefold() in folded}
        for mapping_id in mine.keys() - following:
            _take(mine[mapping_id], source)
        for mapping_id in sorted(following - mine.keys()):
            _give(user_id, mappings[mapping_id])


def _take(grant: RoleGrant, source: str) -> None:
    if grant.role == ADMIN and grant.unit_id is None and not _other_admins(grant.user_id):
        say_kept(grant.user_id, source=source)
        return
    _remove(grant)
    _tell(RoleRevoked, PORTAL, grant.user_id, role=grant.role, unit_id=grant.unit_id, reason="")


def _give(user_id: int, mapping: RoleMapping) -> None:
    grant = RoleGrant(
        user_id=user_id, role=mapping.role, unit_id=mapping.unit_id, mapping_id=mapping.id, granted_at=clock.now()
    )
    db.session.add(grant)
    db.session.flush()
    said: dict[str, Any] = {"role": mapping.role, "unit_id": mapping.unit_id, "reason": mapping.group_key}
    _tell(RoleGranted, PORTAL, user_id, until="", **said)


def count_admins() -> int:
    """Gives how many active people look after the installation."""
    active = select(func.count()).where(User.is_active, User.id.in_(holders(ADMIN)))
    return db.session.scalar(active) or 0
