"""What people type becomes a query, whatever it is; what was found is marked in safe HTML."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import query
from search.query import marker, parse
from search.wanted import All, Either, Phrase, Wanted, Word


def mark(words: str, text: str) -> str:
    wanted = parse(words)
    return str(marker(wanted.tokens(), wanted.prefixes()).title(text))


def test_all_words_must_occur() -> None:
    root = parse("Schicht tauschen").root
    assert isinstance(root, All)
    assert [node.tokens[0] for node in root.nodes] == ["schicht", "tausch"]


def test_operators() -> None:
    assert isinstance(parse('"offene Tür"').root, Phrase)
    assert parse("„offene Tür“") == parse("“offene Tür”") == parse('"offene Tür"')
    assert isinstance(parse("Kantine OR Mensa").root, Either)
    assert isinstance(parse("Kantine ODER Mensa").root, Either)
    without = parse("Kantine -Montag").root
    assert isinstance(without, All)
    assert without.without == (Word(("montag",)),)
    assert parse("Kant*").root == Word(("kant",), prefix="kant")
    assert parse("title:Kantine").root == parse("Titel:Kantine").root == Word(("kantin",), field="title")
    assert parse("von:jana").root == Word(("jana",), field="author")
    assert parse("#kantine").root == parse("tag:kantine").root == Word(("kantin",), field="tags")


def test_signs_that_are_no_operators_are_text() -> None:
    assert parse("14:30").words == ("14", "30")
    assert parse("Montag - Freitag").root == parse("Montag Freitag").root
    assert parse("untertitel:x").words == ("untertitel", "x")


def test_the_last_word_may_be_unfinished_while_typing() -> None:
    root = parse("Anna Mül", typing=True).root
    assert isinstance(root, All)
    assert root.nodes[-1] == Word(("mul",), prefix="mul")
    assert parse("Mül ", typing=True).prefixes() == ("mul",)


@pytest.mark.parametrize("words", ["", "   ", "\x00", "((((", '"', '"" ""', "-", "-foo", "* ~ ^", "😀 ☃", "über die"])
def test_nothing_to_look_for(words: str) -> None:
    assert parse(words).root is None


@pytest.mark.parametrize(
    "words",
    [
        "x" * 10_000,
        "wort " * 5_000,
        '"' * 9_999,
        "(" * 10_000,
        "a OR " * 3_000,
        "-" * 10_000,
        "a* " * 3_000,
        "title:" * 2_000,
    ],
)
def test_long_and_odd_queries_take_no_time(words: str) -> None:
    started = time.process_time()
    wanted = parse(words)
    assert time.process_time() - started < 0.2
    assert len(wanted.tokens()) <= 3 * query.MOST_WORDS


@settings(deadline=None, derandomize=True, database=None)
@given(st.text(max_size=200))
def test_no_query_is_an_error(words: str) -> None:
    wanted = parse(words)
    assert isinstance(wanted, Wanted)
    marker(wanted.tokens(), wanted.prefixes()).snippet(words)


@settings(deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="ab \"-*:()OR#'<&\n", max_size=60))
def test_no_mixture_of_operators_is_an_error(words: str) -> None:
    wanted = parse(words, typing=True)
    marked = str(marker(wanted.tokens(), wanted.prefixes()).snippet(words))
    assert "<" not in marked.replace("<mark>", "").replace("</mark>", "")


def test_matches_are_marked_in_every_spelling() -> None:
    assert mark("Mueller", "Herr Müller, Frau MUELLER") == "Herr <mark>Müller</mark>, Frau <mark>MUELLER</mark>"
    assert mark("buch", "Bücher & Buchung") == "<mark>Bücher</mark> &amp; Buchung"
    assert mark("hr4711", "Zu HR-4711.") == "Zu <mark>HR-4711</mark>."
    assert mark("c++", "In C++ und C") == "In <mark>C++</mark> und C"
    assert mark("§87", "nach § 87 BetrVG") == "nach <mark>§ 87</mark> BetrVG"
    assert mark("tausch", "Schicht-Tausch") == "Schicht-<mark>Tausch</mark>"
    assert mark("kant*", "Kantinenplan") == "<mark>Kantinenplan</mark>"


def test_what_people_wrote_stays_text() -> None:
    assert mark("script", "<script>alert(1)</script>") == (
        "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;"
    )


def test_the_snippet_shows_the_passage_that_matches() -> None:
    text = "Anfang. " + "Noch nichts davon. " * 40 + "Hier steht die Kantine im Plan. " + "Danach anderes. " * 40
    wanted = parse("Kantine")
    snippet = str(marker(wanted.tokens(), ()).snippet(text))
    assert "<mark>Kantine</mark>" in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet) < 300


@pytest.mark.parametrize("between", range(5, 60, 5))
def test_two_passages_of_a_snippet_repeat_nothing(between: int) -> None:
    words = [f"wort{n}" for n in range(200)]
    text = " ".join([*words[:60], "Kantine", *words[60 : 60 + between], "Kantine", *words[60 + between :]])
    shown = str(marker(parse("Kantine").tokens(), ()).snippet(text)).replace("<mark>Kantine</mark>", "").split()
    assert max(shown.count(word) for word in words) == 1


def test_without_a_match_the_snippet_is_the_beginning() -> None:
    assert str(marker(frozenset({"x"}), ()).snippet("Kurz & gut")) == "Kurz &amp; gut"
    assert str(marker(frozenset({"x"}), ()).snippet("Wort " * 100)).endswith("Wort …")


def test_a_very_long_text_is_marked_quickly() -> None:
    started = time.process_time()
    wanted = parse("wort anderes")
    marker(wanted.tokens(), ()).snippet("ein Wort und noch eines " * 50_000)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("one", "other", "away"), [("schicht", "schciht", 1), ("schicht", "schich", 1), ("abc", "xyz", 3)]
)
def test_distance(one: str, other: str, away: int) -> None:
    assert query.distance(one, other, 2) == away


def test_short_texts_are_shown_whole_and_what_stands_apart_only_where_it_matches() -> None:
    person = "Schlosser · Montage · Kassel\n\nDeutsch, German"
    assert str(marker(frozenset({"kassel"}), ()).snippet(person)) == "Schlosser · Montage · <mark>Kassel</mark>"
    assert str(marker(frozenset({"x"}), ()).snippet(person)) == "Schlosser · Montage · Kassel"
    spoken = str(marker(frozenset({"german"}), ()).snippet(person))
    assert spoken == "Schlosser · Montage · Kassel · Deutsch, <mark>German</mark>"
