"""A made-up company for directories: the same on every run, of any size, with names that break careless code."""

import base64
import io
import random
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

NAME = "Größe & Söhne AG"
SITES = ("Köln", "Łódź", "Aix-en-Provence")
DEPARTMENTS = (
    "Geschäftsführung",
    "Personal",
    "Finanzen & Controlling",
    "Recht, Compliance",
    "IT-Betrieb",
    "Softwareentwicklung",
    "Produktion",
    "Qualitätssicherung",
    "Einkauf",
    "Vertrieb (DACH)",
    "Marketing",
    "Forschung + Entwicklung",
)
TITLES = ("Referentin", "Fachkraft", "Werkstudent", "Senior Engineer", "Auszubildende", "Meister")
_GIVEN = (
    *("Jürgen", "Zoë", "Søren", "Łukasz", "Anaïs", "Björn", "Müzeyyen", "Đorđe", "Seán", "Iñaki", "Marie-Thérèse"),
    *("Øyvind", "Ágnes", "Nguyễn", "Kateřina", "Hans Peter", "Ji-woo", "Li", "Omar", "Ana"),
)
_FAMILY = (
    *("Müller-Lüdenscheidt", "O'Brien", "von und zu Guttenberg", "Żółć", "d'Été", "Weiß", "Ångström", "Škvorecký"),
    *("Yılmaz", "de la Cruz", "Núñez", "Özdemir", "Schmidt", "Dvořák", "Nowak", "St. John", "Grøn", "Papadopoulos"),
    *("Li", "Ó Súilleabháin"),
)
# What DN, filter, SQL and markup take for their own; other scripts; very short and long.
ODD = (
    ("Robert'); DROP TABLE", "Schüler"),
    ("Ann", "Smith, PhD"),
    ("Plus+Minus", "Equals=Sign"),
    ("<b>Bold</b>", "Script&Co"),
    ("Star*", "(Parens)"),
    ("Back\\slash", 'Quote"Mark'),
    ("#Hash", "Semi;Colon"),
    ("李", "小龍"),
    ("Мария", "Иванова"),
    ("محمد", "الأحمد"),
    ("X", "Y"),
    ("Wolfeschlegelstein" * 3, "hausenbergerdorff" * 2),
    ("null", "None"),
    ("Zalgo\u0301\u0323", "Combining"),
    ("İbrahim", "Iğdır"),
    ("Ελένη", "Παπαδάκη"),
)
EACH_LEFT = 40
"""Every so-manieth person has left."""
_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"})


@dataclass(frozen=True)
class Person:
    """Somebody who works there, or has left. `manager` is the manager's place in the list."""

    place: int
    login: str
    given: str
    family: str
    department: str
    site: str
    title: str
    manager: int | None
    has_left: bool

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def common_name(self) -> str:
        """The name with a number, so that two of one name can lie in one place of the tree."""
        return f"{self.name[:55]} ({self.place + 1})"

    @property
    def mail(self) -> str:
        return f"{self.login}@corp.example"

    @property
    def number(self) -> str:
        return f"E{10000 + self.place}"

    @property
    def phone(self) -> str:
        return f"+49 221 555{self.place:05d}"

    @property
    def password(self) -> str:
        return password(self.login)

    @property
    def id(self) -> str:
        """What stays when everything else changes."""
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, self.mail))


@dataclass(frozen=True)
class Group:
    """A group of people, by their places, and of groups, by their names."""

    name: str
    about: str
    people: Sequence[int] = ()
    groups: Sequence[str] = ()


@dataclass(frozen=True)
class Company:
    """Everybody, and the groups that they are in."""

    people: Sequence[Person]
    groups: Sequence[Group] = field(default=())

    def named(self, login: str) -> Person:
        return next(person for person in self.people if person.login == login)

    def photo(self, person: Person) -> bytes | None:
        """A portrait of every twentieth person, as JPEG: one plain colour each."""
        return _portrait(person.place) if person.place % 20 == 0 else None

    def everybody_in(self, name: str) -> set[int]:
        """The places of the people in a group and in the groups in it, worked out without a directory."""
        by_name = {group.name: group for group in self.groups}
        found, seen, left = set[int](), set[str](), [name]
        while left:
            group = by_name[left.pop()]
            if group.name not in seen:
                seen.add(group.name)
                found.update(group.people)
                left += group.groups
        return found


