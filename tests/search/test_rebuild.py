"""The index can be built anew while it is in use, and is when its rules have changed."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, text

import search
from auth.models import Unit
from portal.core import clock, db, jobs, subjects
from portal.core.errors import Conflict
from portal.core.subjects import Kind, Ref
from search import Document, rebuilding
from search.models import SearchDocument, SearchState
from search.postgres import windows
from tests.factories import make_unit
from tests.search.factories import ANN, document, found

pytestmark = pytest.mark.usefixtures("index")

Wrote = dict[int, Document]


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> Wrote:
    """What the only slice says of its units; the tests change it."""
    said: Wrote = {}
    kind = Kind(
        "post",
        Unit,
        lambda unit: unit.name,
        lambda unit: "",
        lambda unit: said.get(unit.id),
        lambda: iter(list(said.values())),
    )
    monkeypatch.setattr(subjects, "_kinds", {"post": kind})
    return said


def write(texts: Wrote, name: str, **parts: object) -> Ref:
    unit = make_unit(name)
    ref = Ref("post", unit.id)
    texts[unit.id] = replace(document(name, **parts), ref=ref)
    return ref


def during(texts: Wrote, act: Callable[[], None]) -> None:
    """Rebuilds, and does something when the documents have just been read."""

    def documents() -> Iterator[Document]:
        yield from list(texts.values())
        act()

    subjects._kinds["post"] = replace(subjects.get("post"), documents=documents)
    search.rebuild()


def test_a_rebuild_finds_everything_and_tells_how_far_it_is(texts: Wrote) -> None:
    refs = {write(texts, f"Stapler {number}", age=number) for number in range(5)}
    told: list[tuple[int, int]] = []
    assert found("Stapler") == []
    search.rebuild(lambda done, total: told.append((done, total)))
    assert set(found("Stapler")) == refs
    assert len(search.suggest(ANN, "stap")) == 4
    assert told[-1] == (5, 5)
    assert search.is_current()


def test_a_rebuilt_index_is_divided_into_windows(texts: Wrote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "DOCUMENTS", 3)
    refs = [write(texts, f"Stapler im Lager {number}", age=number) for number in range(7)]
    for _ in range(2):
        search.rebuild()
        assert found("Stapler Lager") == refs
        assert len(windows.there() if db.dialect() == "postgresql" else "ab") == 2


def test_a_rebuild_forgets_what_no_slice_knows(texts: Wrote) -> None:
    kept = write(texts, "Stapler")
    stray = document("Stapler von gestern")
    clock.freeze(clock.now().replace(year=2020))
    search.put(stray)
    clock.freeze(None)
    search.rebuild()
    assert found("Stapler") == [kept]
    assert db.session.scalars(select(SearchDocument.kind)).all() == ["post"]


def test_what_changes_during_a_rebuild_is_kept(texts: Wrote) -> None:
    changed = write(texts, "Stapler")
    removed = write(texts, "Kran")
    moved = write(texts, "Presse", audience="group:1")

    def act() -> None:
        texts[changed.id] = replace(texts[changed.id], title="Hubwagen")
        search.put(texts[changed.id])
        del texts[removed.id]
        search.remove(removed)
        texts[moved.id] = replace(texts[moved.id], audience="group:2")
        search.move(moved, "group:2")

    for made in texts.values():
        search.put(made)
    during(texts, act)
    assert found("Hubwagen") == [changed]
    assert found("Stapler") == found("Kran") == found("Presse") == []


def test_what_is_written_during_a_rebuild_is_found_after_it(texts: Wrote) -> None:
    write(texts, "Stapler")
    new: list[Ref] = []

    def act() -> None:
        new.append(write(texts, "Hubwagen"))
        search.put(texts[new[0].id])

    during(texts, act)
    assert found("Hubwagen") == new


def test_after_a_rebuild_the_index_goes_on(texts: Wrote) -> None:
    ref = write(texts, "Stapler")
    search.rebuild()
    search.rebuild()
    search.put(replace(texts[ref.id], title="Kran"))
    assert (found("Kran"), found("Stapler")) == ([ref], [])
    db.session.execute(SearchDocument.__table__.delete())
    assert found("Kran") == []


def test_two_rebuilds_do_not_meet(texts: Wrote) -> None:
    refused: list[bool] = []

    def act() -> None:
        with pytest.raises(Conflict):
            search.rebuild()
        refused.append(True)

    write(texts, "Stapler")
    during(texts, act)
    assert refused


def test_a_rebuild_that_broke_off_does_not_stand_in_the_way(texts: Wrote, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = write(texts, "Stapler")
    with monkeypatch.context() as broken:
        broken.setattr(rebuilding, "_take_over", lambda since: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            search.rebuild()
    beat = select(SearchState.value).where(SearchState.name == "rebuilding")
    assert db.session.scalar(beat) is not None
    db.session.execute(text("UPDATE search_state SET value = value - 1000 WHERE name = 'rebuilding'"))
    search.rebuild()
    assert found("Stapler") == [ref]


def test_new_rules_have_the_index_built_anew(texts: Wrote, monkeypatch: pytest.MonkeyPatch) -> None:
    write(texts, "Stapler")
    search.rebuild()
    search.ensure_current()
    assert db.session.query(jobs.Job).count() == 0
    monkeypatch.setattr(rebuilding, "ANALYSIS", 10_000)
    search.ensure_current()
    search.ensure_current()
    db.commit()
    assert db.session.query(jobs.Job).count() == 1
    jobs.run_all()
    assert search.version() == 10_000
    assert db.session.query(jobs.Job).count() == 0
