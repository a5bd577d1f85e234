"""One wanted person against what is there: which fields would change, as values and as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, literal, select
from sqlalchemy.orm import aliased

from auth.models import Identity, User
from portal.core import db

from .models import Record, Source
from .tree import BETWEEN, Tree
from .wanted import Person

Lead = aliased(Identity)
Boss = aliased(User)
_PLAIN = ("name", "email", "language", "title", "hired_on")
_RECORDED = ("user_name", "valid_from", "valid_until", "memberships")
_TEXTS = ("language", "title", "user_name")
PHOTO = "photo"
"""What stands for a photo where values are shown."""


@dataclass(frozen=True)
class Difference:
    """What would change: former and wanted values by field, and the same for the eye."""

    former: dict[str, Any]
    wanted: dict[str, Any]
    shown: list[tuple[str, str, str]]


def known(source: str, people: Iterable[Person]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Gives these people's accounts with what was recorded, by subject, and whose their addresses are, by address.

    One statement says of somebody new that there is neither.
    """
    named = {person.subject: person.email for person in people}
    asked = {"source": source, "subjects": list(named), "addresses": list(filter(None, named.values()))}
    met = db.session.execute(_met(), asked).all()
    asked["subjects"] = [row.key for row in met if row.by == "subject"]
    rows = db.session.execute(_known(), asked) if asked["subjects"] else ()
    return {row.subject: row for row in rows}, {row.key: row for row in met if row.by == "address"}


@cache
def _met() -> Any:
    columns = (User.id, User.name, User.source)
    # All that write an address write it in small letters, and as it stands it has an index.
    theirs = select(literal("address").label("by"), User.email.label("key"), *columns)
    own = select(literal("subject"), Identity.subject, *columns).join(User, User.id == Identity.user_id)
    own = own.where(Identity.source == bindparam("source"), Identity.subject.in_(bindparam("subjects", expanding=True)))
    return theirs.where(User.email.in_(bindparam("addresses", expanding=True))).union_all(own)


@cache
def _known() -> Any:
    source: Any = bindparam("source")
    return (
        select(
            Identity.subject,
            User,
            Record,
            Lead.subject.label("lead_subject"),
            Boss.name.label("lead_name"),
        )
        .join(User, User.id == Identity.user_id)
        .outerjoin(Record, and_(Record.source == source, Record.subject == Identity.subject))
        .outerjoin(Lead, and_(Lead.user_id == User.manager_id, Lead.source == source))
        .outerjoin(Boss, Boss.id == User.manager_id)
        .where(Identity.source == source, Identity.subject.in_(bindparam("subjects", expanding=True)))
    )


def difference(person: Person, row: Any, tree: Tree) -> Difference:
    """Compares a person with the account and record that are there, or with nothing where `row` is None."""
    former, wanted, shown = {}, {}, []
    for name, before, after, words in _fields(person, row, tree):
        if before == after or (row is None and not after):
            continue
        former[name], wanted[name] = _json(before), _json(after)
        shown.append((name, *words))
    return Difference(former, wanted, shown)


def _fields(person: Person, row: Any, tree: Tree) -> list[tuple[str, Any, Any, tuple[str, str]]]:
    user, record = (row.User, row.Record) if row is not None else (None, None)
    found = []
    for name in (*_PLAIN, *_RECORDED):
        if name != "name" and name not in person.owns:
            continue
        held = user if name in _PLAIN else record
        before = getattr(held, name) if held is not None else None
        after = _after(person, name, before)
        before = before or ("" if name in _TEXTS else [] if name == "memberships" else None)
        found.append((name, before, after, (_word(before), _word(after))))
    return [*_owner(user, tree), *found, *_places(person, user, tree), *_photo(person, row), *_lead(person, row)]


def _owner(user: User | None, tree: Tree) -> list[tuple[str, Any, Any, tuple[str, str]]]:
    """An account that nobody looked after, but whose id here is known, is looked after by the source from now on."""
    if user is None or user.source:
        return []
    return [("source", "", tree.source, ("", db.session.get_one(Source, tree.source).label))]


def _after(person: Person, name: str, before: Any) -> Any:
    value = getattr(person, name)
    if name == "language" and not value:
        return before or ""
    return list(value) if name == "memberships" else value


def _photo(person: Person, row: Any) -> list[tuple[str, Any, Any, tuple[str, str]]]:
    """Compares hashes of what the source keeps; a photo here that was not made of it counts as another one."""
    if "photo" not in person.owns:
        return []
    shown, made, taken = "", "", ""
    if row is not None:
        shown = row.User.photo or ""
        made, taken = (row.Record.picture, row.Record.photo) if row.Record is not None else ("", "")
    before = taken if shown == made else shown
    return [("photo", before, person.photo, (PHOTO if before else "", PHOTO if person.photo else ""))]


def _places(person: Person, user: User | None, tree: Tree) -> list[tuple[str, Any, Any, tuple[str, str]]]:
    places = []
    for name, path in (("department", person.department), ("site", (person.site,) if person.site else ())):
        if name not in person.owns:
            continue
        here = getattr(user, f"{name}_id") if user is not None else None
        unit_id = tree.unit_id(name, path) if path else None
        is_same = here == unit_id if unit_id is not None or not path else False
        after = here if is_same else list(path)
        places.append((name, here, after, (tree.shown(here), tree.shown(unit_id) or BETWEEN.join(path))))
    return places


def _lead(person: Person, row: Any) -> list[tuple[str, Any, Any, tuple[str, str]]]:
    if "manager" not in person.owns:
        return []
    here = row.lead_subject if row is not None else None
    if here == person.manager and (here is not None or row is None or row.User.manager_id is None):
        return []
    held = row.User.manager_id if row is not None else None
    return [("manager", held, person.manager, (row.lead_name or "" if row is not None else "", person.manager or ""))]


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _word(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(value)
    return str(_json(value)) if value is not None else ""
