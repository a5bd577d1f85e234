"""What is drawn once serves every reader, each with a token of their own."""

from flask import render_template_string, session
from flask_wtf.csrf import generate_csrf

from portal.core import i18n
from portal.core.web import card, cards


def draw(app, kind: str = "heart", language: str = "en") -> str:
    with app.test_request_context(), i18n.using(language):
        return str(card("reactions/_reactions.html", ("t", kind), ref="note:1", counts={kind: 3}, mine=None))


def test_a_second_reader_gets_the_same_part_with_another_token(app) -> None:
    with app.test_request_context():
        first = str(card("reactions/_reactions.html", ("a",), ref="note:1", counts={}, mine=None))
        assert generate_csrf() in first
        assert session["csrf_token"]
    with app.test_request_context():
        second = str(card("reactions/_reactions.html", ("a",), ref="note:1", counts={}, mine=None))
        assert generate_csrf() in second
    assert first != second
    assert cards._MARK not in first + second


def test_what_is_kept_holds_nobodys_token(app) -> None:
    with app.test_request_context():
        card("reactions/_reactions.html", ("b",), ref="note:1", counts={}, mine=None)
        token = generate_csrf().encode()
    assert all(token not in html for html in cards._drawn.values())


def test_languages_and_keys_are_kept_apart(app) -> None:
    assert "Who reacted" in draw(app)
    assert "Wer reagiert hat" in draw(app, language="de")
    assert draw(app, "heart") != draw(app, "clap")


def test_memory_ends_somewhere(app, monkeypatch) -> None:
    monkeypatch.setattr(cards, "MOST", 20)
    monkeypatch.setattr(cards, "_drawn", {})
    with app.test_request_context():
        assert render_template_string("x") == "x"
        for n in range(100):
            card("reactions/_reactions.html", n, ref="note:1", counts={}, mine=None)
    assert len(cards._drawn) <= 20


def test_long_parts_fill_the_memory_no_more_than_short_ones(app, monkeypatch) -> None:
    cards.forget()
    monkeypatch.setattr(cards, "MOST_BYTES", 200_000)
    with app.test_request_context():
        for n in range(100):
            card("reactions/_reactions.html", n, ref="note:" + "1" * 3000, counts={}, mine=None)
            assert sum(map(len, cards._drawn.values())) == cards._bytes <= 240_000
    cards.forget()
