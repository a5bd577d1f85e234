"""What comes from others is what was fetched, with its licence, and every icon that a page names is there."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "portal" / "static" / "vendor"
LOCK = json.loads((VENDOR / "vendor.lock.json").read_text())
PINNED = json.loads((ROOT / "frontend" / "package.json").read_text())["dependencies"]
_USES = re.compile(
    r"""\b(?:icon|empty)\("([a-z0-9-]+)"|\bicon(?:_name)?=["']([a-z0-9-]+)["']|sprite\s*}}#([a-z0-9-]+)"|\bicon_button\([^"]*"[^"]*"\),\s*"([a-z0-9-]+)\""""
)


def icons_named() -> dict[str, str]:
    """Gives the icons that templates and code name, each with a place."""
    paths = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "portal").rglob("*.py")]
    return {
        name: path.relative_to(ROOT).as_posix()
        for path in paths
        for found in _USES.findall(path.read_text())
        for name in found
        if name
    }


def test_every_icon_named_is_in_the_sprite() -> None:
    there = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons.svg").read_text()))
    missing = {name: place for name, place in icons_named().items() if name not in there}
    assert not missing, f"run `make vendor`, or choose names that Lucide has: {missing}"


def test_the_sprite_holds_no_icon_that_nobody_names() -> None:
    paths = [*(ROOT / "templates").rglob("*.html"), *(p for f in ("portal", "auth") for p in (ROOT / f).rglob("*.py"))]
    words = {word for path in paths for word in re.findall(r"""["'#]([a-z][a-z0-9-]*)["']""", path.read_text())}
    there = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons.svg").read_text()))
    assert there <= words, f"run `frontend/vendor.py --icons-only`: nobody needs {sorted(there - words)}"


@pytest.mark.parametrize("entry", LOCK, ids=lambda entry: str(entry["file"]))
def test_each_file_is_the_one_that_was_fetched(entry: dict[str, str]) -> None:
    assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert PINNED[entry["package"]] == entry["version"], "run `make vendor` after changing package.json"


def test_nothing_lies_there_unlisted() -> None:
    listed = {entry["file"] for entry in LOCK} | {"vendor.lock.json", "LICENSES.txt"}
    assert {p.name for p in VENDOR.iterdir()} == listed


def test_versions_are_exact() -> None:
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in PINNED.values())
    locked = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in PINNED} == PINNED
    assert all(entry.get("integrity", "").startswith("sha512-") for name, entry in locked.items() if name)


def test_every_licence_text_is_there() -> None:
    texts = (VENDOR / "LICENSES.txt").read_text()
    for entry in LOCK:
        assert f"{entry['package']} {entry['version']}\n" in texts
    for words in ("SIL OPEN FONT LICENSE", "ISC License", "Zero-Clause BSD", "The MIT License"):
        assert words.casefold() in texts.casefold(), words
