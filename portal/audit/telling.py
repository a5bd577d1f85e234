"""Entries in words: names instead of numbers, and each detail as the page calls it.

People and departments are known to everybody. A group is named only to those who may know of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from auth.audience import Actor, holds
from auth.models import Unit, User
from auth.provisioning.words import FIELDS
from auth.roles import ROLES
from portal.core import db, i18n
from portal.core.i18n import _, gettext
from portal.core.subjects import Ref
from portal.groups import Group

from .models import Entry
from .words import BRAKES, DEEDS, DETAILS, ENDINGS, GROUP_ROLES, SUBJECTS, VISIBILITIES, WAYS

_ACTING = {"agreed_by", "asked_by", "delegate_id", "on_behalf_of", "sponsor_id"}
PEOPLE = frozenset({"author_id", "author_ids", "gone_id", "user_id"} | _ACTING)
_UNITS = ("filled_from", "unit_id")
_NAMED = {"role": ROLES | GROUP_ROLES, "what": DEEDS, "brake": BRAKES, "ending": ENDINGS, "by": WAYS, "way": WAYS}
_NAMED |= {"visibility": VISIBILITIES}


@dataclass(frozen=True)
class Names:
    """The names of those whom some entries speak of, by id."""

    people: dict[int, str]
    units: dict[int, str]
    groups: dict[int, str]


def names_in(actor: Actor, entries: Iterable[Entry]) -> Names:
    """Gives the names of people, departments and sites, and of those groups that the actor may know of."""
    people, units, groups = set[int](), set[int](), set[int]()
    for entry in entries:
        for name, value in entry.details.items():
            if name in PEOPLE and value:
                people.update(value if isinstance(value, list) else [value])
        units.update(filter(None, [entry.details.get(name) for name in _UNITS]))
        {"unit": units, "group": groups, "person": people}.get(entry.subject_kind, set()).add(entry.subject_id)
    return Names(_names(User, people), _names(Unit, units), _names(Group, groups, holds(actor, Group.audience)))


def _names(model: Any, ids: set[int], *conditions: Any) -> dict[int, str]:
    if not ids:
        return {}
    found = db.session.execute(select(model.id, model.name).where(model.id.in_(ids), *conditions))
    return {row.id: row.name for row in found}


def subject(entry: Entry, names: Names) -> str:
    """Says what an act was done to: “Department or site: Brazing”, or “Post no. 12”."""
    kind = str(SUBJECTS.get(entry.subject_kind, entry.subject_kind))
    known = {"person": names.people, "unit": names.units, "group": names.groups}.get(entry.subject_kind, {})
    if entry.subject_id in known:
        return f"{kind}: {known[entry.subject_id]}"
    return called(Ref(entry.subject_kind, entry.subject_id)) if entry.subject_id else kind


def called(about: Ref) -> str:
    """Names a thing without a word of it: “Post no. 12”."""
    return _("%(kind)s no. %(n)s", kind=str(SUBJECTS.get(about.kind, about.kind)), n=about.id)


def details(entry: Entry, names: Names) -> list[tuple[str, str]]:
    """Gives what an act said besides, each with what it is called; what says nothing is left out."""
    found = []
    for name, value in entry.details.items():
        if name in DETAILS and DETAILS[name] is None:
            continue
        is_said = name in PEOPLE and value in (entry.actor_id, entry.person_id)  # both stand above it
        words = _words(name, value, names) if value not in ("", None, []) and not is_said else ""
        if words:
            found.append((str(DETAILS.get(name) or name), words))
    return found


def _words(name: str, value: Any, names: Names) -> str:
    if name in PEOPLE:
        ids = value if isinstance(value, list) else [value]
        return ", ".join(names.people.get(one, _("an account that is gone")) for one in ids)
    if name in _UNITS:
        return names.units.get(value, str(value))
    if name in _NAMED:
        known = _NAMED[name].get(value)
        return str(known) if known is not None else str(value)
    return _WRITTEN.get(name, _plain)(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _day(value: Any) -> str:
    return i18n.date(str(value))


def _last_day(value: Any) -> str:
    return i18n.date(date.fromisoformat(str(value)) - timedelta(days=1))


def _fields(value: Any) -> str:
    known = [FIELDS.get(name.removesuffix("_id")) for name in value]
    return ", ".join(gettext(one.msgid) if one is not None else name for one, name in zip(known, value, strict=True))


def _ref(value: Any) -> str:
    kind, number = value if isinstance(value, list) else (str(value), "")
    return _("%(kind)s no. %(n)s", kind=str(SUBJECTS.get(kind, kind)), n=number)


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "ends_on": _last_day,
    "until": _day,
    "on": _day,
    "fields": _fields,
    "about": _ref,
    "origin": _ref,
}
