"""Whose duty a report is: who looks after the place, and who hears only that something was reported there."""

from typing import Any, NamedTuple

from sqlalchemy import or_, select

from auth.audience import members_of_key, shared
from auth.models import User
from auth.roles import holders as holders_of_role
from portal.core import db
from portal.groups import group_id_of, holders

MOST_NAMED = 3


class Duty(NamedTuple):
    """Ids of those who hear of a report: hosts and managers with all its words, `others` that there is something."""

    hosts: frozenset[int]
    managers: frozenset[int]
    others: frozenset[int]


class Manager(NamedTuple):
    """Somebody whom one can write to."""

    name: str
    slug: str


def duty(audience: str, *concerned: int) -> Duty:
    """Gives who hears of a report with that audience, except the reporter and the author, who are `concerned`.

    Without another community manager those who run the portal step in.
    """
    hosts = _managing(audience) - set(concerned)
    managers = _with("community-manager") - set(concerned) or _with("it-admin") - set(concerned)
    sees = or_(shared(audience), User.id.in_(members_of_key(audience)))
    seeing = _ids(User.id.in_(sorted(managers)), sees) - hosts
    return Duty(hosts, seeing, managers - seeing - hosts)


def writable(found: Duty) -> list[Manager]:
    """Gives a few of those who hear only that there is something, so that one can write to them."""
    people = select(User.name, User.slug).where(User.id.in_(sorted(found.others)))
    return [Manager(*row) for row in db.session.execute(people.order_by(User.sort_name, User.id).limit(MOST_NAMED))]


def _managing(audience: str) -> frozenset[int]:
    if group_id_of(audience) is None:
        return frozenset()
    return _ids(User.id.in_(holders(f"{audience}:managers")))


def _with(role: str) -> frozenset[int]:
    return _ids(User.id.in_(holders_of_role(role)))


def _ids(*conditions: Any) -> frozenset[int]:
    return frozenset(db.session.scalars(select(User.id).where(User.is_active, *conditions)))
