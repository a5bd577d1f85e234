"""Faces and signs by name, in both languages; the list is made from Unicode's own names (see `frontend/vendor.py`)."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from portal.core.i18n import language
from portal.core.text import fold

_SOURCE = Path(__file__).with_name("faces.json")
USUAL = ("😀", "😂", "😊", "😉", "👍", "👏", "🙏", "🎉", "❤️", "☕")


class Face(NamedTuple):
    """A sign and its name in the reader's language."""

    sign: str
    name: str


class _Known(NamedTuple):
    sign: str
    names: dict[str, str]
    words: tuple[str, ...]
    label_words: tuple[str, ...]


def find(typed: str, limit: int = 8) -> list[Face]:
    """Gives the faces one of whose words begins with each word typed, those whose name does so first.

    Without any words gives the usual ones.
    """
    wanted = fold(typed.replace("_", " ").replace("-", " ")).split()[:3]
    chosen = language()
    if not wanted:
        by_sign = {face.sign: face for face in _known()}
        return [Face(sign, by_sign[sign].names[chosen]) for sign in USUAL if sign in by_sign][:limit]
    named, meant = [], []
    for face in _known():
        if all(_begins(face.label_words, word) for word in wanted):
            named.append(face)
        elif all(_begins(face.words, word) for word in wanted):
            meant.append(face)
    return [Face(face.sign, face.names[chosen]) for face in (*named, *meant)[:limit]]


def _begins(words: tuple[str, ...], beginning: str) -> bool:
    return any(word.startswith(beginning) for word in words)


@cache
def _known() -> tuple[_Known, ...]:
    rows = json.loads(_SOURCE.read_text(encoding="utf-8"))
    return tuple(_entry(*row) for row in rows)


def _entry(sign: str, english: str, english_tags: str, german: str, german_tags: str) -> _Known:
    labels = tuple(fold(f"{english} {german}").split())
    words = (*labels, *fold(f"{english_tags} {german_tags}").split())
    return _Known(sign, {"en": english, "de": german or english}, tuple(dict.fromkeys(words)), labels)
