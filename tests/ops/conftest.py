"""Installations on both databases."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.counterparts import postgres
from tests.ops.installation import Installation


@pytest.fixture(params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Installation]:
    """Makes empty installations on one of the databases, by name."""
    if request.param == "postgresql" and postgres.missing():
        pytest.skip(postgres.missing())

    def installation(name: str) -> Installation:
        if request.param == "sqlite":
            return Installation(tmp_path / name)
        unique = re.sub(r"[^a-z0-9]", "_", f"ops_{tmp_path.name}_{name}".lower())[-60:].lstrip("_0123456789")
        return Installation(tmp_path / name, database=postgres.database(unique))

    return installation
