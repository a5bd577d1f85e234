"""Subjects: everything that can be seen, commented on, found or told of. Slices enter their kinds here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .db import Base
from .errors import NotFound


class Ref(NamedTuple):
    """Names one subject, such as post:12."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Ref":
        """Reads `post:12`. Raises NotFound for anything that does not name a subject of a known kind."""
        kind, _, number = text.partition(":")
        if kind not in _kinds or not number.isascii() or not number.isdigit() or len(number) > 18:
            raise NotFound
        return cls(kind, int(number))


@dataclass(frozen=True)
class Kind:
    """What the portal knows of one kind of subject.

    `title` and `url` take the row. `document` gives the row's search document or None, `documents` all of them for a
    rebuild of the index. `samples` lets the guards make a row with an audience.
    """

    name: str
    model: type[Base]
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    document: Callable[[Any], Any] | None = None
    documents: Callable[[], Iterable[Any]] | None = None
    traits: frozenset[str] = field(default_factory=frozenset)


_kinds: dict[str, Kind] = {}


def add(
    name: str,
    model: type[Base],
    *,
    title: Callable[[Any], str],
    url: Callable[[Any], str],
    document: Callable[[Any], Any] | None = None,
    documents: Callable[[], Iterable[Any]] | None = None,
    traits: Iterable[str] = (),
) -> None:
    """Enters a kind of subject. Traits: `comments`, `reactions`, `attachments`, `feed` say what may hang on it."""
    _kinds[name] = Kind(name, model, title, url, document, documents, frozenset(traits))


def get(name: str) -> Kind:
    """Gives the kind of that name. Raises NotFound for an unknown one."""
    if name not in _kinds:
        raise NotFound
    return _kinds[name]


def kinds() -> tuple[Kind, ...]:
    """Gives all kinds, in the order in which their slices were registered."""
    return tuple(_kinds.values())


def kind_of(thing: Base | type[Base]) -> Kind:
    """Gives the kind that a row or model belongs to. Raises LookupError for one that is no subject."""
    model = thing if isinstance(thing, type) else type(thing)
    for kind in _kinds.values():
        if kind.model is model:
            return kind
    raise LookupError(f"{model.__name__} is not a subject")


def ref(thing: Any) -> Ref:
    """Names a row that is a subject."""
    return Ref(kind_of(thing).name, thing.id)
