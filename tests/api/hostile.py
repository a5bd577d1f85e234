"""Throws at every operation what its document allows, and what it does not, with schemathesis.

`python -m tests.api.hostile 500` sends so many of either kind to each.
"""

import os
import sys
import time
from collections import Counter
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode

from portal.api.document import document
from portal.core.web import Portal

SLOW = 2.0


def attack(app: Portal, secret: str, *, each: int) -> tuple[Counter[int], float]:
    """Sends so many cases of either kind to each operation; gives the answers by status, and the slowest one.

    Fails on a fault of ours, an answer that the document does not say, and one that takes too much of the processor.
    """
    schema = schemathesis.openapi.from_dict(document())
    schema.app = app
    seen: Counter[int] = Counter()
    slowest = [0.0]
    faults = []
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:
            try:
                _send(operation, mode, each, lambda case: _once(case, secret, seen, slowest))
            except Exception as fault:
                inner = getattr(fault, "exceptions", (fault,))
                faults += [f"{operation.label}: {one!r}"[:500] for one in inner]
    assert not faults, "\n".join(faults)
    return seen, slowest[0]


def _send(operation: Any, mode: GenerationMode, each: int, once: Any) -> None:
    checks = list(HealthCheck)

    @settings(max_examples=each, deadline=None, database=None, derandomize=True, suppress_health_check=checks)
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Case) -> None:
        once(case)

    run()


def _once(case: Case, secret: str, seen: Counter[int], slowest: list[float]) -> None:
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {secret}"}
    began = time.process_time()
    answer = case.call()
    took = time.process_time() - began
    seen[answer.status_code] += 1
    slowest[0] = max(slowest[0], took)
    told = case.operation.definition.raw["responses"]
    where = f"{case.method} {case.formatted_path} {case.query!r} {case.body!r}"
    assert answer.status_code < 500, f"{answer.status_code}: {where}"
    assert str(answer.status_code) in told or answer.status_code in (404, 405), f"{answer.status_code}: {where}"
    assert took < SLOW, f"{took:.1f} s: {where}"


if __name__ == "__main__":
    os.environ.setdefault("FOYER_HOSTILE", sys.argv[1] if len(sys.argv) > 1 else "100")
    import pytest

    sys.exit(pytest.main(["tests/api/test_hostile.py", "-m", "drill or not drill", "-s"]))
