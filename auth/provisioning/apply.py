"""Carries a plan out, in batches, each a unit of work: what died half-way goes on where it was, and twice is once.

A change that cannot be carried out is marked with the reason and keeps no other from being done.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, func, select, update

from auth.audience import EVERYONE
from auth.models import Identity, User
from auth.roles import LastAdmin, say_kept
from portal.core import clock, db, events
from portal.core.errors import Conflict, Refusal
from portal.core.jobs import enqueue
from portal.core.subjects import Ref

from . import history, photos, units
from .arriving import is_plain, make_accounts
from .carrying import Work, carry_out, give_roles, work_on
from .events import OrganisationSettled, RunFinished
from .models import Change, Record, Run
from .setting import Stale
from .tree import read_tree

log = logging.getLogger(__name__)
BATCH = 100


def apply(run_id: int) -> bool:
    """Carries out batches for a minute; says whether something is left, for a job that comes after."""
    return in_batches(run_id, "applying", _batch)


def in_batches(run_id: int, state: str, batch: Callable[[Run], bool], *, seconds: float = 60.0) -> bool:
    """Does one batch after the other for so long, each a unit of work, while the run is in this state.

    `batch` says whether another one may follow; so does this.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with db.unit_of_work() as session:
            run = session.get(Run, run_id, with_for_update=True)
            if run is None or run.state != state:
                return False
            run.worked_at = clock.now()
            if not batch(run):
                return False
    return True


def _batch(run: Run) -> bool:
    changes = list(db.session.scalars(_next(run.id)))
    if changes:
        _carry(run, changes)
        return True
    if _settle_leads(run):
        return True
    _finish(run)
    return False


def _next(run_id: int) -> Select[Any]:
    return (
        select(Change)
        .where(Change.run_id == run_id, Change.state == "planned")
        .order_by(Change.phase, Change.id)
        .limit(BATCH)
    )


def _carry(run: Run, changes: list[Change]) -> None:
    if any(change.kind.startswith("unit") for change in changes):
        units.take_turn()
    work = work_on(run, read_tree(run.source))
    fetch(run.source, changes)
    coming = [change for change in changes if is_plain(change)]
    for change in changes:
        if coming and change is coming[0]:  # departments are there by now
            _together(work, coming)
        if change.state == "planned":
            do_one(work, change)
    db.session.flush()
    history.note(work.touched)
    give_roles(run.source, [change for change in changes if change.state == "applied"])


def _together(work: Work, coming: list[Change]) -> None:
    """Makes many accounts at once; where that fails, one after the other finds out which of them it was."""
    touched = set(work.touched)
    try:
        with db.session.begin_nested():
            make_accounts(work, coming)
    except Exception as error:
        log.warning("run %s: accounts are made one by one (%s)", work.run.id, error)
        work.touched = touched
        for change in coming:
            db.session.refresh(change)


def fetch(source: str, changes: list[Change]) -> None:
    """Reads the accounts and records of a batch with one statement each: what follows finds them in the session."""
    user_ids = [change.user_id for change in changes if change.user_id is not None]
    subjects = [change.subject for change in changes]
    db.session.info["fetched"] = [
        *db.session.scalars(select(User).where(User.id.in_(user_ids))),
        *db.session.scalars(select(Record).where(Record.source == source, Record.subject.in_(subjects))),
    ]


def do_one(work: Work, change: Change) -> None:
    """Carries one change out in a savepoint of its own, and notes what became of it."""
    try:
        with db.session.begin_nested():
            carry_out(work, change)
            change.state, change.applied_at, change.error = "applied", clock.now(), ""
    except Exception as error:
        reason = _reason(change, error)
        log.warning(
            "change %s of run %s: %s (%s)", change.id, change.run_id, reason, error, exc_info=reason == "failed"
        )
        db.session.refresh(change)
        change.state, change.error, change.applied_at = "failed", reason, clock.now()
        if isinstance(error, LastAdmin):
            say_kept(error.user_id, source=work.run.source)
    db.session.flush()


def _reason(change: Change, error: Exception) -> str:
    if isinstance(error, Stale):
        return "changed" if change.user_id or change.unit_id else "gone"
    if isinstance(error, LastAdmin):
        return "last-admin"
    if isinstance(error, Conflict) and change.kind == "unit_close":
        return "empty-unit"
    if "uq_auth_user_email" in str(error) or "auth_user.email" in str(error):
        return "address-taken"
    return "refused" if isinstance(error, Refusal) else "failed"


def _settle_leads(run: Run) -> bool:
    """Sets leads when everybody is there who can be one."""
    waiting = select(Change).where(Change.run_id == run.id, Change.state == "applied", ~Change.is_settled)
    changes = list(db.session.scalars(waiting.order_by(Change.phase, Change.id).limit(BATCH * 5)))
    wanted = {change.wanted["manager"] for change in changes if change.wanted.get("manager")}
    found = select(Identity.subject, Identity.user_id).where(
        Identity.source == run.source, Identity.subject.in_(wanted)
    )
    leads: dict[str, int] = {row.subject: row.user_id for row in db.session.execute(found)}
    user_ids = [change.user_id for change in changes]
    people = {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(user_ids)))}
    for change in changes:
        change.is_settled = True
        user = people.get(change.user_id or 0)
        subject = change.wanted.get("manager")
        if user is None or (subject and subject not in leads):
            continue
        user.manager_id = leads[subject] if subject else None
        user.card_version += 1
    db.session.flush()
    return bool(changes)


def _finish(run: Run) -> None:
    failed = select(func.count()).where(Change.run_id == run.id, Change.state == "failed")
    run.state, run.finished_at, run.apply_at = "applied", clock.now(), None
    held = (Change.run_id == run.id, Change.state == "held")
    db.session.execute(update(Change).where(*held).values(state="left").execution_options(synchronize_session=False))
    db.session.flush()
    settled(run)
    enqueue(photos.bring_photos, run_id=run.id, after=0)
    about = Ref("run", run.id)
    failures = db.session.scalar(failed) or 0
    events.publish(
        RunFinished(actor_id=run.applied_by or 0, subject=about, audience="nobody", source=run.source, failed=failures)
    )


def settled(run: Run) -> None:
    """Says that many people came, moved or left at once."""
    about = Ref("run", run.id)
    events.publish(OrganisationSettled(actor_id=run.applied_by or 0, subject=about, audience=EVERYONE))
