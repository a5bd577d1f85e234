"""Who leads whom, as a source says it: leads that nobody is, and circles."""

from collections.abc import Collection, Iterator, Mapping

from .wanted import Fault


def wrong_leads(leads: Mapping[str, str], lines: Mapping[str, int], here: Collection[str]) -> Iterator[Fault]:
    """Gives a fault for everybody whose lead is unknown, and for all of a circle."""
    for subject, lead in leads.items():
        if lead not in lines and lead not in here:
            yield Fault(line=lines[subject], reason="manager-unknown", subject=subject, given={"value": lead[:80]})
    for circle in _circles(leads):
        words = " → ".join([*circle[:6], circle[0]])
        for subject in circle:
            yield Fault(line=lines[subject], reason="manager-cycle", subject=subject, given={"value": words[:200]})


def _circles(leads: Mapping[str, str]) -> Iterator[list[str]]:
    done: set[str] = set()
    for start in leads:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in done and here not in path:
            path[here] = None
            here = leads.get(here)
        if here is not None and here in path:
            ordered = list(path)
            yield ordered[ordered.index(here) :]
        done.update(path)
