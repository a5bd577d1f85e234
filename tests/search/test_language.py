"""Words become the same tokens however they are spelled and bent."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import language


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "Mueller"),
        ("Muller", "MÜLLER"),
        ("Mueller", "Müller"),
        ("Straße", "Strasse"),
        ("STRASSE", "straße"),
        ("Łódź", "Lodz"),
        ("Café", "cafe"),
        ("email", "E-Mail"),
        ("E-Mail", "eMail"),
        ("HR4711", "HR-4711"),
        ("hr-4711", "HR 4711 HR4711"),
        ("10000", "10.000"),
        ("§87", "§ 87"),
        ("c++", "C++"),
        ("C#", "c#"),
        ("M12", "m12"),
    ],
)
def test_spellings_of_one_word_find_each_other(one: str, other: str) -> None:
    asked = {token for word in [*language.words(one), *language.joined(one)] for token in language.spellings(word)}
    for spoken in ("de", "en", ""):
        kept = set(language.tokens(other, spoken)) | language.other_spellings(other, spoken)
        assert asked & kept, spoken


@pytest.mark.parametrize(
    ("one", "other", "spoken"),
    [
        ("Buch", "Bücher", "de"),
        ("Schicht", "Schichten", "de"),
        ("Urlaubs", "Urlaub", "de"),
        ("Häuser", "Haus", "de"),
        ("Abrechnung", "Abrechnungen", "de"),
        ("meeting", "meetings", "en"),
        ("issues", "issue", "en"),
        ("values", "value", "en"),
        ("booked", "booking", "en"),
        ("Updates", "Update", "de"),
    ],
)
def test_bent_forms_find_each_other(one: str, other: str, spoken: str) -> None:
    assert set(language.spellings(one.lower())) & set(language.tokens(other, spoken))


@pytest.mark.parametrize(("one", "other"), [("bauen", "bahn"), ("neue", "nü"), ("C", "C++"), ("M12", "M13")])
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert not set(language.spellings(one.lower())) & set(language.tokens(other, "de"))


def test_words_that_say_nothing_are_left_out() -> None:
    assert language.tokens("Der Tag der offenen Tür", "de") == ["tag", "off", "tur"]
    assert language.tokens("This is the day", "en") == ["day"]
    assert language.tokens("nicht kein no not", "de")


def test_the_language_shows_in_the_small_words() -> None:
    assert language.language_of("Wer kann mir bei der Abrechnung helfen?") == "de"
    assert language.language_of("Who can help me with the travel expenses?") == "en"
    assert language.language_of("Kantine") == ""


def test_a_text_of_unknown_language_is_found_in_both() -> None:
    kept = set(language.tokens("Bookings Buchungen", "")) | language.other_spellings("Bookings Buchungen", "")
    assert set(language.spellings("booking")) & kept
    assert set(language.spellings("buchung")) & kept


def test_parts_of_joined_words_keep_their_places() -> None:
    text = "Zu HR-4711/Meyer's C++"
    tokens = [(t.text, text[t.startchar : t.endchar]) for t in language.WORDS(text, chars=True)]
    assert tokens == [("zu", "Zu"), ("hr", "HR"), ("4711", "4711"), ("meyer", "Meyer"), ("cplusplus", "C++")]


@settings(deadline=None, derandomize=True, database=None)
@given(st.text(max_size=80))
def test_any_text_gives_tokens_of_letters_and_digits(text: str) -> None:
    for spoken in ("de", "en", ""):
        every = [*language.tokens(text, spoken), *language.other_spellings(text, spoken), *language.surfaces(text)]
        assert all(token.isalnum() and len(token) <= 200 for token in every), every
    language.vocabulary(text)
    language.language_of(text)


def test_importing_search_warns_of_nothing(tmp_path: Path) -> None:
    # Compiled afresh, for that is when Whoosh warns; what else search needs is imported before.
    code = f"""
import sys, warnings, flask, markupsafe, portal.core.jobs, portal.core.subjects
sys.pycache_prefix = {str(tmp_path)!r}
warnings.simplefilter("error")
import search, search.postgres, search.sqlite
assert any("whoosh" in name for name in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
