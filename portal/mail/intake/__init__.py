"""What comes back by mail: answers and bounces. Everything else is refused or dropped."""

from .door import Outcome, TooLarge, take

__all__ = ["Outcome", "TooLarge", "take"]