def password(login: str) -> str:
    """The password of everybody in the made-up company."""
    return f"Pw-{login}-2026!"


@cache
def company(people: int = 200, projects: int = 0) -> Company:
    """The company with so many people, and so many groups besides its nineteen; odd names come last."""
    everybody = _people(people)
    return Company(everybody, (*_groups(everybody), *_projects(projects, people)))


def _portrait(place: int) -> bytes:
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (96, 96), (place * 37 % 256, place * 91 % 256, 120)).save(target, "JPEG")
    return target.getvalue()


def _people(count: int) -> tuple[Person, ...]:
    rnd = random.Random(7)
    odd_from = count - len(ODD)
    taken = set[str]()
    people = []
    for place in range(count):
        chosen = (rnd.choice(_GIVEN), rnd.choice(_FAMILY), rnd.choice(TITLES))
        given, family = ODD[place - odd_from] if place >= max(odd_from, len(DEPARTMENTS)) else chosen[:2]
        department = place % len(DEPARTMENTS)
        is_head = place < len(DEPARTMENTS)
        people.append(
            Person(
                place=place,
                login=_login(given, family, taken),
                given=given,
                family=family,
                department=DEPARTMENTS[department],
                site=SITES[place // len(DEPARTMENTS) % len(SITES)],
                title="Leitung" if is_head else chosen[2],
                manager=None if place == 0 else 0 if is_head else department,
                has_left=place % EACH_LEFT == EACH_LEFT - 1,
            )
        )
    return tuple(people)


def _login(given: str, family: str, taken: set[str]) -> str:
    """Letters and digits alone, never twice, at most twenty as Active Directory wants it."""
    letters = unicodedata.normalize("NFKD", (given[:1] + family).translate(_PLAIN)).encode("ascii", "ignore").decode()
    base = "".join(c for c in letters.lower() if c.isalnum())[:14] or "user"
    login, number = base, 2
    while login in taken:
        login, number = f"{base}{number}", number + 1
    taken.add(login)
    return login


def _groups(people: Sequence[Person]) -> Iterable[Group]:
    """Three levels deep, and one loop."""

    def those(attribute: str, value: str) -> list[int]:
        return [person.place for person in people if getattr(person, attribute) == value]

    names = [f"dept-{number:02d}" for number in range(1, len(DEPARTMENTS) + 1)]
    for name, department in zip(names, DEPARTMENTS, strict=True):
        yield Group(name, department, those("department", department))
    for site in SITES:
        yield Group(f"site-{site[:1].translate(_PLAIN).lower()}", site, those("site", site))
    yield Group("division-office", "Verwaltung", groups=names[:4])
    yield Group("division-works", "Technik", groups=names[4:])
    yield Group("all-staff", "Alle Beschäftigten", groups=("division-office", "division-works"))
    yield Group("portal-admins", "Portal administrators", (1,), ("dept-05",))
    yield Group("loop-a", "Contains itself by way of loop-b", (2,), ("loop-b",))
    yield Group("loop-b", "The other half of the loop", (3,), ("loop-a",))


def _projects(count: int, people: int) -> Iterable[Group]:
    for number in range(1, count + 1):
        members = sorted({(number * 37 + step * 113) % people for step in range(20)})
        yield Group(f"project-{number:03d}", f"Projekt {number}", members)


def escape(value: str) -> str:
    """A value as it stands in the name of an entry (RFC 4514)."""
    escaped = "".join("\\" + c if c in ',+"\\<>;=' else c for c in value)
    return "\\" + escaped if escaped[:1] in ("#", " ") else escaped


def record(*lines: tuple[str, str | bytes | Iterable[str] | None]) -> str:
    """An entry as LDIF; what is None is left out."""
    written = []
    for key, given in lines:
        values = [given] if isinstance(given, str | bytes) else given or ()
        written += [_line(key, value.encode() if isinstance(value, str) else value) for value in values]
    return "\n".join(written) + "\n\n"


def _line(key: str, value: bytes) -> str:
    is_plain = all(32 <= c < 127 for c in value) and value[:1] not in (b" ", b":", b"<") and value[-1:] != b" "
    return f"{key}: {value.decode()}" if is_plain else f"{key}:: {base64.b64encode(value).decode()}"
