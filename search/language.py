"""What a word is: German and English analysis with Whoosh's tokeniser, filters and stemmers.

Both engines are fed the tokens made here, so they find the same things. Every word becomes one
token at its place (phrases work); other spellings of it go to `extra`, without a place.
`ANALYSIS` numbers the rules: whoever changes what a word becomes, or how the index is laid out,
raises it, and the index is built anew.
"""

import re
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from functools import lru_cache

with warnings.catch_warnings():
    # Whoosh 2.7.4 has string escapes that Python 3.12 warns about while compiling.
    warnings.simplefilter("ignore")
    from whoosh.analysis import Filter, LowercaseFilter, RegexTokenizer, Token
    from whoosh.lang.snowball.english import EnglishStemmer
    from whoosh.lang.snowball.german import GermanStemmer

from . import compounds
from .stopwords import ENGLISH, GERMAN, STOPS

ANALYSIS = 5

_FEW = 10_000
LONGEST = 48
"""Characters of a word that count; file hashes and drawn lines need no more."""

WORD = re.compile(
    r"§+\s?\d+\w*"  # §87, § 87a
    r"|[^\W_]+(?:[-\u2010\u2011./'\u2019&@:+_][^\W_]+)*"  # HR-4711, E-Mail, plan_KW48.pdf, 10.000
    r"(?:\+\+|#)?"  # C++, C#
)
_PIECE = re.compile(r"[^\W_]+")
_RUN = re.compile(r"[^\W\d_]+|\d+")
_SPELT = str.maketrans({"§": "paragraph", "+": "plus", "#": "sharp"})
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_UMLAUT = re.compile(r"(?<![aeiouyäöüq])([aou])e")
_SHORTEST_FEMININE, _NO_FEMININE = 8, ("winnen", "beginnen", "sinnen", "rrinnen", "trinnen")
"""Kolleginnen is Kollegin, but gewinnen is no woman."""
_CLITIC = frozenset({"s", "t", "re", "ve", "ll", "d", "m"})
_NAMED = {"ae": "ä", "oe": "ö", "ue": "ü"}


def folded(word: str) -> str:
    """The lower-case word without accents; ß is ss."""
    if word.isascii():
        return word
    pieces = unicodedata.normalize("NFKD", word.translate(_LETTERS)).lower()
    return "".join(filter(str.isalnum, pieces))


def umlauted(word: str) -> str:
    """The word with ae, oe, ue read as umlauts, so that Mueller is Müller but neue stays neue."""
    return _UMLAUT.sub(lambda found: _NAMED[found[0]], word)


def plain(word: str) -> str:
    """The form that spellings of one word share before stemming: Müller, Mueller, Muller."""
    word = word.lower()
    return folded(umlauted(word)) if word.isalpha() else folded(word)


_german, _english = GermanStemmer(), EnglishStemmer()


@lru_cache(maxsize=16_384)
def german(word: str) -> str:
    """The German stem of a lower-case word; words with digits stay as they are."""
    if len(word) < 3 or not word.isalpha():
        return folded(word)[:LONGEST]
    if word.endswith("innen") and len(word) > _SHORTEST_FEMININE and not word.endswith(_NO_FEMININE):
        word = word[:-3]
    known = "".join(letter if letter in "äöüß" else folded(letter) for letter in unicodedata.normalize("NFC", word))
    return folded(_german.stem(umlauted(known)))[:LONGEST]


@lru_cache(maxsize=16_384)
def english(word: str) -> str:
    """The English stem of a lower-case word; words with digits stay as they are."""
    bare = folded(word)
    if len(word) < 3 or not word.isalpha():
        return bare[:LONGEST]
    return str(_english.stem(bare))[:LONGEST]


@lru_cache(maxsize=8_192)
def spellings(word: str) -> tuple[str, ...]:
    """Every token under which a document of either language may hold this lower-case word."""
    return tuple(dict.fromkeys(filter(None, (german(word), english(word), english(plain(word))))))


class PartsFilter(Filter):  # type: ignore[misc]  # Whoosh has no types
    """Takes joined words apart (HR-4711 is HR, 4711) and spells signs out (C++ is cplusplus)."""

    def __call__(self, tokens: Iterator[Token]) -> Iterator[Token]:
        """Gives the parts of each token, with the places they have in the text."""
        for token in tokens:
            if token.text.isalnum():
                yield token
                continue
            start = token.startchar if token.chars else 0
            for part, offset in parts(token.text):
                token.text = spelt(part)
                token.startchar, token.endchar = start + offset, start + offset + len(part)
                yield token


