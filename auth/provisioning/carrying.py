"""Carries one planned change out: a person who comes, changes, leaves or returns; a unit that is made or closed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from auth.audience import EVERYONE, PORTAL, Actor, keys_changed
from auth.events import UserMoved
from auth.merged import kept_for
from auth.models import Identity, Unit, User
from auth.roles import roles_from_groups
from portal.core import clock, db, events, text
from portal.core.subjects import Ref

from . import effects, setting, terms, units
from .events import AccountChanged, UserReactivated
from .models import Change, Record, Run, UnitLink
from .tree import Tree, key_of

_MOVES = {"department_id", "site_id"}


@dataclass
class Work:
    """What carrying a run out needs to know; `touched` are the people whose history is to be brought up to date."""

    run: Run
    tree: Tree
    actor: Actor
    touched: set[int]


def work_on(run: Run, tree: Tree) -> Work:
    """Gives the work of a run, done in the name of whoever had it carried out."""
    return Work(run, tree, replace(PORTAL, id=run.applied_by or 0), set())


def carry_out(work: Work, change: Change) -> None:
    """Does what the change says. Raises Stale where something else happened meanwhile, Conflict, Invalid."""
    _DOERS[change.kind](work, change)


def give_roles(source: str, changes: Sequence[Change], *, former: bool = False) -> None:
    """Has roles follow from the groups that these changes brought, or from the `former` ones where they are undone."""
    said = [(change.user_id, change.former if former else change.wanted) for change in changes]
    roles_from_groups(source, {user: its["memberships"] or () for user, its in said if user and "memberships" in its})


def _add(work: Work, change: Change) -> None:
    from .arriving import make_accounts

    if change.choice == "same":
        _take_over(work, change)
    else:
        make_accounts(work, [change])


def _take_over(work: Work, change: Change) -> None:
    """Somebody decided that an account is the same person: the source owns it from now on."""
    user = db.session.get(User, change.effect["other"])
    if user is None:
        raise setting.Stale
    former = {"source": user.source, "linked": True}
    former |= {name: _value(user, name) for name in change.wanted if hasattr(User, _column(name))}
    change.former = former
    user.source = work.run.source
    _tie(work, change, user, {"name": change.name} | change.wanted)
    _changed(work, user, {"source", *change.wanted})


def _tie(work: Work, change: Change, user: User, wanted: dict[str, object]) -> None:
    identity = Identity(user_id=user.id, source=work.run.source, subject=change.subject, created_at=clock.now())
    db.session.add(identity)
    record = setting.record_of(work.run.source, change.subject, user.id)
    record.is_active = bool(wanted.get("works"))
    setting.put(user, record, wanted, work.tree)
    change.user_id = user.id
    db.session.flush()
    work.touched.add(user.id)


def _change(work: Work, change: Change) -> None:
    user, record = _account(work, change)
    setting.check(user, {name: value for name, value in change.former.items() if name != "manager"})
    wanted = dict(change.wanted)
    if change.choice == "apart":
        wanted.pop("email", None)
    put(work, user, record, wanted)


def put(work: Work, user: User, record: Record, wanted: dict[str, object]) -> None:
    """Sets values on an account and tells of it; whoever moved sees at once what belongs to the new place."""
    changed = setting.put(user, record, wanted, work.tree)
    db.session.flush()
    if changed & _MOVES and user.is_active:
        keys_changed(user.id)
        events.publish(UserMoved(actor_id=work.actor.id, subject=Ref("person", user.id), audience=EVERYONE))
    if changed - _MOVES:
        _changed(work, user, changed - _MOVES)
    work.touched.add(user.id)


def _changed(work: Work, user: User, fields: set[str] | frozenset[str]) -> None:
    about = Ref("person", user.id)
    said = AccountChanged(
        actor_id=work.actor.id, subject=about, audience=EVERYONE, source=work.run.source, fields=tuple(sorted(fields))
    )
    events.publish(said)


def _deactivate(work: Work, change: Change) -> None:
    user, record = _account(work, change)
    record.is_active = False
    if not user.is_active:
        return
    if change.choice.isdecimal():
        for group_id, _name in change.effect.get("ownerless", ()):
            effects.hand_over(group_id, user.id, int(change.choice), by=work.actor.id)
    change.former = dict(change.former) | {"name": user.name, "slug": user.slug, "shown": user.photo or ""}
    terms.close(work.actor, user)
    work.touched.add(user.id)


def _reactivate(work: Work, change: Change) -> None:
    user, record = _account(work, change)
    record.is_active = True
    reopen(work.actor, user)
    put(work, user, record, dict(change.wanted))


def reopen(actor: Actor, user: User, *, reason: str = "") -> None:
    """Opens an account that was closed: the same one, with all that the person ever wrote; never a merged one."""
    if user.is_active or kept_for(user.id) is not None:
        return
    terms.give_name_back(actor, user)
    user.is_active, user.deactivated_at = True, None
    db.session.flush()
    keys_changed(user.id)
    about = Ref("person", user.id)
    events.publish(UserReactivated(actor_id=actor.id, subject=about, audience=EVERYONE, reason=reason))
    events.publish(UserMoved(actor_id=actor.id, subject=about, audience=EVERYONE))


def _account(work: Work, change: Change) -> tuple[User, Record]:
    user = db.session.get(User, change.user_id) if change.user_id is not None else None
    if user is None:
        raise setting.Stale
    return user, setting.record_of(work.run.source, change.subject, user.id)


def _unit_add(work: Work, change: Change) -> None:
    path = tuple(change.wanted["path"])
    kind = change.handle
    unit_id = work.tree.unit_id(kind, path)
    if unit_id is None:
        parent_id = work.tree.unit_id(kind, path[:-1]) if len(path) > 1 else None
        city, country = change.wanted.get("city", ""), change.wanted.get("country", "")
        unit = units.make_unit(
            work.actor, kind, path[-1], parent_id=parent_id, city=city[:80], country=country[:2].upper()
        )
        unit_id = unit.id
    change.unit_id = unit_id
    work.tree.paths[unit_id] = path
    remember(work.tree, kind, (key_of(path), change.wanted.get("subject", "")), unit_id)


def remember(tree: Tree, kind: str, words: tuple[str, ...], unit_id: int) -> None:
    """Notes under which words a source means a unit."""
    for subject in filter(None, words):
        row = {"source": tree.source, "kind": kind, "subject": subject[:255], "unit_id": unit_id}
        db.upsert(UnitLink, row, keys=("source", "kind", "subject"), update={"unit_id": unit_id})
        tree.links[(kind, subject[:255])] = unit_id


def _unit_match(work: Work, change: Change) -> None:
    if change.unit_id is None:
        raise setting.Stale
    remember(work.tree, change.handle, (key_of(change.wanted["path"]),), change.unit_id)


def _unit_change(work: Work, change: Change) -> None:
    unit = db.session.get(Unit, change.unit_id) if change.unit_id else None
    if unit is None:
        raise setting.Stale
    path = tuple(change.wanted["path"])
    change.former = {"name": unit.name, "parent_id": unit.parent_id}
    parent_id = work.tree.unit_id(unit.kind, path[:-1]) if len(path) > 1 else None
    if parent_id != unit.parent_id:
        units.move_unit(work.actor, unit, parent_id)
    if text.fold(unit.name) != text.fold(path[-1]):
        units.rename_unit(work.actor, unit, units.free_name(unit.kind, path[-1], parent_id, but=unit.id))
    work.tree.paths[unit.id] = path
    remember(work.tree, unit.kind, (key_of(path),), unit.id)


def _unit_close(work: Work, change: Change) -> None:
    unit = db.session.get(Unit, change.unit_id) if change.unit_id else None
    if unit is None:
        raise setting.Stale
    units.close_unit(work.actor, unit)


def _column(name: str) -> str:
    return {"department": "department_id", "site": "site_id", "manager": "manager_id"}.get(name, name)


def _value(user: User, name: str) -> object:
    value = getattr(user, _column(name))
    return value.isoformat() if hasattr(value, "isoformat") else value


_DOERS: dict[str, Callable[[Work, Change], None]] = {
    "add": _add,
    "change": _change,
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "unit_add": _unit_add,
    "unit_match": _unit_match,
    "unit_change": _unit_change,
    "unit_close": _unit_close,
}
