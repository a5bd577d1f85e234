"""The pages of those who look after people and the organisation."""

from . import merging, overview, people, previews, sync, units  # noqa: F401  (importing registers)
from .blueprint import blueprint

__all__ = ["blueprint"]
