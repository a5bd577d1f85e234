"""Runs from the outside: beginning one, letting it go on, having it carried out, taking it back. Then jobs work.

Whoever calls answers for who may; the rules of the safety net are here, since no way leads around them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from auth.audience import Actor
from portal.core import clock, db, events
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import _
from portal.core.jobs import enqueue
from portal.core.subjects import Ref

from . import jobs, limits
from .events import RunReleased, RunStarted, RunUndone
from .models import OPEN, WORKING, Change, Run, Source
from .partial_runs import DONE, HELD


def begin(source: Source, trigger: str, *, actor_id: int = 0, expected: int = 0, **settings: Any) -> Run:
    """Has a source read and compared. Open previews of it are discarded. Raises Conflict while one is at work."""
    _take_turns(source.key)
    _require_rest(source.key)
    others = select(Run).where(Run.source == source.key, Run.state.in_(OPEN))
    for other in db.session.scalars(others.with_for_update()):
        other.state, other.finished_at = "discarded", clock.now()
    run = Run(source=source.key, state="reading", trigger=trigger, made_by=actor_id, created_at=clock.now())
    run.expected, run.settings, run.worked_at = expected, settings, clock.now()
    db.session.add(run)
    db.session.flush()
    enqueue(jobs.plan_run, key=str(run.id), run_id=run.id)
    return run


def _take_turns(source: str) -> None:
    """Two who begin something with one source at once come one after the other; those who only name it go on."""
    db.session.execute(select(Source.key).where(Source.key == source).with_for_update(key_share=True))


def _require_rest(source: str) -> None:
    busy = select(Run.id).where(Run.source == source, Run.state.in_(WORKING)).limit(1)
    if db.session.scalar(busy) is not None:
        raise Conflict(_("This source is being worked on at the moment."))


def get_run(run_id: int, *, held: bool = False) -> Run:
    """Gives a run; a held one stays as it is until the transaction ends. Raises NotFound."""
    run = db.session.get(Run, run_id, with_for_update=held or None) if run_id < 2**53 else None
    if run is None:
        raise NotFound
    return run


def is_expired(run: Run) -> bool:
    """Whether the preview is too old to be carried out."""
    return run.expires_at is not None and run.expires_at <= clock.now() and run.state in OPEN


def release(actor: Actor, run_id: int) -> Run:
    """Lets a run go on that has stopped. Raises Conflict for whoever made it: two people look at it."""
    run = get_run(run_id, held=True)
    _require_fresh(run, "blocked")
    if run.made_by == actor.id:
        raise Conflict(_("You made this run. A second person has to look at it."))
    run.state, run.released_by = "ready", actor.id
    db.session.flush()
    said = RunReleased(actor_id=actor.id, subject=_ref(run), audience="nobody", source=run.source, brake=run.brake)
    events.publish(said)
    return run


def start(actor_id: int, run_id: int, *, at: datetime | None = None) -> Run:
    """Has a run carried out, now or at a time before it expires. Raises Conflict, Invalid for a time."""
    run = get_run(run_id, held=True)
    if run.state == "blocked":
        raise Conflict(_("The safety net has stopped this run. A second person has to look at it."))
    _require_fresh(run, "ready", "scheduled")
    if run.released_by == actor_id:
        raise Conflict(_("You let this run go on. Somebody else has to carry it out."))
    if at is not None and not (clock.now() < at < (run.expires_at or at)):
        raise Invalid("at", _("Choose a time before the preview expires."))
    run.applied_by, run.apply_at = actor_id, at
    run.state = "applying" if at is None else "scheduled"
    run.worked_at = clock.now()
    db.session.flush()
    if at is None:
        go(run)
    return run


def go(run: Run) -> None:
    """Begins to carry out."""
    run.state, run.worked_at = "applying", clock.now()
    db.session.flush()
    events.publish(
        RunStarted(
            actor_id=run.applied_by or 0,
            subject=_ref(run),
            audience="nobody",
            source=run.source,
            adds=run.adds,
            changes=run.changes,
            removals=run.removals,
        )
    )
    enqueue(jobs.apply_run, key=str(run.id), run_id=run.id)


def discard(run_id: int) -> Run:
    """Throws a preview away. Raises Conflict for a run that has begun."""
    run = get_run(run_id, held=True)
    if run.state not in OPEN:
        raise Conflict(_("This run is not waiting any more."))
    run.state, run.finished_at, run.apply_at = "discarded", clock.now(), None
    db.session.flush()
    return run


def decide(run_id: int, change_id: int, choice: str) -> Change:
    """Answers a question of a plan: `same`, `apart` or `skip` for an address, a user's id for a group's new owner."""
    run = get_run(run_id, held=True)
    _require_fresh(run, "ready", "blocked", "scheduled")
    change = db.session.get(Change, change_id, with_for_update=True)
    if change is None or change.run_id != run.id or not change.question:
        raise NotFound
    allowed: Iterable[str] = ("same", "apart", "skip") if change.question == "address" else (choice,)
    is_heir = change.question == "owner" and (choice.isdecimal() or choice == "none")
    if choice not in allowed or (change.question == "owner" and not is_heir):
        raise Invalid("choice", _("Choose one of the options."))
    if choice == "same" and change.kind != "add":
        raise Invalid("choice", _("Choose one of the options."))
    change.choice = choice
    change.state = "skipped" if choice == "skip" else "planned"
    db.session.flush()
    return change


def retry(actor_id: int, run_id: int) -> Run:
    """Tries those changes again that could not be carried out.

    Raises Conflict when the run is not over, or where the source was read since: what it said then may be wrong by now.
    """
    run = get_run(run_id, held=True)
    if run.state != "applied":
        raise Conflict(_("This run is not over yet."))
    _take_turns(run.source)
    _require_rest(run.source)
    since = (Run.source == run.source, Run.id > run.id, Run.read_at.is_not(None), Run.trigger.not_in((DONE, HELD)))
    if db.session.scalar(select(Run.id).where(*since).limit(1)) is not None:
        raise Conflict(_("This source was read again since. What is still to be done stands in the later preview."))
    for change in db.session.scalars(select(Change).where(Change.run_id == run.id, Change.state == "failed")):
        change.state, change.error = "planned", ""
    run.applied_by = actor_id
    go(run)
    return run


def undo_since(actor: Actor, run_id: int) -> list[Run]:
    """Takes back a run and all later ones of its source, the last first. Raises Conflict after the days of grace."""
    run = get_run(run_id, held=True)
    if run.state != "applied" or run.finished_at is None:
        raise Conflict(_("There is nothing to take back."))
    if run.finished_at + limits.limits().undo < clock.now():
        raise Conflict(_("This run is too old to be taken back."))
    _take_turns(run.source)
    _require_rest(run.source)
    later = select(Run).where(Run.source == run.source, Run.id >= run.id, Run.state == "applied")
    found = list(db.session.scalars(later.order_by(Run.id.desc()).with_for_update()))
    for one in found:
        one.state, one.undone_by, one.applied_by, one.worked_at = "undoing", actor.id, actor.id, clock.now()
        db.session.flush()
        events.publish(RunUndone(actor_id=actor.id, subject=_ref(one), audience="nobody", source=one.source))
    enqueue(jobs.undo_runs, key=str(run.id), run_ids=[one.id for one in found])
    return found


def _require_fresh(run: Run, *states: str) -> None:
    if is_expired(run):
        raise Conflict(_("This preview has expired. Have the source read again."))
    if run.state not in states:
        raise Conflict(_("This run is not waiting any more."))


def _ref(run: Run) -> Ref:
    return Ref("run", run.id)
