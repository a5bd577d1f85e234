"""Every act of power has a name that people understand, in both languages."""

from collections.abc import Iterator
from dataclasses import fields

from portal.audit.words import ACTS, DETAILS
from portal.core.events import Event
from portal.core.web import Portal


def kinds_of(kind: type[Event]) -> Iterator[type[Event]]:
    """Gives all events that are no mere beginning of others."""
    for further in kind.__subclasses__():
        if not further.__subclasses__():
            yield further
        yield from kinds_of(further)


def test_acts_of_power_are_named_and_nothing_else_is(app: Portal) -> None:
    acts = {kind.__name__ for kind in kinds_of(Event) if kind.power and kind.__module__.split(".")[0] != "tests"}
    assert len(acts) >= 30
    assert not acts - ACTS.keys(), "name them in portal/audit/words.py"
    assert not ACTS.keys() - acts, "no event is called so"


def test_what_acts_say_besides_is_called_something(app: Portal) -> None:
    said = set()
    for kind in kinds_of(Event):
        if kind.power and kind.__module__.split(".")[0] != "tests":
            said |= {field.name for field in fields(kind)} - kind.in_confidence
    said -= {"actor_id", "subject", "audience", "reason"}
    assert not said - DETAILS.keys(), "name these in portal/audit/words.py"
    assert not DETAILS.keys() - said, "no act says this"
