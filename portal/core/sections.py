"""Sections that slices add to a page of a slice below them, which knows nothing of theirs; each is drawn alone.

The page asks for them by its name; a slice hands in what to draw for the reader and the thing that the page is about.
"""

from collections.abc import Callable
from typing import Any, NamedTuple


class Section(NamedTuple):
    """A part of a page: the template draws it from `shown`, which it finds as `section.shown`."""

    template: str
    shown: dict[str, Any]


Provider = Callable[[Any, Any], Section | None]
_providers: dict[str, dict[str, tuple[int, Provider]]] = {}


def provide(page: str, name: str, provider: Provider, *, order: int) -> None:
    """Hands in a section of a page: a function of the actor and the thing, None for nothing to show."""
    _providers.setdefault(page, {})[name] = (order, provider)


def build(page: str, actor: Any, thing: Any) -> list[Section]:
    """Gathers the sections of a page for its reader, in ascending order."""
    found = sorted(_providers.get(page, {}).values(), key=lambda entry: entry[0])
    drawn = (provider(actor, thing) for _order, provider in found)
    return [section for section in drawn if section is not None]
