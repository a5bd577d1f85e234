"""What a change means for the portal: groups joined and left, groups without an owner, access lost.

The floors above know groups; they hand in who looks. Nothing here knows what a group is.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Move:
    """Somebody who comes, moves or leaves: `units` are the ids of department and site before and after.

    `user_id` None is somebody who has no account yet.
    """

    user_id: int | None
    before: tuple[int | None, int | None]
    after: tuple[int | None, int | None]
    leaves: bool = False


@dataclass
class Effect:
    """What follows: names of groups that are joined and left, and groups that lose their only owner, id and name.

    `still_read` are those of the groups left that are open to everybody.
    """

    joins: list[str] = field(default_factory=list)
    leaves: list[str] = field(default_factory=list)
    ownerless: list[tuple[int, str]] = field(default_factory=list)
    still_read: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Gives it as JSON can hold it, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value}


Looker = Callable[[Sequence[Move]], list[Effect]]
HandOver = Callable[[int, int, int, int], None]
_begin: Callable[[], Looker] | None = None
_hand_over: HandOver | None = None


def provide(begin: Callable[[], Looker], hand_over: HandOver) -> None:
    """Hands in who looks: `begin` reads what one plan needs and gives a function that takes some moves at once.

    `hand_over` gives a group (its id) of somebody who leaves (a user's id) to somebody else (a user's id), in the name
    of whoever has the run carried out (a user's id).
    """
    global _begin, _hand_over
    _begin, _hand_over = begin, hand_over


def begin() -> Looker:
    """Gives who looks at the moves of one plan."""
    return _begin() if _begin is not None else lambda moves: [Effect() for _move in moves]


def hand_over(group_id: int, leaver_id: int, heir_id: int, *, by: int) -> None:
    """Gives a group of somebody who leaves to somebody else."""
    if _hand_over is not None:
        _hand_over(group_id, leaver_id, heir_id, by)
