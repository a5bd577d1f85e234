"""What a source says of a few people, planned and carried out at once; nobody else becomes a leaver by it.

Changes of one source stand together in a run for an hour, so that the history stays readable and can be taken back. A
source that closes too many accounts within a day is held: what it asked waits in a stopped run for two people.
"""

from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import select

from auth.audience import EVERYONE
from auth.models import Identity, User
from portal.core import clock, db, events
from portal.core.errors import Conflict
from portal.core.jobs import enqueue, job
from portal.core.subjects import Ref

from . import effects, faults, history, limits, stretches, units
from .apply import fetch
from .carrying import Work, carry_out, give_roles, work_on
from .events import OrganisationSettled
from .models import Change, Run, Source
from .partial_runs import DONE, HELD, TOGETHER, active_accounts, begin_run, collecting, count_changes
from .plan import tell
from .setting import Stale
from .tree import Tree
from .tree_part import read_part
from .units_planned import new_units
from .wanted import Fault, Person, Unit

_UNDECIDED: dict[str, Any] = {"former": {}, "effect": {}, "question": "", "choice": "", "is_settled": True}
_UNDECIDED |= {"state": "planned"}
"""What a change says before anything is known of it; a row of a plan says the rest."""


class Unusable(Exception):  # noqa: N818  (an answer rather than a fault)
    """What is said of a person cannot be used; `fault` tells why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(faults.sentence(fault.reason, fault.given))
        self.fault = fault


class Stopped(Exception):  # noqa: N818  (an answer rather than a fault)
    """Somebody has to decide first: too many would leave (`why` is the brake), or an address is taken (`address`)."""

    def __init__(self, why: str, people: Sequence[Person]) -> None:
        super().__init__(why)
        self.why = why
        self.people = people


def put_through(source: Source, people: Iterable[Person]) -> dict[str, int]:
    """Carries out what a source says of these people; gives the accounts of those who have one, by subject.

    Raises Unusable, Stopped, or Conflict where somebody else was faster; then nothing of it may be kept.
    """
    usable = [_usable(person) for person in people]
    run = collecting(source.key) or begin_run(source.key, DONE, "applied")
    tree = _tree(source.key, usable)
    changes = _planned(run, tree, usable, _what_follows)
    if any(change.state == "held" for change in changes):
        raise Stopped("address", usable)
    leaving = sum(change.kind == "deactivate" for change in changes)
    if leaving and (brake := _brake(source.key, leaving)):
        raise Stopped(brake, usable)
    _note_words(source, usable)
    if changes:
        _carry(work_on(run, tree), changes)
        count_changes(run, changes)
    elif not run.total:
        db.session.delete(run)
    db.session.flush()
    found = {change.subject: change.user_id for change in changes if change.user_id is not None}
    return found | accounts_of(source.key, {person.subject for person in usable} - found.keys())


def hold(source: Source, stopped: Stopped) -> Run:
    """Writes down what was stopped, each person once, for people to decide; they are told of a new run."""
    state = "ready" if stopped.why == "address" else "blocked"
    waiting = select(Run).where(Run.source == source.key, Run.trigger == HELD, Run.state == state)
    found = db.session.scalar(waiting.order_by(Run.id.desc()).limit(1).with_for_update())
    run = found or begin_run(source.key, HELD, state)
    run.brake = run.brake or ("" if state == "ready" else stopped.why)
    known = set(db.session.scalars(select(Change.subject).where(Change.run_id == run.id)))
    new = [person for person in stopped.people if person.subject not in known]
    if new:
        planned = _planned(run, _tree(source.key, new), new, effects.begin())
        changes = [change for change in planned if change.subject not in known]
        db.session.add_all(changes)
        count_changes(run, changes)
    run.expires_at = clock.now() + limits.limits().undo
    db.session.flush()
    if found is None:
        tell(run, f"brake:{stopped.why}")
    return run


def accounts_of(source: str, subjects: Collection[str]) -> dict[str, int]:
    """Gives the accounts that belong to these subjects of a source."""
    if not subjects:
        return {}
    rows = select(Identity.subject, Identity.user_id).where(Identity.source == source, Identity.subject.in_(subjects))
    return {row.subject: row.user_id for row in db.session.execute(rows)}


def _usable(person: Person) -> Person:
    found = faults.checked(person)
    if isinstance(found, Fault):
        raise Unusable(found)
    return found


def _tree(source: str, people: Collection[Person]) -> Tree:
    places = {("department", person.department) for person in people} | {("site", (person.site,)) for person in people}
    named = [Unit(kind=kind, path=path) for kind, path in sorted(places) if any(path)]
    tree = read_part(source, named)
    if all(tree.unit_id(unit.kind, unit.path) is not None for unit in named):
        return tree
    units.take_turn()  # two who bring the same new department at once make it one after the other
    return read_part(source, named)


def _planned(run: Run, tree: Tree, people: list[Person], look: effects.Looker) -> list[Change]:
    found = stretches.differences(run.source, people, tree, look)
    if found.foreign:
        raise Unusable(found.foreign[0])
    rows = [*new_units(run.id, tree), *found.changes]
    rows.sort(key=itemgetter("phase"))
    return [Change(**(_UNDECIDED | row | {"run_id": run.id})) for row in rows]


def _what_follows(moves: Sequence[effects.Move]) -> list[effects.Effect]:
    """Looks where somebody moves or leaves who was here: what is new or stays is looked for by nobody any more."""
    is_felt = any(move.user_id is not None and (move.leaves or move.before != move.after) for move in moves)
    return effects.begin()(moves) if is_felt else [effects.Effect() for _move in moves]


def _brake(source: str, leaving: int) -> str:
    """Says why so many may not leave at once, or nothing; whoever leaves alone within a day is never held."""
    _held(source)  # two at once are counted one after the other
    before = limits.closed_lately(source, DONE)
    if before + leaving <= 1:
        return ""
    return limits.brake_on(before + leaving, among=active_accounts(source) + before)


def _carry(work: Work, changes: list[Change]) -> None:
    if any(change.user_id is not None for change in changes):
        fetch(work.run.source, changes)
    try:
        for change in changes:
            carry_out(work, change)
            if change.state != "applied":
                change.state, change.applied_at = "applied", clock.now()
    except Stale as stale:
        raise Conflict from stale
    _set_leads(work.run.source, changes)
    give_roles(work.run.source, changes)
    db.session.add_all(changes)
    db.session.flush()
    history.note(work.touched)
    if any(change.kind == "add" for change in changes):
        enqueue(settle_soon, key="soon")


def _set_leads(source: str, changes: list[Change]) -> None:
    waiting = [change for change in changes if not change.is_settled]
    leads = accounts_of(source, [change.wanted["manager"] for change in waiting if change.wanted["manager"]])
    for change in waiting:
        change.is_settled = True
        user = db.session.get_one(User, change.user_id)
        user.manager_id = leads.get(change.wanted["manager"] or "")
        user.card_version += 1


def _note_words(source: Source, people: Iterable[Person]) -> None:
    """Keeps when a source spoke last, to the hour, and of what: that it owns, and what it takes away is then empty."""
    owned = set(source.fields).union(*(person.owns for person in people))
    is_noted = source.asked_at is not None and source.asked_at > clock.now() - TOGETHER
    if is_noted and owned == set(source.fields):
        return
    kept = _held(source.key)
    kept.fields, kept.asked_at = sorted(owned.union(kept.fields)), clock.now()


def _held(source: str) -> Source:
    # Weaker than FOR UPDATE: who makes somebody holds the run and then, by a foreign key, the source.
    return db.session.get_one(Source, source, with_for_update={"key_share": True}, populate_existing=True)


@job
def settle_soon() -> None:
    """Has groups that fill themselves look anew, once for many who came one by one."""
    about = Ref("run", 0)
    events.publish(OrganisationSettled(actor_id=0, subject=about, audience=EVERYONE))
