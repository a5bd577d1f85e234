"""Which seed post is written when: nothing twice where one would notice."""

from .circles import Circle
from .library import Seed, on
from .rng import Stream

_USES = 14  # of a seed post that may be used again, in a fresh scenario
_GAP = 30  # posts between two uses anywhere, since "everything" is one list
_GROUP_GAP = 6  # posts between two uses in one group, fewer where a group has fewer to choose from


class Shelf:
    """Hands out seed posts. Asked from the newest post to the oldest, so that what is read first varies most."""

    def __init__(self, *, fresh: bool) -> None:
        self._fresh = fresh
        self._gaps: dict[tuple[str, ...], int] = {}
        self._uses: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._last_in: dict[tuple[int, str], int] = {}

    def offers(self, circle: Circle, place: int, turn: int, stream: Stream) -> list[Seed]:
        """Gives what may be written now, best first; `place` counts all posts, `turn` those of the group."""
        able = [seed for seed in on(circle.themes) if self._allowed(seed, circle, place, turn)]
        drawn = stream.shuffled(able)
        if not self._fresh:
            return sorted(drawn, key=lambda seed: self._uses.get(seed.key, 0))
        new_first = not stream.chance(300)
        return sorted(
            drawn,
            key=lambda seed: (not (seed.pinned or seed.latest), seed.again == new_first, self._uses.get(seed.key, 0)),
        )

    def take(self, seed: Seed, circle: Circle, place: int, turn: int) -> None:
        """Notes that the seed post is used here."""
        self._uses[seed.key] = self._uses.get(seed.key, 0) + 1
        self._last[seed.key] = place
        self._last_in[circle.group.number, seed.key] = turn

    def _allowed(self, seed: Seed, circle: Circle, place: int, turn: int) -> bool:
        key = seed.key
        if seed.units and circle.group.name not in seed.units:
            return False
        if not self._fresh:
            return not seed.pinned or key not in self._uses
        if key not in self._uses:
            return True
        if not seed.again or self._uses[key] >= _USES or place - self._last[key] < _GAP:
            return False
        before = self._last_in.get((circle.group.number, key))
        return before is None or turn - before >= self._gap(circle.themes)

    def _gap(self, themes: tuple[str, ...]) -> int:
        if themes not in self._gaps:
            self._gaps[themes] = max(3, min(sum(seed.again for seed in on(themes)), _GROUP_GAP))
        return self._gaps[themes]


def capacity(circle: Circle) -> int:
    """Gives about how many posts a group can have before it repeats itself."""
    own = on(circle.themes[:1] if circle.is_group else circle.themes)
    shared = [seed for seed in on(circle.themes[1:]) if not seed.again] if circle.is_group else []
    return len(own) + len(shared) // 3 + 6 * sum(seed.again for seed in on(circle.themes))
