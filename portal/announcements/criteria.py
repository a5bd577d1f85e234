"""Audiences by department, site, language and group: the people in them, and the keys that those people hold.

A combination has a key of its own, `audience:12`. Who holds it is found from what people are, whenever their keys are
found: who moves to another department, leaves a group or changes the language loses or gains it without any row of an
announcement being touched.
"""

import hashlib
import json
from collections import defaultdict
from typing import Any, NamedTuple

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import aliased

from auth import audience
from auth.audience import EVERYONE, Actor, unit_keys
from auth.models import Unit, User
from portal.core import clock, db
from portal.groups import Membership

from .models import Audience, Criterion, Sender

PREFIX = "audience"


class Criteria(NamedTuple):
    """Who is meant: people who meet one of each kind that is named. Nothing named means everybody."""

    departments: tuple[int, ...] = ()
    sites: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()

    def rows(self) -> list[tuple[str, str]]:
        """Gives the criteria as kind and value, in a fixed order."""
        units = [("department", f"unit:{n}") for n in self.departments] + [("site", f"unit:{n}") for n in self.sites]
        languages = [("language", code) for code in self.languages]
        return sorted({*units, *languages, *(("group", f"group:{n}") for n in self.groups)})

    @property
    def plain_key(self) -> str:
        """The ordinary key of the same people, where there is one: of everybody, of one unit, of one group."""
        rows = self.rows()
        if not rows:
            return EVERYONE
        return rows[0][1] if len(rows) == 1 and rows[0][0] != "language" else ""


def people(wanted: Criteria) -> Select[Any]:
    """Selects the ids of the active people who are meant."""
    found = select(User.id).where(User.is_active)
    if wanted.departments:
        found = found.where(User.department_id.in_(_below(wanted.departments)))
    if wanted.sites:
        found = found.where(User.site_id.in_(_below(wanted.sites)))
    if wanted.languages:
        found = found.where(User.language.in_(wanted.languages))
    if wanted.groups:
        members = select(Membership.user_id).where(Membership.group_id.in_(wanted.groups))
        found = found.where(User.id.in_(members))
    return found


def _below(unit_ids: tuple[int, ...]) -> Select[Any]:
    below = select(Unit.id).where(Unit.id.in_(unit_ids)).cte(recursive=True)
    child = aliased(Unit)
    below = below.union(select(child.id).where(child.parent_id == below.c.id))
    return select(below.c.id)


def reach(wanted: Criteria) -> int:
    """Counts the people who are meant."""
    return db.session.scalar(select(func.count()).select_from(people(wanted).subquery())) or 0


def keep(actor: Actor, wanted: Criteria, leader_id: int | None = None) -> Audience:
    """Gives the actor's audience with these criteria, made where there is none yet.

    In a leader's name it is one of its own: the leader holds its key, and not that of what the actor sends otherwise.
    """
    rows = wanted.rows()
    digest = hashlib.sha256(json.dumps([rows, leader_id]).encode()).hexdigest()
    kinds = len({kind for kind, _value in rows})
    values: dict[str, Any] = {"owner_id": actor.id, "digest": digest, "kinds": kinds, "created_at": clock.now()}
    values |= {"name": "", "is_used": False}
    added = db.session.scalar(db.insert(Audience).values(**values).on_conflict_do_nothing().returning(Audience.id))
    if added is not None and rows:
        criteria = [{"audience_id": added, "kind": kind, "value": value} for kind, value in rows]
        db.session.execute(db.insert(Criterion), criteria)
    same = select(Audience).where(Audience.owner_id == actor.id, Audience.digest == digest)
    return db.session.scalars(same).one()


def criteria_of(audience_id: int) -> Criteria:
    """Gives the criteria of an audience."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    columns = select(Criterion.kind, Criterion.value).where(Criterion.audience_id == audience_id)
    for kind, value in db.session.execute(columns.order_by(Criterion.kind, Criterion.value)):
        values[kind].append(value.partition(":")[2] or value)
    numbers = {kind: tuple(sorted(int(number) for number in values[kind])) for kind in ("department", "site", "group")}
    return Criteria(numbers["department"], numbers["site"], tuple(values["language"]), numbers["group"])


def key_of(audience_id: int) -> str:
    """Gives the key that an audience's people hold."""
    return f"{PREFIX}:{audience_id}"


def add_senders(audience_id: int, *user_ids: int) -> None:
    """Gives the audience's key to those who send to it, whether they are in it or not."""
    for user_id in user_ids:
        row = {"audience_id": audience_id, "user_id": user_id}
        db.upsert(Sender, row, keys=("audience_id", "user_id"), update={})


def keys_from_audiences(user_id: int) -> list[str]:
    """Gives the keys of the audiences that somebody is in or sends to."""
    if db.session.scalar(select(Audience.id).where(Audience.is_used).limit(1)) is None:
        return []
    groups = select(Membership.group_id).where(Membership.user_id == user_id)
    values = [*unit_keys(user_id), *(f"group:{number}" for number in db.session.scalars(groups))]
    language = select(User.language).where(User.id == user_id).scalar_subquery()
    met = (
        select(Criterion.audience_id)
        .join(Audience, Audience.id == Criterion.audience_id)
        .where(Audience.is_used, or_(Criterion.value.in_(values), Criterion.value == language))
        .group_by(Criterion.audience_id, Audience.kinds)
        .having(func.count(Criterion.kind.distinct()) == Audience.kinds)
    )
    sent = select(Sender.audience_id).where(Sender.user_id == user_id)
    return [key_of(number) for number in db.session.scalars(met.union(sent))]


def holders(key: str) -> Select[Any]:
    """Selects the ids of those who hold an audience's key: who is in it, and who sends to it."""
    number = key.partition(":")[2]
    audience_id = int(number) if number.isdigit() else 0
    wanted = criteria_of(audience_id)
    sent = select(Sender.user_id).where(Sender.audience_id == audience_id)
    inside = User.id.in_(people(wanted)) if wanted.rows() else false()
    return select(User.id).where(or_(inside, User.id.in_(sent)))


audience.register_keys(keys_from_audiences)
audience.register_members(PREFIX, holders)
