"""An installation of Foyer in a folder of its own, worked through its command line like any other."""

import atexit
import functools
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


class Installation:
    """Commands run as processes of their own, with settings that no other test shares."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        own = {name: value for name, value in os.environ.items() if not name.startswith("FOYER_")}
        wanted = {"data": str(data), "env": "test", **settings}
        self.environment = own | {f"FOYER_{name.upper()}": value for name, value in wanted.items()}

    def foyer(self, *words: str, **environment: str) -> Done:
        """Runs `foyer …` to its end; extra keywords become environment variables as they are."""
        return self._run(words, self.environment | environment, "")

    def python(self, program: str, *words: str) -> Done:
        """Runs a program in which the application stands ready as `app`."""
        head = "from portal.app import create_app\napp = create_app()\n"
        return self._run(words, self.environment, head + program)

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Starts `foyer …` and leaves it running; its output can be read line by line."""
        return subprocess.Popen(
            [sys.executable, "-m", "portal.cli", *words],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _run(self, words: tuple[str, ...], environment: dict[str, str], program: str) -> Done:
        nursery = _nursery()
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        request = {"words": words, "environment": environment, "program": program}
        nursery.stdin.write(json.dumps(request) + "\n")
        nursery.stdin.flush()
        answer = json.loads(nursery.stdout.readline())
        return Done(answer["status"], answer["stdout"], answer["stderr"])


@functools.cache
def _nursery() -> "subprocess.Popen[str]":
    """One for the whole test process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.ops.nursery"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(_end, process)
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()
