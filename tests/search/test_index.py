"""The index follows what happens: documents are entered, changed, moved and taken out in the caller's transaction."""

from dataclasses import dataclass, replace
from threading import Thread
from typing import Any, ClassVar

import pytest
from sqlalchemy import select

import search
from auth.models import Unit
from portal.core import db, events, subjects
from portal.core.events import Event
from portal.core.subjects import Kind, Ref
from search import Document, rebuilding
from search.index import kind_number
from search.models import SearchDocument
from tests.factories import make_unit
from tests.search.factories import ANN, document, found, put, searcher
from tests.statements import asked

pytestmark = pytest.mark.usefixtures("index")


def statements_of(call: Any) -> list[str]:
    with asked() as said:
        call()
    return said


def test_a_document_is_found_in_the_transaction_that_wrote_it() -> None:
    ref = put("Stapler")
    assert found("Stapler") == [ref]


def test_what_is_taken_back_was_never_there() -> None:
    savepoint = db.session.begin_nested()
    put("Stapler")
    savepoint.rollback()
    assert found("Stapler") == []


def test_a_new_version_takes_the_place_of_the_old() -> None:
    first = document("Stapler", "alt")
    search.put(first)
    search.put(replace(first, title="Kran", body="neu"))
    assert found("Stapler") == found("alt") == []
    assert found("Kran neu") == [first.ref]


def test_the_same_again_costs_one_statement() -> None:
    first = document("Stapler", "alt")
    search.put(first)
    assert len(statements_of(lambda: search.put(first))) == 1


def test_a_new_document_costs_few_statements() -> None:
    search.put(document("Stapler", "alt", kind="comment"))
    assert len(statements_of(lambda: search.put(document("Stapler", "alt", kind="comment")))) <= 3


def test_finding_is_two_statements_however_much_is_fallen_back_on() -> None:
    for n in range(30):
        put(f"Stapler {n}")
    assert len(statements_of(lambda: found("Stapler"))) == 2
    assert len(statements_of(lambda: found("Stapler 7"))) == 2, "few have both words, so those with one follow"
    assert len(statements_of(lambda: found("Stapler 7 reparieren"))) <= 5, "nothing has all: perhaps mistyped"
    assert len(statements_of(lambda: search.suggest(ANN, "sta"))) == 1


def test_a_document_written_later_than_drafted_counts_as_new() -> None:
    draft = document("Stapler", age=400)
    search.put(draft)
    search.put(replace(draft, at=document().at))
    put("Stapler", age=30)
    assert found("Stapler")[0] == draft.ref
    assert len(found("Stapler")) == 2


def test_removed_documents_are_gone_and_leave_no_text() -> None:
    ref = put("Stapler", "vertraulich", kind="person")
    search.remove(ref)
    search.remove(ref)
    search.remove(Ref("post", 10**9))
    assert found("Stapler") == []
    assert search.suggest(ANN, "stap") == []
    row = db.session.execute(select(SearchDocument.title, SearchDocument.body, SearchDocument.audience)).one()
    assert row == ("", "", "nobody")


def test_removed_documents_can_come_back() -> None:
    back = document("Stapler")
    search.put(back)
    search.remove(back.ref)
    search.put(back)
    assert found("Stapler") == [back.ref]


def test_moved_documents_are_seen_by_others_at_once() -> None:
    ref = put("Stapler", audience="group:1")
    stranger = searcher("group:2")
    assert (found("Stapler"), found("Stapler", stranger)) == ([ref], [])
    search.move(ref, "group:2")
    assert (found("Stapler"), found("Stapler", stranger)) == ([], [ref])


def test_moved_documents_can_be_put_again_as_they_were() -> None:
    first = document("Stapler", audience="group:1")
    search.put(first)
    search.move(first.ref, "group:2")
    search.put(first)
    assert found("Stapler") == [first.ref]


