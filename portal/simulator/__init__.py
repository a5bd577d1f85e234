"""A believable company from a seed: for the demo, for benchmarks, as an oracle in tests. Nothing imports it but tools.

`simulate` makes plain values that are the same on every machine; `load` puts them into the database.
"""

from .company import Simulation, simulate
from .loading import load, personas
from .scenarios import SCENARIOS, Scenario

__all__ = ["SCENARIOS", "Scenario", "Simulation", "load", "personas", "simulate"]
