"""Which events the tests have published: each run notes them, and a run of all fast tests misses those that it did not.

Under xdist every worker tells its own when it ends, and the process that started them puts them together.
"""

from typing import Any

import pytest

from portal.core import events

_SEEN, _KNOWN = "published events", "known events"
_seen: set[str] = set()
_known: set[str] = set()
_missed: list[str] = []


@events.on(events.Event)
def note(event: events.Event) -> None:
    """Notes that an event was published."""
    _seen.add(_name(type(event)))


def unpublished(seen: set[str]) -> list[str]:
    """Gives the portal's events that are not among those seen; families, of which others are made, need no event."""
    ours = [kind for kind in events.all_events() if kind.__module__.startswith(("portal.", "auth.", "search."))]
    return [name for kind in ours if not kind.__subclasses__() and (name := _name(kind)) not in seen]


def collect(handed: dict[str, Any]) -> None:
    """Takes what a worker has seen and knows; the process that started the workers loads no slice itself."""
    _seen.update(handed.get(_SEEN, ()))
    _known.update(handed.get(_KNOWN, ()))


def finish(session: pytest.Session) -> None:
    """Hands on what was seen, or fails the run of all fast tests in which an event was missing."""
    config = session.config
    collect({_KNOWN: unpublished(set())})
    if hasattr(config, "workeroutput"):
        config.workeroutput |= {_SEEN: sorted(_seen), _KNOWN: sorted(_known)}
    elif session.exitstatus == pytest.ExitCode.OK and runs_everything(config):
        _missed.extend(sorted(_known - _seen))
        if _missed:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def runs_everything(config: pytest.Config) -> bool:
    """Whether all fast tests are in the run: no path, no word, and at most marks that leave slower ones out."""
    chosen = config.option.keyword or config.option.collectonly or config.args_source.name == "ARGS"
    marks = config.option.markexpr.split(" and ") if config.option.markexpr else []
    return not chosen and all(mark.startswith("not ") for mark in marks)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Takes what a worker of xdist has to tell at its end."""
    collect(getattr(node, "workeroutput", {}))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Says at the end of a run of everything which events no test has published."""
    finish(session)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Shows what was found at the end."""
    if _missed:
        told = f"No test published these events; write one for each: {', '.join(_missed)}"
        terminalreporter.write_line(told, red=True)


def _name(kind: type[events.Event]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
