"""What changed between two texts, whatever they are."""

import time
from datetime import UTC, datetime

import pytest

from portal.core.differences import differences
from portal.core.former import Words, steps

NOW = datetime(2026, 5, 4, tzinfo=UTC)
PAIRS = [
    ("", ""),
    ("", "new words"),
    ("old words", ""),
    ("The canteen opens at eleven.", "The canteen opens at ten."),
    ("one\ntwo\nthree", "one\nthree\nfour\n"),
    ("Größe 🎉 **fett**", "Größe 🎂 *fett*"),
    ("a " * 9000, "b " * 9000),
    (" ".join(str(n) for n in range(4000)), " ".join(str(n) for n in range(4000, 0, -1))),
    ("x\n" * 9000, "x\ny\n" * 4500),
    ("\n".join(f"{n % 97} words" for n in range(1900)), "\n".join(f"{n % 89} words" for n in range(1900))),
]


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_the_pieces_give_both_texts_again_and_never_take_long(number) -> None:
    before, after = PAIRS[number]
    began = time.process_time()
    pieces = differences(before, after)
    assert time.process_time() - began < 2
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_single_words_are_marked() -> None:
    pieces = differences("The canteen opens at eleven.", "The canteen opens at ten.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("kept", "The canteen opens at "),
        ("removed", "eleven"),
        ("added", "ten"),
        ("kept", "."),
    ]


def test_words_that_were_taken_out_are_not_told_by_what_follows_them() -> None:
    versions = [Words(2, NOW, "", "no more of it", False), Words(1, NOW, "", "", True)]
    newest, first = steps(versions)
    assert (newest.is_whole, [piece.kind for piece in newest.body]) == (True, ["kept"])
    assert (first.is_removed, first.is_first, first.body) == (True, True, [])


def test_a_history_shows_words_as_one_reads_them(app) -> None:
    bodies = [
        "Bring **two** [tools](https://example.com):\n\n- a file\n- a saw",
        "Bring two tools:\n\n- a file\n- a saw",
    ]
    formatted, first = steps([Words(n, NOW, "", body, False) for n, body in ((2, bodies[1]), (1, bodies[0]))])
    assert [piece.text for piece in first.body] == ["Bring two tools:\n• a file\n• a saw"]
    assert formatted.is_form
    assert {piece.kind for piece in formatted.body} == {"kept"}
