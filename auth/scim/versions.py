"""Versions of people and groups: a change can say which one it is meant for, and a reader which one it has."""

from typing import Any

from scim2_models import PreconditionFailedException

from .models import ScimGroup, ScimPerson


def of_person(row: ScimPerson, resource: Any) -> str:
    """Gives the version of a person; whether the account is open is part of it, since others may close it."""
    return f'W/"{row.version}{"" if resource.active else "-closed"}"'


def of_group(row: ScimGroup) -> str:
    """Gives the version of a group."""
    return f'W/"{row.version}"'


def matches(header: str, version: str) -> bool:
    """Whether a header names the version, or any."""
    return header.strip() == "*" or _plain(version) in {_plain(one) for one in header.split(",")}


def require(header: str, version: str) -> None:
    """Raises PreconditionFailedException where a header names another version."""
    if header and not matches(header, version):
        raise PreconditionFailedException(detail=f"The present version is {version}.")


def _plain(version: str) -> str:
    return version.strip().removeprefix("W/")
