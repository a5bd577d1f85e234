"""Whatever is typed into the search gets a sensible answer in bounded work: few statements, few words, no error."""

import pytest

import search
from search import query
from tests.search.factories import ANN, found, put, results
from tests.search.test_index import statements_of

pytestmark = pytest.mark.usefixtures("index")

BAD = {
    "a thousand words": " ".join(f"wort{n}" for n in range(1_000)),
    "only stop words": "der die das und the of on " * 20,
    "quotes that do not end": 'Stapler "defekt und "" "',
    "a storm of wildcards": "a* *b* ?c* **** " * 60 + "*",
    "a regex": r"^(.*[a-z]+)*$|(?=x){1,9999}",
    "SQL": "'; DROP TABLE search_document; SELECT * FROM auth_user WHERE ''='",
    "SQLite's own language": 'NEAR("a" "b", 5) {title} : - ^ AND NOT OR',
    "PostgreSQL's own language": "a <-> b & !c | 'd':*A \\",
    "emoji": "🚜🚜🚜 🧑‍🔧",
    "right to left": "\u202eמסמך السلامة\u202c",
    "a third language": "où est le chariot élévateur s'il vous plaît",
    "signs of control": "\x00\x07\x1b[31m\ufeff",
    "one endless word": "Donaudampfschifffahrts" * 400,
    "fields without end": "title:title:author:tag:#:von: " * 80,
    "a day that is none": "since:2026-13-45 seit:99.99.9999",
}


@pytest.mark.parametrize("words", BAD.values(), ids=BAD)
def test_bad_input_is_answered_in_bounded_work(words: str) -> None:
    put("Stapler", "Der Gabelstapler ist defekt")
    asked = statements_of(lambda: results(words))
    assert len(asked) <= 12
    assert max(map(len, asked), default=0) < 60_000
    wanted = query.parse(words)
    assert len(wanted.tokens()) <= 5 * query.MOST_WORDS
    assert len(statements_of(lambda: search.similar(ANN, words))) <= 2
    assert len(statements_of(lambda: search.suggest(ANN, words))) <= 1
    assert found("Stapler"), "nothing was lost"


def test_words_among_bad_input_are_still_found() -> None:
    ref = put("Gabelstapler defekt", "In Halle 3")
    for words in (
        'gabelstapler "defekt',
        "🚜 Gabelstapler",
        "((Gabelstapler))",
        "\u202eGabelstapler\u202c",
        "Gabelstapler -",
    ):
        assert found(words) == [ref], words


def test_a_third_language_is_found_by_its_words() -> None:
    french = put("Chariot élévateur", "Il est à l'atelier", language="")
    greek = put("Ανυψωτικό μηχάνημα", "στο εργοστάσιο", language="")
    assert found("chariot elevateur") == [french]
    assert found("μηχάνημα") == [greek]