WORDS = RegexTokenizer(WORD) | PartsFilter() | LowercaseFilter()
"""Text to lower-case words in reading order; what every analysis here starts from."""


def spelt(part: str) -> str:
    """The part with its signs as letters: C# is Csharp, § 87 is paragraph87."""
    return part if part.isalnum() else part.translate(_SPELT).replace(" ", "")


def parts(word: str) -> list[tuple[str, int]]:
    """The parts of a joined word with their offsets; English 's and 't fall away."""
    if word.isalnum() or word[0] == "§":
        return [(word, 0)]
    end = len(word.rstrip("+#"))
    found: list[tuple[str, int]] = []
    for piece in _PIECE.finditer(word, 0, end):
        before = word[piece.start() - 1] if piece.start() else ""
        if not (before in "'\u2019" and before and piece[0].lower() in _CLITIC):
            found.append((piece[0], piece.start()))
    last, offset = found[-1]
    return [*found[:-1], (last + word[end:], offset)]


def words(text: str) -> list[str]:
    """All words of the text in lower case, stop words included."""
    return list(_few_words(text)) if len(text) < _FEW else [token.text for token in WORDS(text)]


@lru_cache(maxsize=4)  # a document is asked for its words by each analysis, one after the other
def _few_words(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in WORDS(text))


def tokens(text: str, language: str) -> list[str]:
    """The text as the engines keep it: one stem a word in that language, without stop words."""
    stem = english if language == "en" else german
    return [token for word in words(text) if word not in STOPS and (token := stem(word))]


def surfaces(text: str) -> set[str]:
    """The unstemmed forms of the words, for what is completed while typing."""
    return {plain(word)[:LONGEST] for word in (*words(text), *joined(text))} - {""}


def joined(text: str) -> set[str]:
    """Hyphenated and dotted words written as one: hr4711, email, 10000."""
    found = (match[0] for match in WORD.finditer(text) if not match[0].isalnum())
    made = ("".join(spelt(part) for part, _ in parts(word)).lower() for word in found)
    return {word for word in made if len(word) <= LONGEST}


def letters_and_digits(word: str) -> list[str]:
    """The runs of letters and of digits in a word that has both: kw, 48; the word alone otherwise."""
    pieces = _RUN.findall(word)
    return pieces if len(pieces) > 1 and any(piece.isdigit() for piece in pieces) else [word]


def long_words(text: str) -> set[str]:
    """The words of the text that may be compounds, in their plain form."""
    return {plain(word) for word in words(text) if len(word) >= compounds.SHORTEST}


def compound_tokens(text: str, parts: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The tokens of the parts of all compounds in the text, given the parts of each."""
    return {german(part) for word in long_words(text) for part in parts.get(word, ())} - {""}


def other_spellings(text: str, language: str) -> set[str]:
    """Tokens that find the text too, beyond `tokens`: joined words and the other readings.

    A text whose language is unknown is kept under its English stems as well; one in English that
    writes Mueller is also found as Müller.
    """
    extra = {token for word in joined(text) for token in spellings(word)}
    mixed = (piece for word in words(text) if not word.isalpha() for piece in letters_and_digits(word))
    extra.update(german(piece) for piece in mixed)
    if language == "de":
        return extra - {""}
    for word in set(words(text)) - STOPS:
        if not language:
            extra.update(spellings(word))
        elif _UMLAUT.search(word):
            extra.add(english(plain(word)))
    return extra - {""}


def language_of(text: str) -> str:
    """de, en, or nothing when the first words do not tell."""
    sample = words(text[:2_000])
    in_german = sum(word in GERMAN for word in sample)
    in_english = sum(word in ENGLISH for word in sample)
    if in_german == in_english:
        return ""
    return "de" if in_german > in_english else "en"


def vocabulary(text: str) -> dict[str, str]:
    """The words worth proposing to somebody who mistypes one, by their plain form."""
    return {plain(word): word for word in set(words(text)) if 4 <= len(word) <= 30 and word.isalpha()}
