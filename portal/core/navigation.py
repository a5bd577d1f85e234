"""Navigation: each slice enters its own pages; the frame draws them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from flask import url_for

from . import i18n
from .i18n import LazyText

Area = Literal["main", "role", "new", "me", "settings"]


@dataclass(frozen=True)
class Entry:
    """One link of the frame. `roles` empty means everybody; `tab` puts it into the bottom bar of phones as well.

    With `limitable` it is there also for those whose role holds only in a department or site.
    """

    endpoint: str
    label: LazyText
    icon: str
    order: int
    area: Area
    roles: frozenset[str]
    tab: bool
    limitable: bool


class Item(NamedTuple):
    """One link as it is drawn, in the language of the present work."""

    url: str
    icon: str
    label: str
    tab: bool
    current: bool = False


_entries: dict[tuple[str, str], Entry] = {}


def add(
    endpoint: str,
    *,
    label: LazyText,
    icon: str,
    order: int,
    area: Area = "main",
    roles: tuple[str, ...] = (),
    tab: bool = False,
    limitable: bool = False,
) -> None:
    """Enters a page into an area of the frame, in ascending order."""
    _entries[(area, endpoint)] = Entry(endpoint, label, icon, order, area, frozenset(roles), tab, limitable)
    _links.cache_clear()


def items(area: Area, roles: frozenset[str], path: str, *, limited: frozenset[str] = frozenset()) -> tuple[Item, ...]:
    """Gives the links of an area that somebody with these roles has a use for; the one with this path is marked.

    `limited` are roles that the person has for some departments and sites only.
    """
    links = _links(area, roles, limited, i18n.language())
    return tuple(link._replace(current=True) if _is_below(path, link.url) else link for link in links)


@lru_cache(maxsize=256)
def _links(area: Area, roles: frozenset[str], limited: frozenset[str], _language: str) -> tuple[Item, ...]:
    mine = (e for e in _entries.values() if e.area == area and _is_of_use(e, roles, limited))
    ordered = sorted(mine, key=lambda e: e.order)
    return tuple(Item(url_for(e.endpoint), e.icon, str(e.label), e.tab) for e in ordered)


def _is_of_use(entry: Entry, roles: frozenset[str], limited: frozenset[str]) -> bool:
    return not entry.roles or bool(entry.roles & (roles | limited if entry.limitable else roles))


def _is_below(path: str, url: str) -> bool:
    return path == url or path.startswith(url.rstrip("/") + "/")
