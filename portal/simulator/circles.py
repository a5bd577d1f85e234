"""The groups: the written ones, and for large companies more from patterns."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from portal.core.text import slug

from .library import data
from .places import Places
from .records import Group, Person
from .rng import Stream
from .scenarios import Scenario
from .timeline import END


@dataclass(frozen=True, slots=True)
class Circle:
    """A group with what is only known to the simulator: what is written in it and how much.

    A place that is no group, as a site or the whole company, is one too; `audience` says which.
    """

    group: Group
    themes: tuple[str, ...]
    lively: int
    size: int
    needs: dict[str, list[str]]
    prefer: tuple[str, ...]
    duties: frozenset[str]
    newcomers: bool
    audience: str

    @property
    def is_group(self) -> bool:
        """Whether one can belong to it by choice; not so a unit or the whole company."""
        return self.audience.startswith("group:")


def circles(scenario: Scenario, places: Places, people: list[Person], seed: int) -> list[Circle]:
    """Makes the written groups and, where the scenario wants more, further ones from patterns."""
    written = data("groups")["group"]
    if scenario.groups < len(written):
        chosen = ("Alle Nordlichter", "Python & Daten", "Klettern und Berge")
        written = [entry for entry in written if entry["name"] in chosen][: scenario.groups]
    entries = [*written, *_patterned(scenario.groups - len(written), places)]
    owners = {person.slug: person.number for person in people}
    able = [person.number for person in people if person.left is None and person.hired > 200 and not person.persona]
    made = []
    for number, entry in enumerate(entries, start=1):
        stream = Stream(seed, "group", number)
        owner = owners.get(entry.get("owner", "")) or (stream.pick(able) if able else 1)
        begins = 0 if entry.get("official") else stream.below(END * 35 // 100)
        made.append(_circle(entry, places, number=number, owner=owner, moment=begins))
    return made


def _circle(entry: dict[str, Any], places: Places, *, number: int, owner: int, moment: int) -> Circle:
    rule = next((unit.number for unit in places.units if unit.name == entry.get("automatic")), None)
    group = Group(
        number=number,
        name=entry["name"],
        slug=slug(entry["name"]),
        language=entry["language"],
        purpose=entry["purpose"],
        welcome=entry.get("welcome", ""),
        tags=tuple(entry.get("tags", ())),
        visibility=entry.get("visibility", "open"),
        is_official=entry.get("official", False),
        is_archived=entry.get("archived", False),
        unit=rule,
        owner=owner,
        moment=moment,
    )
    return Circle(
        group=group,
        themes=tuple(entry["themes"]),
        lively=entry.get("lively", 10),
        size=entry.get("size", 0),
        needs=entry.get("needs", {}),
        prefer=tuple(entry.get("prefer", ())),
        duties=frozenset(entry.get("duties", ())),
        newcomers=entry.get("newcomers", False),
        audience=f"group:{number}",
    )


def _patterned(wanted: int, places: Places) -> Iterator[dict[str, Any]]:
    """Gives so many more entries: first for sites and departments, then numbered ones."""
    if wanted <= 0:
        return
    book = data("patterns")
    taken = {entry["name"] for entry in data("groups")["group"]}
    for number in count(1):
        for place, pattern in enumerate(book["pattern"]):
            entry = _named(pattern, number + place * 7, number, places)
            if entry is None or entry["name"] in taken:
                continue
            taken.add(entry["name"])
            yield entry
            wanted -= 1
            if not wanted:
                return


def _named(pattern: dict[str, Any], turn: int, number: int, places: Places) -> dict[str, Any] | None:
    sites = [unit.name for unit in places.units if unit.kind == "site"]
    departments = [unit.name for unit in places.units if unit.kind == "department"][1:]
    if ("{site}" in pattern["name"] and number > len(sites)) or (
        "{department}" in pattern["name"] and number > len(departments)
    ):
        return None
    codes = data("patterns")["codes"]["words"]
    values = {
        "site": sites[(number - 1) % len(sites)],
        "department": departments[(number - 1) % len(departments)],
        "code": codes[turn % len(codes)],
        "number": number,
    }
    filled = {key: value.format(**values) if isinstance(value, str) else value for key, value in pattern.items()}
    return {**filled, "needs": {"sites": [values["site"]]}} if "{site}" in pattern["name"] else filled
