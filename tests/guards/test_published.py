"""The rule that every event is published by some test can fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.core import events
from portal.core.web import Portal
from tests.factories import make_user
from tests.groups.factories import make_group
from tests.guards import published

_ONE = """
from portal.core import events
from portal.core.subjects import Ref
from portal.groups import Left


def test_somebody_leaves():
    events.publish(Left(actor_id=1, subject=Ref("group", 1), audience="group:1", user_id=1))
"""
_LIKE_OURS = "from tests.guards.published import pytest_sessionfinish, pytest_terminal_summary, pytest_testnodedown"


def test_an_event_that_nobody_published_is_missed(app: Portal) -> None:
    everything = {f"{kind.__module__}.{kind.__qualname__}" for kind in events.all_events()}
    assert published.unpublished(everything) == []
    assert published.unpublished(everything - {"portal.groups.events.Joined"}) == ["portal.groups.events.Joined"]
    assert "portal.groups.events.GroupEvent" not in published.unpublished(set())


def test_what_is_published_is_noted(app: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_seen", set())
    make_group(owner=make_user("Ann"))
    assert "portal.groups.events.GroupCreated" in published._seen


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_run_of_everything_that_misses_events_fails(tmp_path: Path, workers: str) -> None:
    (tmp_path / "test_one.py").write_text(_ONE)
    assert _LIKE_OURS in (Path(__file__).parents[1] / "conftest.py").read_text()
    (tmp_path / "conftest.py").write_text(_LIKE_OURS)
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = .\naddopts = -q -p no:cacheprovider\n")
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", workers],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "1 passed" in told.stdout
    assert "portal.groups.events.Joined" in told.stdout
    assert "portal.groups.events.Left" not in told.stdout
    assert told.returncode == 1
