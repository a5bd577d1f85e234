"""How something read before: the steps from one version to the next, for any slice that keeps former words."""

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from .differences import Piece, differences
from .text import lines


class Version(NamedTuple):
    """One version: its words, without signs of formatting, marked against those before it.

    `is_whole` where there is nothing to compare them with, `is_form` where only the formatting has changed.
    """

    version: int
    at: datetime
    title: list[Piece]
    body: list[Piece]
    is_first: bool
    is_removed: bool
    is_whole: bool
    is_form: bool


class Words(NamedTuple):
    """What stood there in one version; words that were taken out are empty."""

    version: int
    at: datetime
    title: str
    body: str
    is_removed: bool


class History(NamedTuple):
    """A stretch of versions, newest first; `next` is the version to ask behind, None at the end."""

    versions: list[Version]
    next: int | None


SIZE = 10


def stretch(kept: Sequence[Words]) -> History:
    """Compares the versions of a stretch, which come with one more than `SIZE` where there are older ones."""
    versions = steps(kept)[:SIZE]
    return History(versions, versions[-1].version if len(kept) > SIZE else None)


def steps(versions: Sequence[Words]) -> list[Version]:
    """Compares each version with the older one behind it; what follows on words taken out is shown whole."""
    return [_step(now, before) for now, before in zip_longest(versions, versions[1:])]


def _step(now: Words, before: Words | None) -> Version:
    if before is None or before.is_removed:
        title, body, is_whole, is_form = _whole(now.title), _whole(lines(now.body)), True, False
    else:
        title, body, is_whole = (
            differences(before.title, now.title),
            differences(*map(lines, (before.body, now.body))),
            False,
        )
        is_form = before.body != now.body and all(piece.kind == "kept" for piece in [*title, *body])
    return Version(now.version, now.at, title, body, now.version == 1, now.is_removed, is_whole, is_form)


def _whole(text: str) -> list[Piece]:
    return [Piece("kept", text)] if text else []
