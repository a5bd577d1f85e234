"""What changed between two texts, word by word, in bounded time however long or odd the texts are."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_LINES, MOST_WORDS = 2000, 1500
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(NamedTuple):
    """A stretch of text: `kept`, `added` or `removed`."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Gives the pieces of both texts in order: without what was added they are `before`, without what went `after`."""
    pieces: list[Piece] = []
    for piece in _by_lines(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if piece.text and pieces and pieces[-1].kind == piece.kind:
            pieces[-1] = Piece(piece.kind, pieces[-1].text + piece.text)
        elif piece.text:
            pieces.append(piece)
    return pieces


def _by_lines(before: list[str], after: list[str]) -> Iterator[Piece]:
    if max(len(before), len(after)) > MOST_LINES:
        yield from _replaced("".join(before), "".join(after))
        return
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        old, new = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal":
            yield Piece("kept", new)
        elif kind == "replace":
            yield from _by_words(_WORD.findall(old), _WORD.findall(new))
        else:
            yield from _replaced(old, new)


def _by_words(before: list[str], after: list[str]) -> Iterator[Piece]:
    if max(len(before), len(after)) > MOST_WORDS:
        yield from _replaced("".join(before), "".join(after))
        return
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        old, new = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal":
            yield Piece("kept", new)
        else:
            yield from _replaced(old, new)


def _replaced(before: str, after: str) -> Iterator[Piece]:
    yield Piece("removed", before)
    yield Piece("added", after)
