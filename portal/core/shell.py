"""The frame around every signed-in page. Slices hand in its parts; nothing here knows what a group is."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select, true

from . import db, navigation
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


class Part(NamedTuple):
    """A part of the frame that the database is asked for: the statement, and what one actor gives to it."""

    statement: Callable[[], Any]
    given: Callable[[Any], dict[str, Any]]


_parts: dict[str, Part] = {}
_read: Callable[[Any, str], GroupItem]


def provide_bell(count: Callable[[], Any], given: Callable[[Any], dict[str, Any]]) -> None:
    """Hands in how many notifications wait: a statement that gives one number."""
    _parts["bell"] = Part(count, given)


def provide_groups(
    rows: Callable[[], Any], given: Callable[[Any], dict[str, Any]], read: Callable[[Any, str], GroupItem]
) -> None:
    """Hands in the groups of the frame: a statement whose rows have a `place`, and how one is read on a page."""
    global _read
    _parts["groups"], _read = Part(rows, given), read


@lru_cache(maxsize=2)
def _both(_dialect: str) -> Any:
    # Asked together: each statement costs every page half a millisecond.
    bell, groups = _parts["bell"].statement().subquery("bell"), _parts["groups"].statement().subquery("groups")
    number = next(iter(bell.c)).label("bell")
    return select(number, groups).select_from(bell.outerjoin(groups, true())).order_by(groups.c.place)


def build(actor: Any, path: str) -> Shell:
    """Gathers the frame for somebody on the page with this path."""
    given = _parts["bell"].given(actor) | _parts["groups"].given(actor)
    rows = db.session.execute(_both(db.dialect()), given).all()
    main = navigation.items("main", actor.roles, path)
    return Shell(
        main,
        navigation.items("role", actor.roles, path, limited=actor.roles_anywhere),
        tuple(item for item in main if item.tab),
        navigation.items("new", actor.roles, path),
        [_read(row, path) for row in rows if row.place is not None],
        rows[0].bell,
    )
