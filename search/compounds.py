"""Takes German compounds apart: Reisekostenabrechnung is reise, kosten, abrechnung.

The parts come from a list (`words/parts.txt`, see docs/search.md) and from the words that the company itself has
written. Kept of the list are only sorted hashes of 4 bytes: 68 KB a process, and one wrong word in 280,000.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

SHORTEST = 6
"""Letters of the shortest word that is looked at."""
LONGEST = 40
_REST = 20
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
def _listed() -> tuple["array[int]", "array[int]"]:
    """The hashes, and where those with the same first 12 bits begin."""
    words = (Path(__file__).parent / "words" / "parts.txt").read_bytes().split()
    hashes = array("I", sorted(map(crc32, words)))
    return hashes, array("H", (bisect_left(hashes, first << _REST) for first in range((1 << 12) + 1)))


def _is_part(part: bytes, own: Collection[str]) -> bool:
    hashes, begin = _listed()
    number = crc32(part)
    first = number >> _REST
    place = bisect_left(hashes, number, begin[first], end := begin[first + 1])
    if (place < end and hashes[place] == number) or (own and part.decode() in own):
        return part.decode() not in _PARTICLES
    return False


def split(word: str, own: Collection[str] = ()) -> tuple[str, ...]:
    """Gives the parts of a word in its plain form, or nothing where it is none; `own` are further possible parts."""
    return split_all([word], lambda wanted: wanted.intersection(own)).get(word, ())


def split_all(words: Collection[str], own: Callable[[set[str]], Collection[str]]) -> dict[str, tuple[str, ...]]:
    """Gives the parts of those words that are compounds; `own` tells which of some are words of the company's own."""
    looked_at = {word: _split(word) for word in words if _is_whole(word)}
    rest = {word: wanted for word, parts in looked_at.items() if not parts and (wanted := _missing(word))}
    there = set(own(set().union(*rest.values()))) if rest else set()
    found = {word: _best(word, known) for word, wanted in rest.items() if (known := wanted & there)}
    return {word: parts for word, parts in looked_at.items() if parts} | found


def _is_whole(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()


@lru_cache(maxsize=4_096)
def _split(word: str) -> tuple[str, ...]:
    return _best(word, ())


def _best(word: str, own: Collection[str]) -> tuple[str, ...]:
    """As few parts as possible; of as many, those whose shortest is longest."""
    letters, length = word.encode(), len(word)
    found: dict[int, tuple[str, ...]] = {}  # by the length of the beginning that they make up
    for start in (0, *range(_SHORTEST_PART, length - _SHORTEST_PART + 1)):
        before = found.get(start) or _linked(word, start, found)
        if start and not before:
            continue
        for end in range(start + _SHORTEST_PART, length + 1):
            if end - start < length and _is_part(letters[start:end], own):
                parts = (*before, word[start:end])
                found[end] = min(found.get(end, parts), parts, key=_order)
    return found.get(length, ())


def _order(parts: tuple[str, ...]) -> tuple[int, int]:
    return len(parts), -min(map(len, parts))


def _linked(word: str, end: int, found: dict[int, tuple[str, ...]]) -> tuple[str, ...]:
    for link in _LINKS:
        if word.startswith(link, end - len(link)) and (parts := found.get(end - len(link))):
            return parts
    return ()


def candidates(word: str) -> frozenset[str]:
    """What would have to be a word of the company's own for this one to be a compound of two parts."""
    return _missing(word) if _is_whole(word) and not _split(word) else frozenset()


@lru_cache(maxsize=2_048)
def _missing(word: str) -> frozenset[str]:
    letters = word.encode()
    is_part = [end >= _SHORTEST_PART and _is_part(letters[:end], ()) for end in range(len(word))]
    wanted: set[str] = set()
    for place in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        ends = [place, *(place - len(link) for link in _LINKS if word.startswith(link, place - len(link)))]
        if _is_part(letters[place:], ()):
            wanted.update(word[:end] for end in ends)
        elif any(is_part[end] for end in ends):
            wanted.add(word[place:])
    return frozenset(one for one in wanted if len(one) >= _SHORTEST_OWN and one not in _PARTICLES)
