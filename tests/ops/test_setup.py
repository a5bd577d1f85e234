"""The set-up survives being cut short anywhere, two at once, damage and a missing network."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.ops.installation import ROOT

pytestmark = pytest.mark.drill
FILES = (
    "deploy",
    "pyproject.toml",
    "uv.lock",
    "README.md",
    "wsgi.py",
    "portal",
    "auth",
    "search",
    "migrations",
    "templates",
)
WORKS = "import flask, sqlalchemy, psycopg, portal.config"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project without an environment, in a folder with a space in its name."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    for name in FILES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def set_up(checkout: Path, *, before: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        ["env", "--default-signal=INT", *before, "deploy/setup.sh", "run"],  # what runs in the background ignores it
        cwd=checkout,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finished(process: "subprocess.Popen[str]") -> str:
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


def works(checkout: Path) -> bool:
    return subprocess.run([checkout / ".venv/bin/python", "-c", WORKS], cwd=checkout, check=False).returncode == 0


def without_network() -> tuple[str, ...]:
    tried = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False)
    if tried.returncode != 0:
        pytest.skip("network namespaces are not allowed here")
    return ("unshare", "-rn")


def test_it_may_be_killed_at_any_point_and_run_again(checkout: Path) -> None:
    for seconds in (0.3, 1.0, 2.5, 4.0, 6.0, 9.0):
        process = set_up(checkout)
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    finished(set_up(checkout))
    assert works(checkout)
    assert not (checkout / ".venv.old").exists()


def test_ctrl_c_ends_it_whatever_is_under_way(checkout: Path) -> None:
    for seconds in (0.5, 2.0, 4.0):
        process = set_up(checkout)
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=60)
        was_quicker = seconds > 0.5 and process.returncode == 0  # what was fetched before is soon installed
        assert was_quicker or (process.returncode, "interrupted" in said) == (130, True), said
    finished(set_up(checkout))
    assert works(checkout)


def test_services_that_may_not_write_here_find_the_code_compiled(checkout: Path) -> None:
    finished(set_up(checkout))
    assert list((checkout / "portal" / "core" / "__pycache__").glob("jobs.*.pyc"))


def test_two_at_once_wait_for_each_other(checkout: Path) -> None:
    both = [set_up(checkout), set_up(checkout)]
    said = [finished(process) for process in both]
    assert sum("waiting for it" in words for words in said) == 1
    assert works(checkout)


def test_the_second_time_is_quick_and_needs_no_network(checkout: Path) -> None:
    finished(set_up(checkout))
    began = time.monotonic()
    finished(set_up(checkout, before=without_network()))
    assert time.monotonic() - began < 1


def test_a_damaged_environment_is_made_again_without_a_network(checkout: Path) -> None:
    finished(set_up(checkout))
    for package in checkout.glob(".venv/lib/python*/site-packages/flask"):
        shutil.rmtree(package)
    assert not works(checkout)
    finished(set_up(checkout, before=without_network()))
    assert works(checkout)


def test_a_moved_folder_gets_an_environment_of_its_own(checkout: Path) -> None:
    finished(set_up(checkout))
    moved = checkout.rename(checkout.with_name("moved"))
    finished(set_up(moved))
    assert (moved / ".venv/.foyer-place").read_text().strip() == str(moved)
    assert works(moved)
