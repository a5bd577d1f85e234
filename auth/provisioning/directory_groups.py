"""In which groups of a directory everybody is, by way of other groups too; read once, without the lists of members."""

from collections.abc import Iterable, Iterator, Sequence

from auth.providers.ldap import Entry, Line, is_place, plain_name

_MEMBERS = ("member", "uniqueMember")


class Groups:
    """The groups by their places: what they are called, and which are above them. A loop ends where it began.

    Those from which roles follow by their `places` are told by these too.
    """

    def __init__(self, places: Iterable[str] = ()) -> None:
        self._places = {plain_name(place): place for place in places}
        self._called: dict[str, str] = {}
        self._above: dict[str, list[str]] = {}
        self._plain: dict[str, str] = {}

    def add(self, place: str, name: str, above: Iterable[str]) -> None:
        """Enters a group, and the groups that it is in."""
        self._called[self._key(place)] = name
        self._above.setdefault(self._key(place), []).extend(map(self._key, above))

    def add_members(self, place: str, members: Iterable[str]) -> None:
        """Enters the people and groups of a group, where they do not say themselves in which groups they are."""
        for member in members:
            self._above.setdefault(plain_name(member), []).append(self._key(place))

    def names(self, place: str, member_of: Sequence[str]) -> tuple[str, ...]:
        """Gives the names of all groups that somebody at this place is in, sorted."""
        left = [*map(self._key, member_of)] or list(self._above.get(plain_name(place), ()))
        seen = set[str]()
        while left:
            key = left.pop()
            if key not in seen:
                seen.add(key)
                left += self._above.get(key, ())
        known = seen & self._called.keys()
        return tuple(
            sorted({self._called[key] for key in known} | {self._places[key] for key in known & self._places.keys()})
        )

    def _key(self, place: str) -> str:
        found = self._plain.get(place)
        if found is None:
            found = self._plain[place] = plain_name(place)
        return found


def read_groups(opened: Line, places: Iterable[str] = ()) -> Groups:
    """Reads all groups below their base. Raises LdapFault."""
    named = opened.settings.named
    member_of = named.get("member_of", "")
    wanted = [named["group_name"], *([member_of] if member_of else _MEMBERS)]
    found = Groups(filter(is_place, places))
    for page in opened.pages(*opened.settings.groups, wanted):
        for group in page:
            name = next(_texts(group, named["group_name"]), "")
            found.add(group.name, name, _texts(group, member_of))
            if not member_of:
                found.add_members(group.name, (place for key in _MEMBERS for place in _texts(group, key)))
    return found


def _texts(entry: Entry, attribute: str) -> Iterator[str]:
    return (value.decode("utf-8", "replace") for value in entry.values.get(attribute.lower(), ()))
