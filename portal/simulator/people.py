"""The people: a cast that is always there, and as many drawn ones as the scenario wants."""

from collections import Counter
from dataclasses import replace
from itertools import accumulate
from typing import Any

from portal.core.text import slug

from .hierarchy import with_managers
from .library import data
from .places import Places, Post, draw_post
from .records import Person
from .rng import Stream
from .scenarios import Scenario

_NEW = 40  # days; who came later counts as new
_ADJECTIVES = {"pl": (("ski", "ska"), ("cki", "cka"), ("dzki", "dzka")), "cs": (("ý", "á"),)}
_ABOUT = {
    "de": (
        "Am liebsten dort, wo etwas nicht funktioniert.",
        "Ich erkläre gern und höre noch lieber zu.",
        "Nach der Arbeit im Garten, im Winter am Lötkolben.",
        "Seit Jahren Frühschicht, trotzdem kein Morgenmensch.",
        "Fragt mich lieber einmal zu viel.",
        "Zwei Kinder, ein Hund, drei Fahrräder.",
    ),
    "en": (
        "Happiest where something doesn't work yet.",
        "I like explaining things, and listening even more.",
        "Bread baker, slow runner, collector of maps.",
        "Ask me twice, I won't mind.",
        "Two children, one dog, three bicycles.",
    ),
}


def people(scenario: Scenario, places: Places, seed: int) -> list[Person]:
    """Makes everybody, numbered by when they are listed; managers are numbers of other people."""
    cast = [_member(entry, places) for entry in data("cast")["person"][: scenario.people]]
    reached = list(accumulate(post.weight for post in places.posts))
    drawn, names = [], {person.name for person in cast}
    for number in range(len(cast) + 1, scenario.people + 1):
        stream = Stream(seed, "person", number)
        post = draw_post(places.posts, reached, stream)
        person = _drawn(post, stream)
        if person.name in names and not stream.chance(150):
            person = _drawn(post, stream)
        names.add(person.name)
        drawn.append(person)
    return _finished([*cast, *drawn], places, scenario, seed)


def _member(entry: dict[str, Any], places: Places) -> Person:
    site, department = places.unit("site", entry["site"]), places.unit("department", entry["department"])
    photo = entry.get("photo")
    return Person(
        number=0,
        name=entry["name"],
        call=_call(entry["name"]),
        slug="",
        site=site.number,
        department=department.number,
        title=entry["title"],
        manager=None,
        hired=entry["hired"],
        left=None,
        language="de" if "de" in entry["speaks"] and site.country == "DE" else "en",
        speaks=tuple(entry["speaks"]),
        keen=entry["keen"],
        woman=photo.startswith("woman") if photo else entry["name"].split()[0] in ("Nora", "Maria-Magdalena", "Beate"),
        topics=tuple(entry["topics"]),
        about=entry.get("about", ""),
        photo=photo,
        persona=entry.get("persona"),
        roles=tuple(entry.get("roles", ())),
        duties=frozenset(entry.get("duties", ())) | ({"head"} if entry.get("head") else set()),
    )


def _call(name: str) -> str:
    words = [word for word in name.split() if not word.endswith(".")]
    if words[0] in ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng"):
        return words[-1]
    return words[0]


def _drawn(post: Post, stream: Stream) -> Person:
    origin = stream.weighted(list(post.place["names"]), list(post.place["names"].values()))
    woman = stream.chance(440)
    name, call = _name(origin, woman, stream)
    at_home = post.site.country == "DE"
    speaks = tuple(code for code, share in post.place["speaks"].items() if stream.chance(share))
    language = "de" if at_home and "de" in speaks else "en"
    titles = post.trade["titles_de" if at_home else "titles_en"]
    return Person(
        number=0,
        name=name,
        call=call,
        slug="",
        site=post.site.number,
        department=post.department.number,
        title=stream.pick(titles),
        manager=None,
        hired=_hired(stream),
        left=stream.between(3, 110) if stream.chance(22) else None,
        language=language,
        speaks=_spoken(speaks or (language,), origin),
        keen=_keen(stream),
        woman=woman,
        topics=tuple(stream.sample(post.trade["topics"], stream.pick((0, 1, 2, 2, 3, 4)))),
        about=stream.pick(_ABOUT[language]) if stream.chance(240) else "",
        photo=f"{'woman' if woman else 'man'}-{stream.below(10**6)}" if stream.chance(550) else None,
    )


