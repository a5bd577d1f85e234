"""Throws at every operation what its document allows, and what it does not.

schemathesis makes cases of either kind; each of them comes back some times with one thing made odd, since making a case
takes longer than answering it. `python -m tests.api.hostile 50000` sends so many altogether.
"""

import gc
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from portal.api.document import document
from portal.core.web import Portal
from tests.api.echoes import echo, grounded

if TYPE_CHECKING:
    from schemathesis import Case, GenerationMode

SLOW = 2.0
ECHOES = 9
_USUAL = {308, 400, 404, 405, 412, 413, 415, 422}  # may be the answer to anything that the document does not say


@dataclass
class Attack:
    """How an attack went: answers by status, how many cases schemathesis made, and the slowest answer."""

    app: Portal
    secret: str
    echoes: int = 0
    things: Callable[[], dict[str, str]] = dict
    seen: Counter[int] = field(default_factory=Counter)
    made: int = 0
    slowest: float = 0
    faults: list[str] = field(default_factory=list)

    def case(self, case: "Case", dice: Random) -> None:
        """Sends a case and its echoes. Notes faults of ours, answers never told of, and those that take long."""
        from schemathesis.transport.wsgi import WSGI_TRANSPORT

        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {self.secret}"}
        self.made += 1
        told = {int(status) for status in case.operation.definition.raw["responses"] if status.isdigit()}
        self._send(case.call, told | {404, 405}, f"{case.method} {case.formatted_path} {case.query!r} {case.body!r}")
        there = self.things() if self.echoes else {}
        for n in range(self.echoes):
            request = WSGI_TRANSPORT.serialize_case(case)
            if there and n % 3:
                request = grounded(request, case.operation.path, there)
            odd = echo(dice, request) if n != 1 else request
            self._send(lambda odd=odd: self._open(odd), told | _USUAL, repr(odd))

    def _open(self, request: dict[str, Any]) -> Any:
        return self.app.test_client(use_cookies=False).open(**request)

    def _send(self, call: Callable[[], Any], allowed: set[int], where: str) -> None:
        gc.disable()  # what makes the cases keeps so much that collecting its garbage takes seconds, in some request
        began = time.process_time()
        status = call().status_code
        took = time.process_time() - began
        gc.enable()
        self.seen[status] += 1
        self.slowest = max(self.slowest, took)
        if status >= 500 or status not in allowed or took > SLOW:
            self.faults.append(f"{status} in {took:.1f} s: {where:.2000}")


def attack(result: Attack, *, each: int, seed: int = 0, most: int = sys.maxsize) -> Attack:
    """Makes so many cases of either kind for each operation, with their echoes; stops beyond `most`."""
    import schemathesis  # here, as it takes half a second that all who only read this file would wait for

    schema = schemathesis.openapi.from_dict(document())
    schema.app = result.app
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in schemathesis.GenerationMode:
            if result.seen.total() >= most:
                break
            _make(operation, mode, each, seed, result)
    assert not result.faults, f"{len(result.faults)} faults\n" + "\n".join(result.faults[:30])
    return result


def _make(operation: Any, mode: "GenerationMode", each: int, seed: int, result: Attack) -> None:
    import hypothesis
    from hypothesis import HealthCheck, given, settings

    checks, dice = list(HealthCheck), Random(f"{operation.label} {mode} {seed}")

    @hypothesis.seed(seed)
    @settings(max_examples=each, deadline=None, database=None, suppress_health_check=checks)
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        result.case(case, dice)

    run()


if __name__ == "__main__":
    os.environ["FOYER_TEST_CASES"] = sys.argv[1] if len(sys.argv) > 1 else "10000"
    command = [sys.executable, "-m", "pytest", "tests/api/test_hostile.py", "-m", "drill", "-s"]
    sys.exit(subprocess.run(command, check=False).returncode)
