"""Merging two accounts of the same person: what becomes of everything that either has, in one transaction."""

from .acting import merge
from .showing import Side, candidates, side

__all__ = ["Side", "candidates", "merge", "side"]
