"""Takes a run back, in batches like applying: the last change first, and only what is still as the run left it.

Accounts that the run made are closed rather than deleted: what their people wrote meanwhile stays.
"""

import logging
from datetime import date

from sqlalchemy import delete, select, tuple_

from auth import accounts
from auth.models import Identity, Unit, User
from auth.roles import LastAdmin
from portal.core import clock, db, text
from portal.core.errors import Refusal

from . import history, photos, units
from .apply import BATCH, fetch, in_batches, settled
from .carrying import Work, give_roles, put, reopen, work_on
from .models import Change, Record, Run, UnitLink
from .setting import Stale, record_of
from .tree import key_of, read_tree

log = logging.getLogger(__name__)
_APART = ("manager", "slug", "linked", "source", "photo", "picture", "shown")
_PLACES = {"department": "department_id", "site": "site_id"}


def undo(run_id: int) -> bool:
    """Takes batches back for a minute; says whether something is left, for a job that comes after."""
    return in_batches(run_id, "undoing", _batch)


def _batch(run: Run) -> bool:
    done = select(Change).where(Change.run_id == run.id, Change.state == "applied")
    changes = list(db.session.scalars(done.order_by(Change.phase.desc(), Change.id.desc()).limit(BATCH)))
    if not changes:
        run.state, run.finished_at = "undone", clock.now()
        db.session.flush()
        settled(run)
        return False
    if any(change.kind.startswith("unit") for change in changes):
        units.take_turn()
    work = work_on(run, read_tree(run.source))
    fetch(run.source, changes)
    for change in changes:
        _take_back(work, change)
    db.session.flush()
    history.note(work.touched)
    give_roles(run.source, [change for change in changes if change.state == "undone"], former=True)
    return True


def _take_back(work: Work, change: Change) -> None:
    try:
        with db.session.begin_nested():
            (_unit if change.kind.startswith("unit") else _person)(work, change)
            change.state = "undone"
    except (Stale, Refusal) as error:
        log.warning("change %s of run %s stays: %s", change.id, change.run_id, error)
        db.session.refresh(change)
        reasons: dict[type[Exception], str] = {Stale: "changed", LastAdmin: "last-admin"}
        change.state, change.error = "kept", reasons.get(type(error), "empty-unit")
    db.session.flush()


def _person(work: Work, change: Change) -> None:
    user = db.session.get(User, change.user_id) if change.user_id is not None else None
    if user is None:
        raise Stale
    record = record_of(work.run.source, change.subject, user.id)
    if _is_made(change) or change.kind == "reactivate":
        record.is_active = False
        if user.is_active:
            accounts.deactivate(work.actor, user)
    if change.kind == "deactivate":
        record.is_active = True
        reopen(work.actor, user)
        photos.show_again(user, change.former.get("shown") or "")
    former = _still(work, user, change)
    put(work, user, record, former)
    photos.take_back(user, record, change)
    _names(work.run, user, record, change)
    work.touched.add(user.id)


def _still(work: Work, user: User, change: Change) -> dict[str, object]:
    """Gives the former values of those fields that are still as the run left them."""
    former = {}
    for name, value in change.former.items():
        if name in _APART or (name == "name" and change.kind == "deactivate"):
            continue
        column = _PLACES.get(name, name)
        wanted = change.wanted.get(name)
        if name in _PLACES:
            wanted = work.tree.unit_id(name, tuple(wanted)) if wanted else None
        here = getattr(user, column, wanted)
        here = here.isoformat() if isinstance(here, date) else here
        if not _is_made(change) and (here or None) == (wanted or None):
            former[name] = value
    return former


def _is_made(change: Change) -> bool:
    """Whether the run made the account, rather than to take it over or to change it."""
    return change.kind == "add" and not change.former.get("linked")


def _names(run: Run, user: User, record: Record, change: Change) -> None:
    """Gives lead, owner and name back; an account that was taken over is known to the source no more."""
    former = change.former
    if "manager" in former and not _is_made(change):
        user.manager_id = former["manager"]
    if "source" in former and user.source == run.source:
        user.source = former["source"]
    if former.get("linked"):
        known = (Identity.user_id == user.id, Identity.source == run.source, Identity.subject == change.subject)
        db.session.execute(delete(Identity).where(*known))
        db.session.delete(record)
    if change.kind == "deactivate" and former.get("slug") and former["slug"] != user.slug:
        user.name, user.sort_name = former["name"], text.fold(former["name"])
        user.slug = accounts.free_slug(user.name)
    db.session.flush()


def _unit(work: Work, change: Change) -> None:
    unit = db.session.get(Unit, change.unit_id) if change.unit_id else None
    if unit is None:
        raise Stale
    if change.kind == "unit_add":
        units.close_unit(work.actor, unit)
    elif change.kind == "unit_close":
        units.reopen_unit(work.actor, unit)
    elif change.kind == "unit_match":
        key = (work.run.source, change.handle, key_of(change.wanted["path"]))
        db.session.execute(delete(UnitLink).where(tuple_(UnitLink.source, UnitLink.kind, UnitLink.subject) == key))
    else:
        if key_of(work.tree.paths[unit.id]) != key_of(change.wanted["path"]):
            raise Stale
        units.move_unit(work.actor, unit, change.former["parent_id"])
        units.rename_unit(work.actor, unit, change.former["name"])
