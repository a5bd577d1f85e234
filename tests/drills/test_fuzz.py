"""No text, no paste and no mail is a fault of ours, takes two seconds, or fills the memory."""

import os
import sys

import pytest

from tests.drills.fuzz import SHARES, drill

RUNS = int(os.environ.get("FOYER_TEST_FUZZ", "50000"))
FIRST = int(os.environ.get("FOYER_TEST_FIRST", "0"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", SHARES)
def test_a_few_broken_inputs_are_read(kind: str) -> None:
    assert drill(kind, 300, first=10**6).faults == []


@pytest.mark.drill
@pytest.mark.parametrize("kind", SHARES)
def test_very_many_broken_inputs_are_read(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    findings = drill(kind, round(RUNS * SHARES[kind]), first=FIRST)
    with capsys.disabled():
        sys.stdout.write(f"\n{findings.line(kind)}\n")
    assert not findings.faults, "\n".join(findings.faults[:20])
