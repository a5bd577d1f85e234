"""A believable company from a seed: for the demo, for benchmarks, as an oracle in tests. Nothing imports it but tools.

`simulate` makes plain values that are the same on every machine and needs no database; `load` fills one with them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from .company import Simulation, simulate
from .scenarios import SCENARIOS, Scenario

if TYPE_CHECKING:
    from auth.models import User

__all__ = ["SCENARIOS", "Scenario", "Simulation", "load", "personas", "simulate"]


def load(scenario: str, *, seed: int = 1, progress: Callable[[str, int, int], None] | None = None) -> None:
    """Fills the empty database with the company of a scenario, whose last day is today. Needs the application.

    `progress` is told of each step: its name, how much is done, of how much. Raises ValueError for an unknown scenario.
    """
    from .loading import load as fill

    fill(scenario, seed=seed, progress=progress)


def personas() -> "dict[str, User]":
    """Gives who can be chosen at the demo sign-in, by the persona's name."""
    from .loading import personas as known

    return known()