def test_many_are_entered_as_one_by_one() -> None:
    documents = [document(f"Stapler {n}", "Text" * (n % 3), age=n) for n in range(1200)]
    assert search.put_many(iter(documents)) == 1200
    assert search.put_many(documents[:3]) == 3
    assert found("Stapler 1199")[0] == documents[1199].ref
    assert len(found("Stapler 7", size=50)) >= 1


def test_very_long_texts_are_kept_to_a_limit() -> None:
    ref = put("Lang", "wort " * 200_000 + "Schlusswort", names="n" * 5_000, tags=("t" * 3_000,))
    assert found("Lang wort") == [ref]
    assert found("Schlusswort") == []


def test_deleting_the_row_empties_the_index() -> None:
    ref = put("Stapler")
    db.session.execute(SearchDocument.__table__.delete())
    assert found("Stapler") == []
    again = document("Kran")
    search.put(replace(again, ref=ref))
    assert found("Kran") == [ref]


@pytest.mark.usefixtures("committed")
def test_many_at_once_neither_wait_for_ever_nor_lose_anything() -> None:
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for turn in range(8):
                with db.unit_of_work():
                    for step in range(3):
                        words = " ".join(f"neuwort{'abcdefgh'[(n * (number + 1)) % 8]}" for n in range(8))
                        search.put(document(f"Stapler {number} {turn} {step}", words))
        except BaseException as failure:
            failures.append(failure)

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert search.find(ANN, "Stapler").total == 96
    assert search.find(ANN, "neuworta").total == 96


def test_no_two_kinds_share_a_number() -> None:
    kinds = [kind.name for kind in subjects.kinds() if kind.document is not None]
    assert len({kind_number(kind) for kind in kinds}) == len(kinds) >= 4


@dataclass(frozen=True, kw_only=True)
class UnitRenamed(Event):
    """A unit has another name."""


@dataclass(frozen=True, kw_only=True)
class UnitLiked(Event):
    """Somebody likes a unit; nothing that can be found has changed."""

    changes_text: ClassVar[bool] = False


def unit_document(unit: Unit) -> Document | None:
    if not unit.name:
        return None
    return Document(Ref("unit", unit.id), audience="everyone", title=unit.name, body=unit.city, at=document().at)


@pytest.fixture
def units(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Kind("unit", Unit, lambda unit: unit.name, lambda unit: "", unit_document)
    monkeypatch.setitem(subjects._kinds, "unit", kind)
    monkeypatch.setitem(events._handlers, Event, [])
    search.register(None)  # type: ignore[arg-type]  # it needs no application


@pytest.mark.usefixtures("units")
def test_after_an_event_the_subject_is_entered_again() -> None:
    unit = make_unit("Lackiererei", city="Kassel")
    ref = Ref("unit", unit.id)
    renamed = UnitRenamed(actor_id=0, subject=ref, audience="everyone")
    events.publish(renamed)
    assert found("Lackiererei Kassel") == [ref]
    unit.name = "Oberflächentechnik"
    events.publish(renamed)
    assert found("Lackiererei") == []
    assert found("Oberflächentechnik") == [ref]
    unit.name = ""
    events.publish(renamed)
    assert found("Kassel") == []


@pytest.mark.usefixtures("units")
def test_events_that_change_no_text_cost_nothing() -> None:
    unit = make_unit("Lackiererei")
    liked = UnitLiked(actor_id=0, subject=Ref("unit", unit.id), audience="everyone")
    assert statements_of(lambda: events.publish(liked)) == []


@pytest.mark.usefixtures("units")
def test_events_about_what_is_not_indexed_are_passed_over() -> None:
    events.publish(UnitRenamed(actor_id=0, subject=Ref("unknown", 1), audience="everyone"))
    gone = UnitRenamed(actor_id=0, subject=Ref("unit", 10**9), audience="everyone")
    events.publish(gone)


def test_counting_what_is_common_changes_no_result() -> None:
    for n in range(40):
        put(f"Stapler {n}", "Wartung" if n % 2 else "Prüfung")
    before = found("Stapler Wartung dringend")
    rebuilding.count_common()
    rebuilding.count_common()
    assert found("Stapler Wartung dringend") == before != []
