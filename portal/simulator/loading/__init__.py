"""Puts a simulated company into the database, in bulk."""

from .load import Progress, load, personas

__all__ = ["Progress", "load", "personas"]
