"""A large index is divided into windows (PostgreSQL): what is found is the same, and the newest come first."""

from itertools import pairwise

import pytest
from sqlalchemy import text

import search
from portal.core import db
from portal.core.subjects import Ref
from search import ranking
from search.postgres import windows
from tests.search.factories import found, put, results, searcher

pytestmark = pytest.mark.usefixtures("index", "small")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "DOCUMENTS", 5)


def fill(number: int, *, first: int = 0) -> list[Ref]:
    """Documents of as many days, the newest first."""
    return [put(f"Nummer {age}", "Der Stapler steht im Lager.", age=age) for age in range(first, first + number)]


def is_postgresql() -> bool:
    return db.dialect() == "postgresql"


def sizes() -> list[int]:
    """How many documents each window's own index has, the oldest first."""
    lows = [*windows.there(), 1 << 62]
    number = text("SELECT COUNT(*) FROM search_index WHERE id >= :low AND id < :high")
    return [db.session.scalar(number, {"low": low, "high": high}) for low, high in pairwise(lows)]


def test_what_is_found_stays_the_same() -> None:
    fill(23)
    put("Stapler", "Das Lager ist voll.", age=40)
    secret = put("Stapler im Lager", audience="group:7", age=3)
    asked = (
        "Stapler Lager",
        "Stapler Kantine",
        "Nummer 7",
        "Stapler -voll",
        "steht Lager Stapler",
        "Stap Lag",
        "Lager",
    )
    before = {words: found(words) for words in asked}
    search.settle()
    assert {words: found(words) for words in asked} == before
    assert secret not in before["Stapler Lager"]
    assert secret in found("Stapler Lager", searcher("group:7"))


def test_only_the_newest_are_looked_at_and_old_ones_with_the_words_in_the_title(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ranking, "CANDIDATES", 7)
    old = put("Stapler im Lager", age=200)
    expected = fill(20)[:7]
    search.settle()
    assert set(found("Stapler Lager")) == {*expected, old}
    assert results("Stapler Lager").is_capped


def test_a_mistyped_word_is_put_right_and_a_right_one_in_the_oldest_window_known() -> None:
    put("Kantine", "Heute Fisch.", age=100)
    fill(20)
    search.settle()
    assert results("Staplre Lager").suggestion == "stapler Lager"
    assert results("Kantine Stapler").suggestion is None


def test_what_is_written_later_is_found_and_the_newest_window_divided_when_it_has_grown() -> None:
    fill(12, first=50)
    search.settle()
    later = fill(9, first=20)
    assert found("Stapler Lager")[0] == later[0]
    assert not is_postgresql() or sizes() == [6, 15]
    search.settle()
    assert found("Stapler Lager")[0] == later[0]
    assert not is_postgresql() or sizes() == [6, 5, 5, 5]
    search.settle()
    assert not is_postgresql() or sizes() == [6, 5, 5, 5]
    fill(6)
    search.settle()
    assert found("Nummer 55 Stapler")
    assert not is_postgresql() or sizes() == [5, 5, 6, 5]
