"""Why somebody sees a group, or does not, in the words of the rules that decide it."""

from typing import NamedTuple

from sqlalchemy import func, select

from auth.audience import EVERYONE, Actor, holds
from auth.models import Unit, User
from portal.core import db
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _
from portal.groups import Group, Invitation, JoinRequest, Membership, find


class Why(NamedTuple):
    """What decides: whether the group is known, whether what is written in it is read, and the reasons."""

    group: str
    sees_group: bool
    reads: bool
    reasons: list[str]


def why(group: Group, user: User) -> Why:
    """Explains how somebody stands to a group."""
    mine = (Membership.group_id == group.id, Membership.user_id == user.id)
    membership = db.session.scalar(select(Membership).where(*mine))
    is_invited = db.session.get(Invitation, (group.id, user.id)) is not None
    asked = select(JoinRequest.state).where(JoinRequest.group_id == group.id, JoinRequest.user_id == user.id)
    reasons = [*_account(user), *_belonging(group, membership, db.session.scalar(asked), is_invited=is_invited)]
    rule = db.session.get(Unit, group.unit_id) if group.unit_id else None
    if rule is not None:
        reasons.append(_("The group fills itself with everybody of “%(unit)s”.", unit=rule.name))
        if membership is None and user.is_active:
            reasons.append(_where(user))
    reads = user.is_active and (membership is not None or group.visibility == "open")
    sees = user.is_active and (group.audience == EVERYONE or membership is not None or is_invited)
    return Why(group.name, sees, reads, reasons)


def _where(user: User) -> str:
    units = select(Unit.name).where(Unit.id.in_((user.department_id, user.site_id))).order_by(Unit.kind)
    names = ", ".join(db.session.scalars(units))
    return _("This person belongs to: %(units)s", units=names) if names else _("This person belongs to no department.")


def _account(user: User) -> list[str]:
    return [] if user.is_active else [_("The account is closed: its person sees nothing at all.")]


def _belonging(group: Group, membership: Membership | None, asked: str | None, *, is_invited: bool) -> list[str]:
    if membership is not None:
        if membership.is_automatic:
            return [_("Is a member by the rule of the group.")]
        return [_("Is a member, having joined or been let in.")]
    reasons = {
        "open": _("Is no member, but the group is open: everybody reads it."),
        "request": _("Is no member. The group is listed, and one asks to be let in."),
        "private": _("Is no member. The group is listed, and one is invited to it."),
        "hidden": _("Is no member. The group is hidden: only members and invited people know of it."),
    }
    found = [reasons[group.visibility]]
    if is_invited:
        found.append(_("Was invited and has not answered yet."))
    if asked == "waiting":
        found.append(_("Has asked to be let in and waits for an answer."))
    if asked == "declined":
        found.append(_("Has asked to be let in and was declined."))
    return found


def group_named(actor: Actor, words: str) -> Group:
    """Gives a group that the actor may know of from what was typed: its address, or its name. Raises Invalid."""
    typed = words.strip().rstrip("/").rsplit("/", 1)[-1]
    called = func.lower(Group.name) == words.strip().lower()
    found = db.session.scalar(select(Group.slug).where(called, holds(actor, Group.audience)).limit(1))
    try:
        return find(actor, found or typed.lower())
    except NotFound as unknown:
        message = _("You know of no group with this name or address. Hidden ones are known to their members alone.")
        raise Invalid("group", message) from unknown
