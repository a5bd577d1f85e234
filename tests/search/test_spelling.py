"""Mistyped words are put right where that finds something."""

import pytest

from search import spelling
from tests.search.factories import put, results
from tests.search.test_index import statements_of

pytestmark = pytest.mark.usefixtures("index")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Reisekostn", "reisekosten"),
        ("Riesekosten", "reisekosten"),
        ("Reisekossten", "reisekosten"),
        ("Mülelr", "müller"),
        ("Muler", "müller"),
        ("Kantnie", "kantine"),
        ("Antrag Reisekostn", "Antrag reisekosten"),
        ("meine Riesekosten vom Juni", "meine reisekosten vom Juni"),
    ],
)
def test_one_or_two_letters_wrong(typed: str, meant: str) -> None:
    put("Antrag", "Reisekosten im Juni, Kantine, Frau Müller")
    assert results(typed).suggestion == meant


@pytest.mark.parametrize("typed", ["Reisekosten", "xyz", "Elefant", "Rei", "HR-4712", "'%_\\"])
def test_nothing_is_proposed_where_nothing_is_wrong_or_nothing_is_near(typed: str) -> None:
    put("Reisekosten", "HR-4711")
    assert results(typed).suggestion is None


def test_what_was_removed_is_not_proposed() -> None:
    import search

    ref = put("Reisekosten")
    search.remove(ref)
    assert results("Reisekostn").suggestion is None


def test_the_nearest_word_comes_first() -> None:
    put("Kantine Kantinen Kante Tante")
    assert spelling.similar("Kantin")[0] == "kantine"
    assert spelling.similar("Kan") == []


def test_trying_many_words_costs_one_statement_for_all() -> None:
    put("Kantine Kantinen Kantino Kantina Kantone Kante Tante", "Antrag")
    asked = statements_of(lambda: results("Antrag Kantinx"))
    tried = [statement for statement in asked if "EXISTS" in statement]
    assert len(tried) <= 3, "which words are known, which are like the unknown one, and whether that finds something"
