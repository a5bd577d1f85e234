"""The audit log is a chain: whoever changes, removes or adds an entry is found out, and the database refuses it."""

import threading
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.audit import Entry, verify
from portal.core import db, events
from portal.core.web import Portal
from portal.ops.audit_commands import verify_audit
from tests.audit.test_actions import DOOR, DoorClosed, close
from tests.emptying import audit_log


def change(statement: str, **values: Any) -> None:
    """Changes the log as somebody with all rights in the database could."""
    with audit_log(db.session.connection()):
        db.session.execute(text(statement), values)
    db.session.commit()


def test_a_log_as_it_was_written_is_sound(app) -> None:
    assert verify().entries == 0
    for number in range(3):
        close(f"Reason {number} “ü”")
    found = verify()
    assert (found.entries, found.fault) == (3, "")
    assert len(found.head) == 64


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_entry SET reason = 'Other' WHERE number = 2", "Entry 2 (DoorClosed"),
        ("UPDATE audit_entry SET actor_id = 4 WHERE number = 3", "Entry 3 (DoorClosed"),
        ("UPDATE audit_entry SET person_id = 4 WHERE number = 1", "Entry 1 (DoorClosed"),
        ("DELETE FROM audit_entry WHERE number = 2", "Entry 2 is missing."),
        ("UPDATE audit_entry SET previous = hash WHERE number = 2", "Entry 2 does not follow"),
        ("UPDATE audit_entry SET number = NULL, hash = NULL WHERE number = 3", "was added beside the chain"),
    ],
)
def test_the_first_broken_entry_is_named(app, statement: str, said: str) -> None:
    for number in range(3):
        close(f"Reason {number}")
    change(statement)
    assert said in verify().fault


def test_entries_cut_off_at_the_end_are_found_by_a_hash_that_was_noted(app) -> None:
    for number in range(3):
        close(f"Reason {number}")
    noted = verify().head
    close("After it was noted")
    assert verify(noted).fault == ""
    change("DELETE FROM audit_entry WHERE number >= 3")
    assert verify().fault == ""
    assert noted in verify(noted).fault


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET reason = 'Other'",
        "UPDATE audit_entry SET hash = 'x'",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete(app, statement: str) -> None:
    close()
    with pytest.raises(DBAPIError, match="only ever added to"), db.session.begin_nested():
        db.session.execute(text(statement))
    assert verify().fault == ""


def test_an_entry_whose_part_was_taken_back_leaves_no_gap(app) -> None:
    close("First")
    savepoint = db.session.begin_nested()
    events.publish(DoorClosed(actor_id=3, subject=DOOR, audience="x", reason="No", before=DOOR, people=()))
    savepoint.rollback()
    close("Second")
    assert (verify().entries, verify().fault) == (2, "")


def test_many_at_once_make_one_chain(app: Portal, committed: None) -> None:
    faults: list[BaseException] = []

    def act(number: int) -> None:
        try:
            for turn in range(5):
                with db.unit_of_work():
                    event = DoorClosed(
                        actor_id=number, subject=DOOR, audience="x", reason=f"{turn}", before=DOOR, people=(number,)
                    )
                    events.publish(event)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=act, args=(number,)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with db.reading():
        found = verify()
        assert (found.entries, found.fault) == (30, "")
        assert {entry.number for entry in db.session.query(Entry)} == set(range(1, 31))


def test_the_command_says_what_it_found(app: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    close()
    monkeypatch.setattr("portal.app.create_app", lambda settings: app)
    sound = CliRunner().invoke(verify_audit, [])
    assert sound.exit_code == 0, sound.output
    assert "1 entries, none changed" in sound.output
    change("UPDATE audit_entry SET reason = 'Other'")
    broken = CliRunner().invoke(verify_audit, [])
    assert broken.exit_code == 1
    assert "Entry 1 (DoorClosed" in broken.output
