"""Things with a version, and the version that a change was meant for."""

from typing import Protocol

from .errors import Stale


class HasVersion(Protocol):
    """Something with a version."""

    version: int


def claimed(version: int | None, thing: HasVersion) -> int:
    """Gives the version that a change is meant for; any means the present one."""
    return thing.version if version is None else version


def check(version: int | None, thing: HasVersion) -> None:
    """Raises Stale where the thing has another version than the one named."""
    if version is not None and version != thing.version:
        raise Stale
