"""No address vanishes: people have kept it. `python -m tests.guards.test_urls` adds new ones to the list.

A line that has to go goes by hand, together with a redirect from the old address.
"""

import re
import sys
from pathlib import Path

from flask import Flask

from portal.core.web import Portal

LIST = Path(__file__).with_name("urls.txt")
_VARIABLE = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>")


def addresses(app: Flask) -> set[str]:
    """Gives all addresses with their methods. What a variable is called is nobody's business, only its kind."""
    return {
        f"{method} {_VARIABLE.sub(lambda found: f'<{found[1]}>' if found[1] else '<>', rule.rule)}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def listed() -> set[str]:
    """Gives the addresses that were there once."""
    return set(LIST.read_text().splitlines())


def missing(known: set[str], now: set[str]) -> list[str]:
    """Gives the addresses that were known and answer no longer."""
    return sorted(known - now)


def test_no_address_has_vanished(app: Portal) -> None:
    gone = missing(listed(), addresses(app))
    assert not gone, f"redirect them to what took their place, then take the lines from {LIST.name}: {gone}"


def test_every_address_is_on_the_list(app: Portal) -> None:
    new = missing(addresses(app), listed())
    assert not new, f"run: python -m tests.guards.test_urls\n{new}"


def test_a_vanished_address_is_missed(app: Portal) -> None:
    known = addresses(app)
    assert missing(known, known - {"GET /home"}) == ["GET /home"]


def _add() -> None:
    import os
    import tempfile

    os.environ["FOYER_ENV"] = "test"
    from portal.app import create_app
    from portal.config import Settings

    with tempfile.TemporaryDirectory() as data:
        settings = Settings(
            env="test", data=Path(data), database=f"sqlite:///{data}/none.sqlite3", secret_key="none", port=8000
        )
        known = listed() if LIST.exists() else set()
        LIST.write_text("\n".join(sorted(known | addresses(create_app(settings)), key=_by_path)) + "\n")


def _by_path(line: str) -> tuple[str, str]:
    method, path = line.split(" ", 1)
    return path, method


if __name__ == "__main__":
    sys.exit(_add())
