"""While somebody writes, what resembles it is found: by some of its words, rare ones first."""

import pytest

import search
from tests.search.factories import ANN, put, searcher
from tests.search.test_index import statements_of

pytestmark = pytest.mark.usefixtures("index")


def alike(text: str, who=ANN, **options: object) -> list[object]:
    return [hit.ref for hit in search.similar(who, text, **options)]


def ask(title: str, body: str = "", **parts: object):
    return put(title, body, kind="question", **parts)


def test_some_of_the_words_are_enough_and_most_of_them_come_first() -> None:
    other = ask("Wie beantrage ich einen Parkplatz?")
    meant = ask("Wie lange dauert die Erstattung der Reisekosten?", age=200)
    put("Reisekosten", "keine Frage, ein Beitrag")
    for number in range(5):
        ask(f"Wo liegt Werk {number}?")
    assert alike("Erstattung meiner Reisekosten dauert ewig") == [meant]
    assert alike("Wie beantrage ich die Erstattung von Reisekosten")[0] == meant
    assert other in alike("Parkplatz beantragen")
    assert len(alike("Reisekosten", kinds=("post", "question"))) == 2


def test_what_the_database_took_for_its_size_yesterday_does_not_count() -> None:
    meant = ask("Reisekosten", age=200)
    search.settle()
    for number in range(60):
        ask(f"Wo liegt Werk {number}?")
    assert alike("Wo liegt die Werk Reisekosten")[0] == meant


def test_the_last_word_may_be_unfinished() -> None:
    meant = ask("Reisekosten nach Lyon")
    assert alike("Reisek") == alike("nach Ly reisek") == [meant]
    assert alike("R") == alike("Re") == []


@pytest.mark.parametrize("text", ["", "   ", "wie die der", "???", "\x00", "😀", '"((', "-a OR *", "wort " * 2_000])
def test_odd_texts_are_answered(text: str) -> None:
    ask("Etwas ganz anderes")
    assert alike(text) == []


def test_it_is_two_statements_and_nothing_of_others_shows() -> None:
    secret = ask("Projekt Zitronenfalter", audience="group:7")
    assert alike("Projekt Zitronenfalter") == []
    assert alike("Projekt Zitronenfalter", searcher("group:7")) == [secret]
    assert len(statements_of(lambda: alike("Projekt Zitronenfalter im Werk"))) == 2
