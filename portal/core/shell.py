"""The frame around every signed-in page. Slices hand in its parts; nothing here knows what a group is."""

from collections.abc import Callable
from typing import Any, NamedTuple

from . import navigation
from .navigation import Item


class GroupItem(NamedTuple):
    """One of my groups in the frame: `unread` counts what is new since I was there."""

    url: str
    name: str
    hue: int
    unread: int
    current: bool


class Shell(NamedTuple):
    """All that the frame shows besides the page."""

    nav: tuple[Item, ...]
    role_nav: tuple[Item, ...]
    tabs: tuple[Item, ...]
    new_items: tuple[Item, ...]
    groups: list[GroupItem]
    bell: int


Provider = Callable[[Any, str], Any]
_parts: dict[str, Provider] = {}


def provide(part: str, provider: Provider) -> None:
    """Hands in a part of the frame, `groups` or `bell`: a function of the actor and the current address."""
    _parts[part] = provider


def build(actor: Any, path: str) -> Shell:
    """Gathers the frame for somebody on the page with this path."""
    groups = _parts["groups"](actor, path) if "groups" in _parts else []
    bell = _parts["bell"](actor, path) if "bell" in _parts else 0
    main = navigation.items("main", actor.roles, path)
    return Shell(
        main,
        navigation.items("role", actor.roles, path, limited=actor.roles_anywhere),
        tuple(item for item in main if item.tab),
        navigation.items("new", actor.roles, path),
        groups,
        bell,
    )
