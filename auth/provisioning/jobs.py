"""The work of provisioning: reading, carrying out, taking back; looking after what died; what is due today."""

from datetime import timedelta

from sqlalchemy import or_, select

from auth.audience import PORTAL
from auth.models import RoleMapping, User
from auth.roles import give_mapped
from portal.core import clock, db
from portal.core.jobs import enqueue, every, job

from . import directory, history, sources, terms, units_due
from .apply import apply
from .carrying import reopen
from .models import OPEN, WORKING, Run, Source
from .models import Record as Recorded
from .plan import plan, tell
from .undo import undo

DEAD_AFTER = timedelta(minutes=3)
_STRETCH = 1000


@job(transaction=False)
def plan_run(*, run_id: int) -> None:
    """Reads a source and plans; a scheduled run whose plan is harmless is carried out at once, if the last one was."""
    plan(run_id)
    from . import runs

    with db.unit_of_work() as session:
        run = session.get(Run, run_id)
        if run is None or run.trigger != "schedule" or run.state != "ready":
            return
        if sources.is_proven(sources.source(run.source)):
            runs.start(0, run_id)
        else:
            tell(run, "first")


@job(transaction=False)
def apply_run(*, run_id: int) -> None:
    """Carries a run out for a minute; a job that comes after goes on."""
    if apply(run_id):
        with db.unit_of_work():
            enqueue(apply_run, key=f"{run_id} goes on {clock.now().isoformat()}", run_id=run_id)


@job(transaction=False)
def undo_runs(*, run_ids: list[int]) -> None:
    """Takes runs back for a minute, one after the other; a job that comes after goes on."""
    for place, run_id in enumerate(run_ids):
        if undo(run_id):
            with db.unit_of_work():
                enqueue(undo_runs, key=f"{run_id} goes on {clock.now().isoformat()}", run_ids=run_ids[place:])
            return


@every(minutes=1)
def look_after_runs() -> None:
    """Begins what is due, lets old previews expire, and has what a dead worker left taken up again."""
    from . import runs

    now = clock.now()
    due = select(Run).where(Run.state == "scheduled", Run.apply_at <= now)
    for run in db.session.scalars(due.with_for_update()):
        runs.go(run)
    old = select(Run).where(Run.state.in_(OPEN), Run.expires_at <= now)
    for run in db.session.scalars(old.with_for_update()):
        run.state, run.finished_at = "expired", now
    dead = select(Run).where(Run.state.in_(WORKING), Run.worked_at < now - DEAD_AFTER)
    for run in db.session.scalars(dead):
        again = {"reading": plan_run, "applying": apply_run}.get(run.state)
        if again is not None:
            enqueue(again, key=str(run.id), run_id=run.id)
        else:
            enqueue(undo_runs, key=str(run.id), run_ids=[run.id])
    db.session.flush()


@every(minutes=1)
def ask_sources() -> None:
    """Has sources read of whose times of day one has come, once each."""
    from . import runs

    directory.ensure_configured()
    for source in db.session.scalars(select(Source).where(Source.is_on, Source.kind == "directory")).all():
        due = sources.due(source)
        if not due or source.settings.get("asked") == due:
            continue
        busy = select(Run.id).where(Run.source == source.key, Run.state.in_(WORKING))
        if db.session.scalar(busy.limit(1)) is None:
            source.settings = {**source.settings, "asked": due}
            runs.begin(source, "schedule")


@job
def give_mapped_role(*, mapping_id: int, after: int) -> None:
    """Gives the role of a new mapping to a stretch of those whom the source called members before, and asks on."""
    mapping = db.session.get(RoleMapping, mapping_id, with_for_update=True)
    if mapping is None:
        return
    here = select(Recorded.user_id, Recorded.memberships).where(Recorded.source == mapping.source, Recorded.is_active)
    rows = db.session.execute(here.where(Recorded.user_id > after).order_by(Recorded.user_id).limit(_STRETCH)).all()
    key = mapping.group_key.casefold()
    give_mapped(mapping, [row.user_id for row in rows if key in map(str.casefold, row.memberships)])
    if len(rows) == _STRETCH:
        enqueue(give_mapped_role, mapping_id=mapping_id, after=rows[-1].user_id)


@every(minutes=1)
def follow_the_calendar() -> None:
    """Opens accounts on the first day, closes them after the last, and carries out what is due in the tree."""
    today = history.today()
    terms.close_those_who_end()
    terms.warn()
    begun = or_(Recorded.valid_from.is_(None), Recorded.valid_from <= today)
    over = Recorded.valid_until <= today
    joined = select(User, Recorded).join(Recorded, Recorded.user_id == User.id).where(Recorded.source == User.source)
    waiting = joined.where(~User.is_active, User.deactivated_at.is_(None), Recorded.valid_from.is_not(None), begun)
    for user, record in db.session.execute(waiting.where(or_(Recorded.valid_until.is_(None), ~over)).limit(1000)):
        record.is_active = True
        reopen(PORTAL, user)
    units_due.carry_out_due(today)


@every(hours=24)
def say_who_stays() -> None:
    """Says who is still here although the last day is over."""
    terms.say_who_stays()


@every(hours=1)
def look_over_history() -> None:
    """Brings the history of everybody up to date with what the accounts say."""
    history.note_everybody()
