"""CPU time and memory of running processes, read from /proc."""

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def descendants(pid: int) -> list[int]:
    """Gives a process and everything that it started, by id."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def cpu_seconds(*roots: int) -> float:
    """Adds up user and system time of processes and their children, those that ended included, in seconds."""
    total = 0
    for pid in {p for root in roots for p in descendants(root)}:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(n) for n in fields[11:15])
    return total / TICK


def pss_megabytes(*roots: int) -> float:
    """Adds up the proportional set size of processes and their children, in MB of 10^6 bytes."""
    total = 0
    for pid in {p for root in roots for p in descendants(root)}:
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            continue
    return total * 1024 / 1e6
