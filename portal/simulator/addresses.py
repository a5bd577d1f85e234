"""What is written past the groups: to the whole company, to a site, to a department, each read by who belongs there."""

from collections.abc import Iterator, Sequence

from .circles import Circle
from .library import data
from .places import Places
from .records import Group, Membership, Person, Unit
from .scenarios import Scenario
from .timeline import END

_FIRST = 1_000_000  # numbers from here on stand for places that are no groups
_FEWEST = 5  # people; smaller units talk to each other


def addresses(
    scenario: Scenario, places: Places, people: Sequence[Person]
) -> Iterator[tuple[Circle, list[Membership]]]:
    """Gives every address with its readers, in the order of their coming. Only companies read by people have them."""
    if not scenario.fresh:
        return
    present = [person for person in people if person.left is None]
    yield _address("everyone", None, present, scenario)
    for unit in places.units:
        below = _below(places, unit.number)
        inside = [one for one in present if one.site in below or one.department in below]
        if unit.parent is None and unit.kind == "department":
            continue  # everybody belongs to the company itself
        if len(inside) >= _FEWEST:
            yield _address(unit.kind, unit, inside, scenario)


def _below(places: Places, number: int) -> set[int]:
    found = {number}
    for unit in places.units:
        if unit.parent in found:
            found.add(unit.number)
    return found


def _address(kind: str, unit: Unit | None, inside: list[Person], scenario: Scenario) -> tuple[Circle, list[Membership]]:
    number = _FIRST + (unit.number if unit else 0)
    entries = data("addresses")
    entry = entries.get(unit.name if unit and kind == "site" else kind, entries[kind])
    readers = [_reader(number, person, scenario) for person in inside]
    circle = Circle(
        group=_place(number, unit.name if unit else ""),
        themes=tuple(entry["themes"]),
        lively=entry["lively"],
        size=0,
        needs={},
        prefer=(),
        duties=frozenset(),
        newcomers=False,
        audience=f"unit:{unit.number}" if unit else "everyone",
    )
    return circle, sorted(readers, key=lambda one: (one.moment, one.person))


def _reader(number: int, person: Person, scenario: Scenario) -> Membership:
    since = max(END - END * person.hired // scenario.days, 0)
    return Membership(number, person.number, "member", since, automatic=True, level="highlights", read=0)


def _place(number: int, name: str) -> Group:
    return Group(
        number=number,
        name=name,
        slug="",
        language="",
        purpose="",
        welcome="",
        tags=(),
        visibility="open",
        is_official=False,
        is_archived=False,
        unit=None,
        owner=0,
        moment=0,
    )
