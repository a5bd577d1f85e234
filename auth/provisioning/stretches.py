"""A stretch of wanted people against what is there, with one statement a question, as rows of the plan."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from auth.models import Identity
from portal.core import clock, db, i18n

from . import effects
from .comparing import Difference, difference, known
from .effects import Looker, Move
from .models import Change
from .tree import Tree
from .wanted import Fault, Person

PEOPLE, LEAVERS = 20, 40
"""Phases: units come before people, people before who leaves, and closing units comes last (60)."""


class Found(NamedTuple):
    """What would change for some people, as rows of a plan, and whose accounts another source looks after."""

    changes: list[dict[str, Any]]
    foreign: list[Fault]


def compare(run_id: int, source: str, people: list[Person], tree: Tree) -> tuple[int, list[Fault]]:
    """Writes down what would change for these people; gives how many stay the same, and who is another source's."""
    found = differences(source, people, tree, effects.begin())
    if found.changes:
        db.session.execute(insert(Change), [change | {"run_id": run_id} for change in found.changes])
    return len(people) - len(found.changes) - len(found.foreign), found.foreign


def differences(source: str, people: list[Person], tree: Tree, look: Looker) -> Found:
    """Gives what would change for these people; `look` says what follows from it."""
    rows, taken = known(source, people)
    today = i18n.local(clock.now()).date()
    changes: list[dict[str, Any]] = []
    foreign: list[Fault] = []
    moves: list[Move] = []
    for person in people:
        owner = rows[person.subject].User.source if person.subject in rows else ""
        if owner not in ("", source):
            given = {"value": owner}
            foreign.append(Fault(line=person.line, reason="other-source", subject=person.subject, given=given))
            continue
        change = _change(person, rows.get(person.subject), tree, today)
        if change is None:
            continue
        _ask(change, person, taken, rows.get(person.subject))
        changes.append(change)
        moves.append(_move(person, rows.get(person.subject), tree, leaves=change["kind"] == "deactivate"))
    for change, effect in zip(changes, look(moves), strict=True):
        change["effect"] = change.pop("effect") | effect.plain()
        if effect.ownerless and not change["question"]:
            change["question"] = "owner"
    return Found(changes, foreign)


def _change(person: Person, row: Any, tree: Tree, today: date) -> dict[str, Any] | None:
    works = person.works_on(today)
    found = difference(person, row, tree)
    if row is None:
        is_coming = person.is_active and (person.valid_until is None or today < person.valid_until)
        return _row(person, "add", found, None) if is_coming else None
    user, record = row.User, row.Record
    if not user.source and not works:
        return None
    if user.is_active and not works:
        return _row(person, "deactivate", found, user.id)
    if not user.is_active and works and (record is None or not record.is_active):
        return _row(person, "reactivate", found, user.id)
    return _row(person, "change", found, user.id) if found.shown else None


def _row(person: Person, kind: str, found: Difference, user_id: int | None) -> dict[str, Any]:
    wanted = found.wanted | {"works": person.works_on(i18n.local(clock.now()).date())}
    wanted |= {"given_name": person.given_name[:200], "family_name": person.family_name[:200]}
    begins = {"begins": person.valid_from.isoformat()} if kind == "add" and person.valid_from else {}
    return {
        "kind": kind,
        "phase": LEAVERS if kind == "deactivate" else PEOPLE,
        "subject": person.subject,
        "user_id": user_id,
        "name": person.name,
        "handle": (person.user_name or person.email or "")[:255],
        "line": person.line,
        "shown": found.shown,
        "former": found.former,
        "wanted": wanted,
        "effect": begins if person.email or kind != "add" else begins | {"code": True},
        "is_settled": "manager" not in found.wanted,
        "question": "",
        "state": "planned",
    }


def _ask(change: dict[str, Any], person: Person, taken: dict[str, Any], row: Any) -> None:
    other = taken.get(person.email or "")
    if other is None or "email" not in change["wanted"] or (row is not None and row.User.id == other.id):
        return
    change["question"], change["state"] = "address", "held"
    change["effect"] |= {"other": other.id, "other_name": other.name, "other_source": other.source}


def _move(person: Person, row: Any, tree: Tree, *, leaves: bool) -> Move:
    before = (row.User.department_id, row.User.site_id) if row is not None and row.User.is_active else (None, None)
    department = tree.unit_id("department", person.department) if person.department else None
    site = tree.unit_id("site", (person.site,)) if person.site else None
    after = (
        department if "department" in person.owns else before[0],
        site if "site" in person.owns else before[1],
    )
    return Move(row.User.id if row is not None else None, before, (None, None) if leaves else after, leaves)


def subjects(source: str) -> frozenset[str]:
    """Gives all subjects of a source that have an account here; ids alone."""
    with db.reading() as session:
        return frozenset(session.scalars(select(Identity.subject).where(Identity.source == source)))


def drop_leads(run_id: int, without: set[str]) -> None:
    """Takes the lead out of changes whose lead is not to be had: the rest of each holds."""
    ordered = sorted(without)
    for start in range(0, len(ordered), 500):
        some = ordered[start : start + 500]
        statement = select(Change).where(Change.run_id == run_id, Change.subject.in_(some), ~Change.is_settled)
        for change in db.session.scalars(statement):
            change.wanted = {name: value for name, value in change.wanted.items() if name != "manager"}
            change.former = {name: value for name, value in change.former.items() if name != "manager"}
            change.shown = [entry for entry in change.shown if entry[0] != "manager"]
            change.is_settled = True
            if change.kind == "change" and not change.shown:
                db.session.delete(change)
    db.session.flush()
