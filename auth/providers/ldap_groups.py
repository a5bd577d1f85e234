"""In which groups of a directory somebody is, also by way of other groups; a loop of groups ends where it began."""

from collections.abc import Iterator

from .ldap import Entry, Line, escaped, plain_name

_IN_CHAIN = "1.2.840.113556.1.4.1941"  # a search of Active Directory that climbs by itself
_DEEPEST = 30
_AT_ONCE = 50  # names in one filter


def groups_of(line: Line, place: str) -> frozenset[str]:
    """Gives the groups of whoever lies at this place, each by its name and by its place in the tree.

    Only groups below the base of groups count, so that nobody else's group of the same name gives a role.
    """
    found = _by_chain(line, place) if line.settings.preset == "ad" else _by_climbing(line, place)
    name = line.settings.named["group_name"].lower()
    names = {value.decode("utf-8", "replace") for group in found for value in group.values.get(name, ())[:1]}
    return frozenset(names | {group.name for group in found})


def _by_chain(line: Line, place: str) -> list[Entry]:
    return _search(line, f"(member:{_IN_CHAIN}:={escaped(place)})")


def _by_climbing(line: Line, place: str) -> list[Entry]:
    """One search for each level of groups; groups outside the base are climbed by nobody."""
    found: dict[str, Entry] = {}
    level = [place]
    for _ in range(_DEEPEST):
        above = {plain_name(group.name): group for group in _holding(line, level)}
        level = [group.name for key, group in above.items() if key not in found]
        found |= above
        if not level:
            break
    return list(found.values())


def _holding(line: Line, places: list[str]) -> Iterator[Entry]:
    for start in range(0, len(places), _AT_ONCE):
        names = map(escaped, places[start : start + _AT_ONCE])
        either = "".join(f"(member={name})(uniqueMember={name})" for name in names)
        yield from _search(line, f"(|{either})")


def _search(line: Line, holding: str) -> list[Entry]:
    base, wanted = line.settings.groups
    pages = line.pages(base, f"(&{wanted}{holding})", [line.settings.named["group_name"]])
    return [group for page in pages for group in page]
