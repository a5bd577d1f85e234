"""Takes German compounds apart: Reisekostenabrechnung is reise, kosten, abrechnung.

The parts come from a list (`words/parts.txt`, see docs/search.md) and from the words that the company itself has
written. Kept of the list are only sorted hashes of 4 bytes: 60 KB a process, and one wrong word in 280,000.
"""

from array import array
from bisect import bisect_left
from collections.abc import Collection
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

SHORTEST = 6
"""Letters of the shortest word that is looked at."""
LONGEST = 40
_SHORTEST_PART = 3
_SHORTEST_OWN = 5
_LINKS = ("s", "es", "n", "en", "er", "e")
_PARTICLES = frozenset(
    """
    unter uber wieder zuruck gegen hinter herum heran herab hinaus herauf durch fort vorbei zusammen nieder empor
    nach voll miss wider weiter ander aber oder also dies jede jene sein eine mein dein ihre dass noch doch auch
    sich nicht mehr sehr ganz hier dort immer einen einer eines keit heit ungen lich schaft isch ende ling chen
    lein ierung erung
    """.split()  # noqa: SIM905  (a text is easier to keep than a list)
)


@cache
def _listed() -> "array[int]":
    words = (Path(__file__).parent / "words" / "parts.txt").read_bytes().split()
    return array("I", sorted(map(crc32, words)))


def _is_part(word: str, own: Collection[str]) -> bool:
    if len(word) < _SHORTEST_PART or word in _PARTICLES:
        return False
    listed, number = _listed(), crc32(word.encode())
    place = bisect_left(listed, number)
    return (place < len(listed) and listed[place] == number) or word in own


def split(word: str, own: Collection[str] = ()) -> tuple[str, ...]:
    """Gives the parts of a word in its plain form, or nothing where it is none; `own` are further possible parts."""
    if not SHORTEST <= len(word) <= LONGEST or not (word.isascii() and word.isalpha()):
        return ()
    if (parts := _split(word)) or not own:
        return parts
    known = candidates(word).intersection(own)
    return _best(word, known) if known else ()


@lru_cache(maxsize=4_096)
def _split(word: str) -> tuple[str, ...]:
    return _best(word, ())


def _best(word: str, own: Collection[str]) -> tuple[str, ...]:
    """As few parts as possible; of as many, those whose shortest is longest."""
    found: dict[int, tuple[str, ...]] = {}  # by the length of the beginning that they make up
    for end in range(_SHORTEST_PART, len(word) + 1):
        choices: list[tuple[str, ...]] = [(word[:end],)] if end < len(word) and _is_part(word[:end], own) else []
        for start in range(_SHORTEST_PART, end - _SHORTEST_PART + 1):
            before = found.get(start) or _linked(word[:start], found)
            if before and _is_part(word[start:end], own):
                choices.append((*before, word[start:end]))
        if choices:
            found[end] = min(choices, key=lambda parts: (len(parts), -min(map(len, parts))))
    return found.get(len(word), ())


def _linked(beginning: str, found: dict[int, tuple[str, ...]]) -> tuple[str, ...]:
    for link in _LINKS:
        if beginning.endswith(link) and (parts := found.get(len(beginning) - len(link))):
            return parts
    return ()


@lru_cache(maxsize=2_048)
def candidates(word: str) -> frozenset[str]:
    """What would have to be a word of the company's own for this one to be a compound of two parts."""
    if not SHORTEST <= len(word) <= LONGEST or not (word.isascii() and word.isalpha()) or _split(word):
        return frozenset()
    wanted: set[str] = set()
    for place in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        heads = [word[:place], *(word[: place - len(link)] for link in _LINKS if word[:place].endswith(link))]
        if _is_part(word[place:], ()):
            wanted.update(heads)
        elif any(_is_part(head, ()) for head in heads):
            wanted.add(word[place:])
    return frozenset(one for one in wanted if len(one) >= _SHORTEST_OWN and one not in _PARTICLES)
