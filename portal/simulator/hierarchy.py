"""Who leads whom: heads of departments, and team leads for about every dozen people of a department and site."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from .library import data
from .places import Places
from .records import Person

_TEAM = 13  # people led by one person


def with_managers(everybody: list[Person], places: Places, *, cast: int) -> list[Person]:
    """Gives everybody a manager, and leaders their titles. The cast, the first so many, leads only where it says so."""
    parents = {unit.number: unit.parent for unit in places.units}
    names = {unit.number: unit.name for unit in places.units}
    heads = _heads(everybody, cast)
    leads = _leads(everybody, heads, cast)
    finished = []
    for person in everybody:
        above, lead = _above(person, heads, parents), leads.get(person.number)
        if heads.get(person.department) == person.number:
            finished.append(replace(_titled(person, names[person.department]), manager=above))
        elif lead == person.number:
            title = "Teamleitung" if person.language == "de" else "Team lead"
            finished.append(replace(person, title=title, manager=above))
        else:
            finished.append(replace(person, manager=lead or above))
    return finished


def _may_lead(person: Person, cast: int) -> bool:
    if person.number <= cast:
        return "head" in person.duties
    return person.left is None and person.hired > 700 and not person.title.startswith("Ausbildung")


def _heads(everybody: Iterable[Person], cast: int) -> dict[int, int]:
    heads: dict[int, int] = {}
    for person in everybody:
        if _may_lead(person, cast):
            heads.setdefault(person.department, person.number)
    return heads


def _leads(everybody: Iterable[Person], heads: dict[int, int], cast: int) -> dict[int, int]:
    rooms: dict[tuple[int, int], list[Person]] = defaultdict(list)
    for person in everybody:
        if heads.get(person.department) != person.number:
            rooms[person.department, person.site].append(person)
    found: dict[int, int] = {}
    for room in rooms.values():
        able = [person.number for person in room if _may_lead(person, cast)]
        count = min(len(room) // _TEAM, len(able))
        if count:
            chosen = able[:count]
            found |= {person.number: chosen[index % count] for index, person in enumerate(room)}
            found |= {number: number for number in chosen}
    return found


def _above(person: Person, heads: dict[int, int], parents: dict[int, int | None]) -> int | None:
    unit: int | None = person.department
    while unit is not None and heads.get(unit) in (None, person.number):
        unit = parents.get(unit)
    return None if unit is None else heads[unit]


def _titled(person: Person, department: str) -> Person:
    trade = next((one for one in data("places")["department"] if one["name"] == department), None)
    if trade is None or "head" in person.duties:
        return replace(person, duties=person.duties | {"head"})
    return replace(
        person,
        title=trade["head_de" if person.language == "de" else "head_en"],
        duties=person.duties | {"head"},
    )
