"""Gives the parsers of texts, pastes and mails broken input by the hundred thousand.

`python -m tests.drills.fuzz 1000000` does it. A run is one input, of a block of a thousand that follows from its number
alone; a second argument says with which block to begin, others which kinds, so that a long drill can be done in pieces.
No input may raise, take two seconds of the processor, or blow up the memory.
"""

import resource
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from types import FrameType
from typing import NoReturn

from portal.core import text
from portal.core.text import Person
from portal.editor import to_markdown
from portal.mail.intake.cutting import reply_in
from portal.mail.intake.parsing import Unreadable, read
from portal.mail.intake.reports import failure_in
from tests.drills import shapes

BLOCK = 1000
SLOW = 2.0  # seconds of the processor
GROWTH = 300  # MB that the process may grow by
_PEOPLE = {"ann": Person(1, "ann", 'Ann "A" <b>Probst</b>')}
SHARES = {"markdown": 0.5, "paste": 0.3, "mail": 0.2}


@dataclass
class Findings:
    """What came out of a drill. Times are seconds of the processor, `faults` one text for each input that failed."""

    runs: int = 0
    seconds: float = 0
    slowest: float = 0
    characters: int = 0
    faults: list[str] = field(default_factory=list)

    def line(self, kind: str) -> str:
        """Says it in a line."""
        each = self.seconds / max(1, self.runs) * 1000
        return (
            f"{kind}: {self.runs} runs, {self.characters / max(1, self.runs):.0f} characters and {each:.2f} ms each,"
            f" slowest {self.slowest:.2f} s, {len(self.faults)} faults, {memory()} MB"
        )


class TooLong(BaseException):
    """An input took too long."""


def read_text(words: str) -> None:
    text.render(words, lambda handles: {handle: _PEOPLE[handle] for handle in handles if handle in _PEOPLE})


def read_paste(html: str) -> None:
    text.render(to_markdown(html)[: text.MOST_CHARACTERS])


def read_mail(content: bytes) -> None:
    try:
        arrived = read(content)
    except Unreadable:
        return
    failure_in(arrived, from_nobody=True)
    text.render(reply_in(arrived)[: text.MOST_CHARACTERS])


KINDS: dict[str, tuple[Callable[[Random], str | bytes], Callable[..., None]]] = {
    "markdown": (shapes.text, read_text),
    "paste": (shapes.paste, read_paste),
    "mail": (shapes.mail, read_mail),
}


def drill(kind: str, runs: int, *, first: int = 0, tell: Callable[[str], object] | None = None) -> Findings:
    """Makes so many runs, beginning with the block of that number, and gives what was found."""
    findings, before, told = Findings(), memory(), 0
    signal.signal(signal.SIGPROF, _interrupt)
    for number in range(first, first + -(-runs // BLOCK)):
        _block(kind, number, min(BLOCK, runs - findings.runs), findings)
        if memory() > before + GROWTH:
            findings.faults.append(f"{kind} block {number}: the process has grown from {before} to {memory()} MB")
            before = memory()
        if tell and (len(findings.faults) > told or number % 10 == 9):
            tell("\n".join([*findings.faults[told:], f"{findings.line(kind)}; block {number} done"]))
            told = len(findings.faults)
    return findings


def _block(kind: str, number: int, runs: int, findings: Findings) -> None:
    make, parse = KINDS[kind]
    dice = Random(f"{kind} {number}")
    for n in range(runs):
        given = make(dice)
        began = time.process_time()
        fault = _fault(parse, given)
        took = time.process_time() - began
        findings.runs += 1
        findings.seconds += took
        findings.characters += len(given)
        findings.slowest = max(findings.slowest, took)
        if fault or took > SLOW:
            findings.faults.append(f"{kind} block {number} run {n}, {took:.1f} s: {fault}\n{given!r:.1500}")


def _fault(parse: Callable[..., None], given: str | bytes) -> str:
    signal.setitimer(signal.ITIMER_PROF, SLOW * 3)
    try:
        parse(given)
    except (Exception, TooLong):
        return traceback.format_exc(limit=-6)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return ""


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise TooLong


def memory() -> int:
    """The most memory that the process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(runs: int, first: int = 0, *kinds: str) -> int:
    """Runs the whole drill, or only these kinds of it, and prints it; gives the exit status."""
    warnings.simplefilter("error")
    faults: list[str] = []
    for kind, share in SHARES.items():
        if kinds and kind not in kinds:
            continue
        findings = drill(kind, round(runs * share), first=first, tell=_print)
        faults += findings.faults
        _print(f"── {findings.line(kind)}")
    return 1 if faults else 0


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3]), *sys.argv[3:]))
