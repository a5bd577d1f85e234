"""What `make check`, `make test` and `make drill` run: each step shown as it goes, all results together at the end."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tests.counterparts import chromium, postgres, redis_server

_SUMMARY = re.compile(r"\d+ (passed|failed|errors?|skipped)\b.* in [\d.]+s|no tests ran")
_FAILED = re.compile(r"(?:FAILED|ERROR) (\S+\.py::.+?)(?: - .*)?$")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# How long the drills are: kills, fuzz runs, requests, minutes of the soak; FIRST is the seed to begin with.
SIZES = {f"FOYER_TEST_{name}" for name in ("ROUNDS", "FUZZ", "CASES", "MINUTES", "FIRST")}
_TESTS_FAILED, _NOTHING_COLLECTED = 1, 5  # pytest's exit status
_FEW = 15  # so many tests of a step may be tried again: a server that comes late fails all that ask it meanwhile


@dataclass(frozen=True)
class Step:
    """One command. `missing` says why it cannot run here, or gives an empty string.

    Where `patient`, a few tests that failed are tried once more by themselves, and named when they then pass: browsers,
    servers and threads on a busy machine do not always come in the order that a test waits for.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    missing: Callable[[], str] = str
    patient: bool = False


@dataclass(frozen=True)
class Result:
    """How a step went: `ok`, `shaky`, `failed` or `not run`, and a word about it."""

    name: str
    verdict: str
    word: str


def tool(name: str, *words: str) -> Step:
    """A step that runs a module of the development environment."""
    return Step(name, [sys.executable, "-m", *words])


def suite(
    name: str,
    *,
    marks: str,
    missing: Callable[[], str] = str,
    parallel: bool = True,
    patient: bool = False,
    **environment: str,
) -> Step:
    """A step that runs pytest with the tests of these marks; keywords become environment variables."""
    processes = ["-n", str(min(os.cpu_count() or 2, 8))] if parallel else []
    command = [sys.executable, "-m", "pytest", "-m", marks, *processes, f"--color={_colour()}"]
    return Step(name, command, environment, missing, patient)


def _colour() -> str:
    return "yes" if sys.stdout.isatty() else "no"


STATIC = (
    tool("style", "ruff", "check", "."),
    tool("format", "ruff", "format", "--check", "."),
    tool("types", "mypy"),
    Step(
        "contracts", [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    ),
)
PLANS: dict[str, tuple[Step, ...]] = {
    "fast": (*STATIC, suite("tests on SQLite", marks="not browser and not drill and not counterpart and not slow")),
    "all": (
        *STATIC,
        suite("tests on SQLite", marks="not browser and not drill", missing=redis_server.missing, patient=True),
        suite(
            "tests on PostgreSQL",
            marks="not browser and not drill",
            missing=postgres.missing,
            patient=True,
            FOYER_TEST_DATABASE="postgresql",
        ),
        suite("tests in a browser", marks="browser and not drill", missing=chromium.missing, patient=True),
    ),
    "drill": (suite("drills", marks="drill", missing=postgres.missing, parallel=False),),
}


def main(plan: str, *sizes: str) -> int:
    """Runs all steps of the plan, also after one has failed. Gives the exit status.

    Sizes of drills are `rounds=100` and the like.
    """
    os.environ.update({f"FOYER_TEST_{name.upper()}": size for name, _, size in (one.partition("=") for one in sizes)})
    started = time.monotonic()
    results = [_run(step) for step in PLANS[plan]]
    failed = [result for result in results if result.verdict == "failed"]
    _print(f"\n── all steps, {time.monotonic() - started:.0f} s " + "─" * 40)
    for result in results:
        _print(f"{result.verdict:8} {result.name}: {result.word}")
    return 1 if failed else 0


def _run(step: Step) -> Result:
    _print(f"\n── {step.name} " + "─" * (60 - len(step.name)))
    if reason := step.missing():
        _print(reason)
        return Result(step.name, "failed" if os.environ.get("CI") else "not run", reason)
    started = time.monotonic()
    status, summary, failed = _stream(step)
    if step.patient and status == _TESTS_FAILED and 0 < len(failed) <= _FEW and _pass_alone(step, failed):
        return Result(step.name, "shaky", f"{summary}; right at the second try: {', '.join(failed)}")
    verdict = "ok" if status in (0, _NOTHING_COLLECTED) else "failed"
    return Result(step.name, verdict, summary or f"{time.monotonic() - started:.1f}s")


def _pass_alone(step: Step, names: Sequence[str]) -> bool:
    """Tries these tests once more, one after the other."""
    _print(f"\n── {step.name}, second try " + "─" * 30)
    return _stream(replace(step, command=[sys.executable, "-m", "pytest", *names]))[0] == 0


def _stream(step: Step) -> tuple[int, str, list[str]]:
    """Runs the command, showing its output; gives the exit status, pytest's line of results and what failed."""
    summary, failed = "", list[str]()
    with subprocess.Popen(
        step.command,
        env=_environment(step),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            _print(line, end="")
            plain = _COLOUR.sub("", line).strip(" =\n")
            summary = plain if _SUMMARY.search(plain) else summary
            failed += _FAILED.findall(plain)
    return process.returncode, summary, failed


def _environment(step: Step) -> dict[str, str]:
    """Settings of a portal that runs on this machine are none of the tests' business."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("FOYER_") or name in SIZES}
    return {**own, **step.environment}


def _print(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
