"""The kinds of notifications that slices have registered, each with its line on the settings page."""

from dataclasses import dataclass

from portal.core.i18n import LazyText


@dataclass(frozen=True)
class Kind:
    """One kind: its line in the settings, whether it is on until somebody says otherwise, and its place.

    `at_once` ones are mailed at once until somebody says otherwise, the others wait for the digest.
    """

    name: str
    label: LazyText
    default: bool
    personal: bool
    at_once: bool = False


@dataclass(frozen=True)
class Habit:
    """Something that the portal does for people until they say otherwise, beside the kinds in the settings."""

    name: str
    label: LazyText


_kinds: dict[str, Kind] = {}
_habits: dict[str, Habit] = {}


def kind(name: str, *, label: LazyText, default: bool = True, personal: bool = True, at_once: bool = False) -> None:
    """Registers a kind. `personal` ones speak to the reader, the others tell what goes on."""
    _kinds[name] = Kind(name, label, default, personal, at_once)


def habit(name: str, *, label: LazyText) -> None:
    """Registers a habit. No kind has its name."""
    _habits[name] = Habit(name, label)


def all_habits() -> list[Habit]:
    """Gives all habits in the order of registration."""
    return list(_habits.values())


def all_kinds() -> list[Kind]:
    """Gives all kinds in the order of registration."""
    return list(_kinds.values())


def find(name: str) -> Kind:
    """Gives the kind of that name. Raises KeyError for one that no slice registered."""
    return _kinds[name]
