"""Who belongs to which group and since when, and who follows whom."""

from collections import defaultdict
from collections.abc import Sequence

from .circles import Circle
from .places import Places
from .records import Follow, Membership, Person
from .rng import Stream
from .scenarios import Scenario
from .timeline import END

_CLUBS = {
    "employee": (
        "Python & Daten", "Klettern und Berge", "Project Aurora 3", "Language Tandem", "Suche & Biete", "Danke sagen",
        "Four Kitchens", "IT-Hilfe",
    ),
    "ambassador": (
        "Besser jeden Tag", "Werk 2 – Schichttausch", "Qualitätszirkel", "Nachhaltig im Werk", "Language Tandem",
        "IT-Hilfe",
    ),
    "community-manager": (
        "Neu bei uns", "Danke sagen", "Foto-Freunde", "Women in Engineering", "Four Kitchens", "Language Tandem",
        "Betriebsrat informiert", "Nachhaltig im Werk",
    ),
    "hr-admin": ("Neu bei uns", "Eltern im Betrieb", "Gesund im Betrieb", "Azubis und Ausbildung"),
    "it-admin": ("IT-Hilfe", "Python & Daten", "Polaris Controls", "Games Night"),
    "works-council": ("Betriebsrat informiert", "Arbeitssicherheit", "Werk 2 – Schichttausch", "Suche & Biete"),
}  # fmt: skip
_HOSTS = {
    "hr-admin": "Azubis und Ausbildung",
    "it-admin": "Polaris Controls",
    "works-council": "Werk 2 – Schichttausch",
    "ambassador": "Qualitätszirkel",
    "community-manager": "Foto-Freunde",
}


