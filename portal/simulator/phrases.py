"""Fills the slots of a seed post: `{day}`, `{12-40}`, `{one|or another}`, `{@name}`.

Within one thread a slot keeps its value, so an answer speaks of the same machine and the same Tuesday. A digit
behind a slot's name (`{day2}`) draws another value; `{n:12-40}` draws a number that `{n}` repeats.
"""

import re

from .library import data
from .rng import Stream

_SLOT = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(?:(\w+):)?(\d+)-(\d+)")
_INDEX = re.compile(r"(\D+)(\d*)")


class Phrases:
    """The words of one thread: what was drawn once stays."""

    def __init__(self, language: str, stream: Stream, known: dict[str, str]) -> None:
        words = data("words")
        self._pools: dict[str, list[str]] = {**words["any"], **words[language]}
        self._stream = stream
        self._known = dict(known)

    def fill(self, text: str) -> str:
        """Replaces every slot, innermost first. Raises KeyError for a slot that nobody knows."""
        while "{" in text:
            text = _SLOT.sub(lambda match: self._value(match[1]), text)
        return text.strip()

    def _value(self, slot: str) -> str:
        if "|" in slot:
            return self._stream.pick(slot.split("|"))
        if slot in self._known:
            return self._known[slot]
        number = _RANGE.fullmatch(slot)
        if number:
            value = str(self._stream.between(int(number[2]), int(number[3])))
            if number[1]:
                self._known[number[1]] = value
            return value
        self._known[slot] = self._draw(slot)
        return self._known[slot]

    def _draw(self, slot: str) -> str:
        match = _INDEX.fullmatch(slot)
        base = slot if slot in self._pools or match is None else match[1]
        pool = self._pools[base]
        used = {value for key, value in self._known.items() if key.rstrip("0123456789") == base}
        return self._stream.pick([word for word in pool if word not in used] or pool)
