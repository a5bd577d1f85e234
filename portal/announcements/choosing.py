"""What one may choose from when choosing an audience, and what was chosen."""

from typing import Any, NamedTuple

from sqlalchemy import or_, select

from auth.audience import Actor, holds
from auth.models import Unit
from portal.core import db, text
from portal.core.errors import Forbidden, Invalid
from portal.core.i18n import _
from portal.groups import Group

from . import policy
from .criteria import Criteria
from .forms import AudienceForm
from .models import Audience

MOST = 300
MOST_GROUPS = 20


class Choice(NamedTuple):
    """One thing to choose; a department is named with those above it."""

    id: int
    name: str


class Saved(NamedTuple):
    """An audience that the actor saved."""

    id: int
    name: str


class Choices(NamedTuple):
    """All that one may choose from."""

    departments: list[Choice]
    sites: list[Choice]
    groups: list[str]
    saved: list[Saved]
    is_owner: bool


def choices(actor: Actor) -> Choices:
    """Gives departments, sites, groups and saved audiences. Raises Forbidden for who announces nothing."""
    if not policy.announces(actor):
        raise Forbidden
    open_units = select(Unit.id, Unit.kind, Unit.name, Unit.parent_id).where(Unit.closed_on.is_(None))
    rows = db.session.execute(open_units.order_by(Unit.id)).all()
    known = {row.id: row for row in rows}
    paths = [(row.kind, Choice(row.id, _path(row, known))) for row in rows]
    ordered = sorted(paths, key=lambda entry: text.fold(entry[1].name))
    departments = [choice for kind, choice in ordered if kind == "department"][:MOST]
    sites = [choice for kind, choice in ordered if kind == "site"][:MOST]
    names = select(Group.name).where(_reachable(actor)).order_by(Group.active_at.desc()).limit(MOST)
    own = select(Audience.id, Audience.name).where(Audience.owner_id == actor.id, Audience.name != "")
    saved = [Saved(*row) for row in db.session.execute(own.order_by(Audience.name, Audience.id).limit(MOST))]
    is_owner = not actor.has("community-manager")
    return Choices(departments, sites, list(db.session.scalars(names)), saved, is_owner)


def _path(unit: Any, known: dict[int, Any]) -> str:
    names = [unit.name]
    while unit.parent_id in known and len(names) < 6:
        unit = known[unit.parent_id]
        names.append(unit.name)
    return " › ".join(reversed(names))


def _reachable(actor: Actor) -> Any:
    """Groups that the actor may send to: one's own, or for community managers all that they may know of."""
    if actor.has("community-manager"):
        return Group.archived_at.is_(None) & holds(actor, Group.audience)
    own = [int(key.split(":")[1]) for key in actor.keys if key.startswith("group:") and key.endswith(":owners")]
    return Group.archived_at.is_(None) & Group.id.in_(own)


def wanted_people(actor: Actor, form: AudienceForm) -> Criteria:
    """Gives the criteria of a form. Raises Forbidden for who announces nothing, Invalid for what is not to be had."""
    if not policy.announces(actor):
        raise Forbidden
    wanted = Criteria(
        _units("departments", form.departments),
        _units("sites", form.sites),
        tuple(sorted(set(form.languages))),
        _groups(actor, form.groups),
    )
    if not policy.may_reach(actor, wanted):
        raise Invalid("groups", _("Name one of the groups that you own: you announce to their members."))
    return wanted


def _units(field: str, ids: tuple[int, ...]) -> tuple[int, ...]:
    kind = field.removesuffix("s")
    open_units = select(Unit.id).where(Unit.id.in_(ids), Unit.kind == kind, Unit.closed_on.is_(None))
    found = set(db.session.scalars(open_units)) if ids else set()
    if found != set(ids):
        raise Invalid(field, _("Choose one of the options."))
    return tuple(sorted(found))


def _groups(actor: Actor, words: str) -> tuple[int, ...]:
    names = [name.strip().removeprefix("@group/") for name in words.replace(";", ",").split(",") if name.strip()]
    if len(names) > MOST_GROUPS:
        raise Invalid("groups", _("At most %(n)s groups.", n=MOST_GROUPS))
    found: set[int] = set()
    for name in names:
        called = or_(Group.slug == name.lower(), Group.sort_name == text.fold(name))
        ids = list(db.session.scalars(select(Group.id).where(_reachable(actor), called).limit(2)))
        if len(ids) != 1:
            raise Invalid("groups", _("There is no group “%(name)s” to which you could announce.", name=name))
        found.update(ids)
    return tuple(sorted(found))


def typed(wanted: Criteria) -> dict[str, Any]:
    """Gives criteria as the fields of the form say them."""
    names = select(Group.name).where(Group.id.in_(wanted.groups)).order_by(Group.sort_name)
    groups = ", ".join(db.session.scalars(names)) if wanted.groups else ""
    return {"departments": wanted.departments, "sites": wanted.sites, "languages": wanted.languages, "groups": groups}


def described(wanted: Criteria) -> list[str]:
    """Says criteria in words, one a kind."""
    units = wanted.departments + wanted.sites
    found = select(Unit.id, Unit.kind, Unit.name).where(Unit.id.in_(units)).order_by(Unit.name)
    rows = db.session.execute(found).all() if units else []
    departments = ", ".join(row.name for row in rows if row.kind == "department")
    sites = ", ".join(row.name for row in rows if row.kind == "site")
    languages = ", ".join({"de": _("German"), "en": _("English")}[code] for code in wanted.languages)
    said = [departments, sites, languages, typed(wanted)["groups"]]
    return [words for words in said if words] or [_("Whole company")]