def _name(origin: str, woman: bool, stream: Stream) -> tuple[str, str]:
    pool = data("names")[origin]
    given, family = stream.pick(pool["women" if woman else "men"]), stream.pick(pool["family"])
    if woman:
        family = _feminine(origin, family)
    if stream.chance(45) and origin in ("de", "fr", "es"):
        family = f"{family}-{stream.pick([name for name in pool['family'] if name != family])}"
    if origin == "vi":
        return f"{family} {given}", given.split()[-1]
    return f"{given} {family}", given


def _feminine(origin: str, family: str) -> str:
    for ending, feminine in _ADJECTIVES.get(origin, ()):
        if family.endswith(ending):
            return family.removesuffix(ending) + feminine
    return f"{family.removesuffix('a')}ová" if origin == "cs" else family


def _hired(stream: Stream) -> int:
    if stream.chance(60):
        return stream.between(3, 115)
    return stream.between(120, stream.pick((900, 1800, 3600, 7200, 11000)))


def _keen(stream: Stream) -> int:
    """A heavy tail: a few write most, a fifth now and then, the others read."""
    draw = stream.below(1000)
    for share, low, high in ((30, 30, 80), (110, 8, 25), (260, 2, 6), (520, 1, 1)):
        if draw < share:
            return stream.between(low, high)
    return 0


def _spoken(speaks: tuple[str, ...], origin: str) -> tuple[str, ...]:
    own = {"gb": "en", "de": "de"}.get(origin, origin)
    return speaks if own in speaks else (*speaks, own)


def _finished(everybody: list[Person], places: Places, scenario: Scenario, seed: int) -> list[Person]:
    """Numbers everybody, and gives what depends on the others: addresses, managers, telephone numbers, duties."""
    taken: Counter[str] = Counter()
    numbered = []
    for number, person in enumerate(everybody, start=1):
        base = slug(person.name).replace("-", ".", 1) or f"person.{number}"
        taken[base] += 1
        handle = base if taken[base] == 1 else f"{base}.{taken[base]}"
        stream = Stream(seed, "desk", number)
        phone = f"+49 341 5550-{1000 + number}" if stream.chance(700) else ""
        room = f"{stream.pick('ABCD')} {stream.between(0, 4)}.{stream.between(1, 40):02}" if stream.chance(420) else ""
        photo = person.photo if number <= scenario.photos * 2 else None
        numbered.append(replace(person, number=number, slug=handle, phone=phone, room=room, photo=photo))
    return _with_duties(with_managers(numbered, places, cast=len(data("cast")["person"])), seed)


def _with_duties(everybody: list[Person], seed: int) -> list[Person]:
    """Duties that several drawn people have: apprentices, newcomers, ambassadors, members of the works council."""
    finished = []
    for person in everybody:
        stream = Stream(seed, "duty", person.number)
        duties, roles = set(person.duties), set(person.roles)
        if person.title.startswith("Ausbildung,"):
            duties.add("apprentice")
        if person.hired <= _NEW and person.persona is None:
            duties.add("newcomer")
        plain = person.persona is None and not roles and person.left is None and person.hired > 200
        if plain and stream.chance(8):
            duties.add("council")
            roles.add("works-council")
        elif plain and person.keen > 5 and stream.chance(150):
            roles.add("ambassador")
        finished.append(replace(person, duties=frozenset(duties), roles=tuple(sorted(roles))))
    return finished
