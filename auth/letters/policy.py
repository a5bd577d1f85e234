"""Who prints letters: HR and IT, for the people that their role holds for, and nobody for oneself."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.core.errors import Forbidden

from .. import providers, reach
from ..audience import Actor, still_granted
from ..models import Identity, RoleGrant, User
from ..programs import programs

ROLES = ("hr-admin", "it-admin")


def require_right(actor: Actor) -> None:
    """Raises Forbidden for those who print no letters at all."""
    if not reach.holds_anywhere(actor, *ROLES):
        raise Forbidden


def may_get_one(actor: Actor) -> ColumnElement[bool]:
    """Gives the SQL condition that the actor may print a letter for an account, and the account needs one.

    Whoever has a password or comes in by a provider needs none.
    """
    reached = (User.is_active, User.id != actor.id, reach.within(actor, *ROLES))
    return and_(*reached, User.id.not_in(programs()), has_nothing_to_gain(), *by_no_provider())


def has_nothing_to_gain() -> ColumnElement[bool]:
    """Gives the SQL condition that an account has neither password nor role.

    Whoever prints a letter could use it before its owner, and must gain nothing by that but an ordinary account.
    """
    return and_(User.password_hash.is_(None), has_no_role())


def has_no_role() -> ColumnElement[bool]:
    """Gives the SQL condition that an account has no role at present."""
    return User.id.not_in(select(RoleGrant.user_id).where(still_granted()))


def by_no_provider() -> list[ColumnElement[bool]]:
    """Gives the SQL conditions that no provider signs an account in, neither by its id there nor by its address."""
    usable = providers.usable()
    if not usable:
        return []
    theirs = select(Identity.user_id).where(Identity.source.in_([provider.key for provider in usable]))
    conditions: list[Any] = [User.id.not_in(theirs)]
    domains = sorted({domain for provider in usable for domain in provider.domains})
    if domains:
        served = or_(*(func.lower(User.email).endswith(f"@{domain}", autoescape=True) for domain in domains))
        conditions.append(or_(User.email.is_(None), ~served))
    return conditions
