"""Programs of our own that read documents of others: apart, with bounds of time and memory, so none does harm."""

import resource
import subprocess
import sys
from pathlib import Path

_SECONDS = 20
_MEMORY = 1 << 30


def run(program: str, source: Path, *arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    """Runs a program of this folder with the file as its input; None where it took too long."""
    with source.open("rb") as file:
        try:
            return subprocess.run(  # noqa: S603  (our own program; the document is its input, not an argument)
                [sys.executable, "-I", str(Path(__file__).with_name(program)), *arguments],
                stdin=file,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                preexec_fn=_confine,
            )
        except subprocess.TimeoutExpired:
            return None


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
