"""Acts of power are written down, everything else is not."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from portal.audit import entries_about, latest_entry
from portal.core import db, events
from portal.core.events import Event
from portal.core.subjects import Ref


@dataclass(frozen=True, kw_only=True)
class DoorClosed(Event):
    power: ClassVar[bool] = True

    reason: str
    before: Ref
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DoorSeen(Event):
    pass


DOOR = Ref("door", 7)


def close(reason: str = "Too loud", actor_id: int = 3) -> None:
    event = DoorClosed(
        actor_id=actor_id, subject=DOOR, audience="group:7", reason=reason, before=Ref("door", 6), people=(1, 2)
    )
    events.publish(event)
    db.commit()


def test_an_act_of_power_says_who_what_whom_and_why(app) -> None:
    close()
    entry = latest_entry()
    assert entry is not None
    assert (entry.event, entry.actor_id, entry.reason, entry.audience) == ("DoorClosed", 3, "Too loud", "group:7")
    assert (entry.subject_kind, entry.subject_id) == ("door", 7)
    assert entry.details == {"before": ["door", 6], "people": [1, 2]}


def test_what_is_no_act_of_power_is_not_kept(app) -> None:
    events.publish(DoorSeen(actor_id=3, subject=DOOR, audience="group:7"))
    assert latest_entry() is None


def test_what_was_taken_back_leaves_no_entry(app) -> None:
    with pytest.raises(RuntimeError):
        close_and_fail()
    db.rollback()
    assert latest_entry() is None


def close_and_fail() -> None:
    events.publish(DoorClosed(actor_id=3, subject=DOOR, audience="x", reason="", before=DOOR, people=()))
    raise RuntimeError


def test_entries_about_a_thing_come_newest_first_in_stretches(app) -> None:
    for n in range(3):
        close(f"Reason {n}")
    page = entries_about(DOOR, size=2)
    assert [entry.reason for entry in page.items] == ["Reason 2", "Reason 1"]
    assert [entry.reason for entry in entries_about(DOOR, after=page.next).items] == ["Reason 0"]
    assert entries_about(Ref("door", 8)).items == []
