"""The frame around every signed-in page. Slices hand in its parts; nothing here knows what a group is."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import url_for

from . import navigation


class Item(NamedTuple):
    """One link of the frame."""

    url: str
    icon: str
    label: str
    count: int  # type: ignore[assignment]  # the word of the frame, over that of tuples
    current: bool


class GroupItem(NamedTuple):
    """One of my groups in the frame: `unread` counts what is new since I was there."""

    url: str
    name: str
    hue: int
    unread: int
    current: bool


class Shell(NamedTuple):
    """All that the frame shows besides the page."""

    nav: list[Item]
    role_nav: list[Item]
    tabs: list[Item]
    new_items: list[Item]
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
    main = navigation.entries("main", actor.roles)
    return Shell(
        [_item(e, path) for e in main],
        [_item(e, path) for e in navigation.entries("role", actor.roles)],
        [_item(e, path) for e in main if e.tab],
        [_item(e, path) for e in navigation.entries("new", actor.roles)],
        groups,
        bell,
    )


def _item(entry: navigation.Entry, path: str) -> Item:
    url = url_for(entry.endpoint)
    current = path == url or path.startswith(url.rstrip("/") + "/")
    return Item(url, entry.icon, str(entry.label), 0, current)
