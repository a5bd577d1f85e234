"""The programs that servers load: `wsgi:portal()`."""

from typing import Any


def portal() -> Any:
    """Builds the portal from the environment."""
    from portal.app import create_app

    return create_app()
