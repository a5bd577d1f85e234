"""An installation of Foyer in a folder of its own, worked through its command line like any other."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Installation:
    """Commands run as processes of their own, with settings that no other test shares."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        own = {name: value for name, value in os.environ.items() if not name.startswith("FOYER_")}
        wanted = {"data": str(data), "env": "test", **settings}
        self.environment = own | {f"FOYER_{name.upper()}": value for name, value in wanted.items()}

    def foyer(self, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Runs `foyer …` to its end; extra keywords become environment variables as they are."""
        return self._run([sys.executable, "-m", "portal.cli", *words], environment)

    def python(self, program: str, *words: str) -> "subprocess.CompletedProcess[str]":
        """Runs a program in which the application stands ready as `app`."""
        head = "from portal.app import create_app\napp = create_app()\n"
        return self._run([sys.executable, "-c", head + program, *words], {})

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

    def _run(self, command: list[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            env=self.environment | environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