class Rolls:
    """Draws the members of one group after the other."""

    def __init__(self, scenario: Scenario, places: Places, people: Sequence[Person], seed: int) -> None:
        self._scenario, self._seed = scenario, seed
        self._people = [person for person in people if person.left is None]
        self._by_number = {person.number: person for person in people}
        self._names = _names(places)
        self._able: dict[str, list[Person]] = {}
        self._called = [one for one in self._people if one.duties or one.persona]
        self._units: dict[int, list[int]] = defaultdict(list)
        for person in self._people:
            for unit in {*_above(places, person.department), person.site}:
                self._units[unit].append(person.number)

    def members(self, circle: Circle) -> list[Membership]:
        """Gives the members of a group in the order of their joining."""
        group = circle.group
        stream = Stream(self._seed, "members", group.number)
        automatic = set(self._units[group.unit]) if group.unit else set()
        joined = {} if circle.size == 0 else self._joiners(circle, stream)
        everybody = dict.fromkeys([group.owner, *sorted(automatic), *joined])
        hosts = self._hosts(circle, [number for number in everybody if number != group.owner], stream)
        roles = {group.owner: "owner"} | dict.fromkeys(hosts, "host")
        made = [
            self._membership(circle, number, roles.get(number, "member"), automatic=number in automatic)
            for number in everybody
        ]
        return sorted(made, key=lambda membership: (membership.moment, membership.person))

    def follows(self) -> list[Follow]:
        """Gives who follows whom: mostly those who write much, else people of the own department."""
        known = [person.number for person in self._people if person.keen >= 20][:80]
        mates: dict[int, list[int]] = defaultdict(list)
        for person in self._people:
            mates[person.department].append(person.number)
        made = []
        for person in self._people:
            stream = Stream(self._seed, "follows", person.number)
            wanted = 9 if person.persona == "employee" else stream.pick((0, 0, 0, 0, 1, 1, 2, 3, 5))
            drawn = (stream.pick(known if stream.chance(600) and known else mates[person.department])
                     for _ in range(wanted if person.persona != "newcomer" else 0))  # fmt: skip
            for followed in sorted(set(drawn) - {person.number}):
                made.append(Follow(person.number, followed, self._since(person, 0, stream)))
        return made

    def _joiners(self, circle: Circle, stream: Stream) -> dict[int, None]:
        key = f"{circle.group.language} {circle.needs}"
        if key not in self._able:
            self._able[key] = [one for one in self._people if not one.persona and self._may_join(one, circle)]
        able = self._able[key]
        wanted = set(circle.prefer)
        preferred = [one for one in able if wanted & self._names[one.department]] if wanted else []
        chosen = [one.number for one in _keen_sample(able, circle.size, stream)]
        chosen += [one.number for one in _keen_sample(preferred, min(circle.size * 3, 900), stream)]
        return dict.fromkeys([*chosen, *(one.number for one in self._called if _is_called(one, circle))])

    def _may_join(self, person: Person, circle: Circle) -> bool:
        if person.hired <= 10 or circle.group.language not in person.speaks:
            return False
        needs = circle.needs
        wanted = {*needs.get("departments", ()), *needs.get("sites", ())}
        if wanted and not wanted & (self._names[person.department] | self._names[person.site]):
            return False
        return "duties" not in needs or bool(person.duties & set(needs["duties"]))

    def _hosts(self, circle: Circle, others: list[int], stream: Stream) -> list[int]:
        keen = [number for number in others if self._by_number[number].keen >= 20]
        called = [number for number in others if _HOSTS.get(self._by_number[number].persona or "") == circle.group.name]
        by_duty = [number for number in others if self._by_number[number].duties & circle.duties]
        return [*called, *by_duty[:3], *stream.sample(keen, min(2, len(others) // 25))]

    def _membership(self, circle: Circle, number: int, role: str, *, automatic: bool) -> Membership:
        person, group = self._by_number[number], circle.group
        stream = Stream(self._seed, "membership", group.number, number)
        return Membership(
            group=group.number,
            person=number,
            role=role,
            moment=group.moment if role == "owner" else self._since(person, group.moment, stream, rule=automatic),
            automatic=automatic,
            level=stream.pick(("all", "none", "none")) if stream.chance(90) and role == "member" else "highlights",
            read=self._read(person, stream),
        )

    def _since(self, person: Person, begins: int, stream: Stream, *, rule: bool = False) -> int:
        arrived = max(END - END * person.hired // self._scenario.days, begins)
        if rule:
            return arrived
        return arrived + min(stream.below(END - arrived), stream.below(END - arrived))

    def _read(self, person: Person, stream: Stream) -> int:
        if person.persona:
            days = stream.pick((1, 2, 2, 3, 4) if person.persona == "employee" else (0, 1, 1, 2))
            return END - END * days // self._scenario.days
        if stream.chance(350 + min(person.keen, 50) * 10):
            return END
        return END - stream.below(END // stream.pick((2, 5, 10, 20, 40)))


def _keen_sample(people: list[Person], per_mille: int, stream: Stream) -> list[Person]:
    """Draws about so many of a thousand; who writes much is three times as likely as who only reads."""
    drawn = stream.sample(people, min(len(people) * per_mille * 2 // 1000, len(people)))
    return [person for person in drawn if stream.chance(350 + min(person.keen, 13) * 50)]


def _is_called(person: Person, circle: Circle) -> bool:
    """Whether somebody belongs here by duty, as a newcomer, or because a persona is meant to see the group."""
    duties = circle.duties | set(circle.needs.get("duties", ()))
    if duties & person.duties or circle.group.name in _CLUBS.get(person.persona or "", ()):
        return True
    return circle.newcomers and "newcomer" in person.duties


def _above(places: Places, number: int) -> list[int]:
    """Gives a unit and all units above it."""
    found: list[int] = []
    unit: int | None = number
    while unit is not None:
        found.append(unit)
        unit = places.units[unit - 1].parent
    return found


def _names(places: Places) -> dict[int, set[str]]:
    return {
        unit.number: {places.units[number - 1].name for number in _above(places, unit.number)} for unit in places.units
    }
