"""The floors in pyproject.toml name every folder of the portal, and no other."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_floors_equal_folders() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    floors = {
        name.strip()
        for layer in contracts[0]["layers"]
        for name in layer.split("|")
        if name.strip().startswith("portal.")
    }
    folders = {
        f"portal.{p.stem}"
        for p in (ROOT / "portal").iterdir()
        if (p.is_dir() and (p / "__init__.py").exists()) or (p.suffix == ".py" and p.stem != "__init__")
    }
    assert floors == folders
