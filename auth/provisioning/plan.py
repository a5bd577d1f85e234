"""Compares what a source wants with what is there, and writes down what would change. Changes nothing else.

People come in stretches, each a unit of work, so that memory stays bounded and the page can show how far it is. The
plan is whole only when the source has ended without an exception: until then the run is `reading`.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from auth.models import User
from portal.core import clock, db, events, i18n, text
from portal.core.errors import Unavailable
from portal.core.i18n import _
from portal.core.subjects import Ref

from . import faults, leaving, limits, sources, stretches
from .events import RunFailed
from .leads import wrong_leads
from .models import Change, FaultyRow, Run, Source
from .tree import Tree, key_of, read_tree
from .units_planned import plan_units
from .wanted import Fault, Person, Unit, Wanted

log = logging.getLogger(__name__)
STRETCH = 500


@dataclass
class Reading:
    """What one plan has to remember while it reads: ids and addresses alone, never whole people."""

    run_id: int
    source: str
    tree: Tree
    lines: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, int] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    owns: frozenset[str] = frozenset()
    has_nameless: bool = False
    total: int = 0


def plan(run_id: int) -> None:
    """Reads the source of a run and plans it; the same again for a run that a dead worker left half-way.

    A source that cannot be reached, or breaks off, leaves the run `failed` and everything else as it was. So does what
    nobody has foreseen: otherwise the run would stand in the way of all others of its source.
    """
    reading = _begin(run_id)
    if reading is None:
        return
    try:
        with i18n.using(limits.limits().language):
            _read(reading)
        with db.unit_of_work():
            plan_units(reading.run_id, reading.tree)
        leaving.plan_leavers(run_id, reading.source, reading.lines)
        with db.unit_of_work():
            _finish(reading)
    except Unavailable as unreachable:
        fail(run_id, str(unreachable) or "the source does not answer")
    except Exception:
        log.exception("run %s could not be planned", run_id)
        with i18n.using(limits.limits().language):
            fail(run_id, _("Something unforeseen went wrong while it was compared. The log says what."))


def _begin(run_id: int) -> Reading | None:
    with db.unit_of_work() as session:
        run = session.get(Run, run_id, with_for_update=True)
        if run is None or run.state != "reading":
            return None
        for rows in (Change, FaultyRow):
            session.execute(delete(rows).where(rows.run_id == run_id))
        active = select(func.count()).select_from(User).where(User.is_active, User.source == run.source)
        run.before = session.scalar(active) or 0
        run.total = run.adds = run.changes = run.removals = run.same = run.units = run.faults = 0
        run.worked_at = clock.now()
        session.execute(update(Source).where(Source.key == run.source).values(asked_at=clock.now()))
        return Reading(run_id, run.source, read_tree(run.source))


def _answer(run_id: int) -> Iterator[Wanted]:
    with db.reading() as session:
        run = session.get(Run, run_id)
        source = session.get(Source, run.source) if run is not None else None
        assert run is not None
        assert source is not None
        session.expunge_all()
    yield from sources.read(source, run)


def _read(reading: Reading) -> None:
    people: list[Person] = []
    wrong: list[Fault] = []
    for item in _answer(reading.run_id):
        found = _admit(reading, item) if isinstance(item, Person) else item
        if isinstance(found, Unit):
            if faults.is_usable(found):
                reading.tree.want(replace(found, city=text.clean(found.city), country=text.clean(found.country)))
        elif isinstance(found, Person):
            people.append(found)
        else:
            wrong.append(found)
        if len(people) + len(wrong) >= STRETCH:
            _stretch(reading, people, wrong)
            people, wrong = [], []
    _stretch(reading, people, wrong)
    subjects_here = stretches.subjects(reading.source)
    wrong = list(wrong_leads(reading.leads, reading.lines, subjects_here))
    for start in range(0, len(wrong), STRETCH):
        _stretch(reading, [], wrong[start : start + STRETCH])
    if wrong:
        with db.unit_of_work():
            stretches.drop_leads(reading.run_id, {fault.subject for fault in wrong})


def _admit(reading: Reading, person: Person) -> Person | Fault:
    found = faults.checked(person if person.line else replace(person, line=len(reading.lines) + 1))
    if isinstance(found, Fault):
        return found
    first = reading.lines.get(found.subject)
    if first is not None:
        return Fault(line=found.line, reason="twice", subject=found.subject, given={"first": first})
    taken = reading.addresses.setdefault(found.email, found.line) if found.email else found.line
    reading.lines[found.subject] = found.line
    if taken != found.line:
        return Fault(line=found.line, reason="email-twice", subject=found.subject, given={"first": taken})
    reading.owns |= found.owns
    if found.manager:
        reading.leads[found.subject] = found.manager
    if found.department:
        reading.tree.want(_wanted(reading.tree, "department", found.department, found.line))
    if found.site:
        reading.tree.want(_wanted(reading.tree, "site", (found.site,), found.line))
    return found


def _wanted(tree: Tree, kind: str, path: tuple[str, ...], line: int) -> Unit:
    return tree.wanted.get((kind, key_of(path))) or Unit(kind=kind, path=path, line=line)


def _stretch(reading: Reading, people: list[Person], wrong: list[Fault]) -> None:
    for fault in wrong:
        reading.has_nameless |= not fault.subject
        if fault.subject:
            reading.lines.setdefault(fault.subject, fault.line)
    with db.unit_of_work() as session:
        same, foreign = stretches.compare(reading.run_id, reading.source, people, reading.tree) if people else (0, [])
        if rows := [_faulty(reading.run_id, fault) for fault in (*wrong, *foreign)]:
            session.execute(insert(FaultyRow), rows)
        reading.total += len(people)
        values = {"same": Run.same + same, "total": Run.total + len(people), "faults": Run.faults + len(rows)}
        session.execute(update(Run).where(Run.id == reading.run_id).values(worked_at=clock.now(), **values))


def _faulty(run_id: int, fault: Fault) -> dict[str, Any]:
    """A row as it is kept; what no database takes, such as NUL, is left out of what it held."""
    given = {name: text.clean(value) if isinstance(value, str) else value for name, value in fault.given.items()}
    subject = text.clean(fault.subject)[:255]
    return {"run_id": run_id, "line": fault.line, "subject": subject, "reason": fault.reason, "given": given}


def _finish(reading: Reading) -> None:
    run = db.session.get(Run, reading.run_id, with_for_update=True)
    if run is None or run.state != "reading":
        return
    counted = select(Change.kind, func.count()).where(Change.run_id == run.id).group_by(Change.kind)
    counts: dict[str, int] = {row[0]: row[1] for row in db.session.execute(counted)}
    run.adds, run.removals = counts.get("add", 0), counts.get("deactivate", 0)
    run.changes = counts.get("change", 0) + counts.get("reactivate", 0)
    run.units = sum(n for kind, n in counts.items() if kind.startswith("unit"))
    run.read_at = run.worked_at = clock.now()
    run.expires_at = run.read_at + limits.limits().preview
    lately = limits.closed_lately(run.source, run.trigger) if run.trigger == "schedule" else 0
    run.brake = limits.brake_of(run, has_nameless=reading.has_nameless, lately=lately)
    run.state = "blocked" if run.brake else "ready" if counts else "same"
    run.error = ""
    source = db.session.get(Source, run.source)
    assert source is not None
    source.fields, source.failed_at, source.error = sorted(reading.owns) or source.fields, None, ""
    db.session.flush()
    if run.brake and run.trigger == "schedule":
        tell(run, f"brake:{run.brake}")


def fail(run_id: int, reason: str) -> None:
    """Ends a run whose source could not be read: nothing is changed, and those who look after it are told."""
    log.warning("run %s: %s", run_id, reason)
    with db.unit_of_work() as session:
        run = session.get(Run, run_id, with_for_update=True)
        if run is None or run.state != "reading":
            return
        run.state, run.error, run.finished_at = "failed", reason[:2000], clock.now()
        session.execute(delete(Change).where(Change.run_id == run_id))
        values = {"failed_at": clock.now(), "error": reason[:2000]}
        session.execute(update(Source).where(Source.key == run.source).values(**values))
        tell(run, reason[:500])


def tell(run: Run, reason: str) -> None:
    """Says that a run needs somebody."""
    about = Ref("run", run.id)
    events.publish(RunFailed(actor_id=0, subject=about, audience="nobody", source=run.source, reason=reason))
