"""Pictures drawn by code: portraits of people who do not exist, and what hangs on posts. Flat, small, repeatable."""

from .portraits import portrait
from .scenes import SCENES, scene

__all__ = ["SCENES", "portrait", "scene"]
