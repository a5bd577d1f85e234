"""Chance that is the same on every machine: integers only, a counter instead of a state, named streams.

A stream is keyed by the seed and by what it is for (person, day, purpose). So adding a draw in one place
never changes what is drawn in another, and nothing depends on Python's own `random` or `hash()`.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


def mix(value: int) -> int:
    """Scrambles 64 bits (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    value &= _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def key_of(*parts: int | str) -> int:
    """Folds numbers and words into 64 bits, sensitive to their order (FNV-1a, then mixed)."""
    state = 0xCBF29CE484222325
    for part in parts:
        for byte in f"{part}\x1f".encode():
            state = ((state ^ byte) * 0x100000001B3) & _MASK
    return mix(state)


class Stream:
    """One named sequence of draws."""

    __slots__ = ("_count", "_key")

    def __init__(self, *parts: int | str) -> None:
        self._key = key_of(*parts)
        self._count = 0

    def bits(self) -> int:
        """Draws 64 bits."""
        self._count += 1
        return mix(self._key + self._count * _GOLDEN)

    def below(self, limit: int) -> int:
        """Draws a number from 0 up to, but not including, the limit."""
        return (self.bits() * limit) >> 64

    def between(self, low: int, high: int) -> int:
        """Draws a number from low to high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, per_mille: int) -> bool:
        """Says yes in so many of a thousand cases."""
        return self.below(1000) < per_mille

    def pick(self, items: Sequence[T]) -> T:
        """Draws one of the items, each as likely as the other."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[int]) -> T:
        """Draws one of the items in proportion to its weight. At least one weight is above zero."""
        ticket = self.below(sum(weights))
        for item, reached in zip(items, accumulate(weights), strict=True):
            if ticket < reached:
                return item
        raise ValueError("no weight above zero")

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Returns the items in a drawn order (Fisher and Yates)."""
        cards = list(items)
        for last in range(len(cards) - 1, 0, -1):
            other = self.below(last + 1)
            cards[last], cards[other] = cards[other], cards[last]
        return cards

    def sample(self, items: Sequence[T], size: int) -> list[T]:
        """Draws different items; all of them when there are fewer than asked for."""
        if size * 3 >= len(items):
            return self.shuffled(items)[:size]
        chosen: dict[int, None] = {}
        while len(chosen) < size:
            chosen[self.below(len(items))] = None
        return [items[index] for index in chosen]
