"""Words that mean the same in this company, in German and English: who looks for one finds the others as well."""
# ruff: noqa: S608  (names of our own; values are parameters)

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import delete, func, select

from portal.core import db

from . import language
from .engine import Statement
from .models import SearchState, SearchTerm
from .stopwords import STOPS

MOST_WORDS = 3
"""Words of an expression that is found in a query."""
LONGEST = 120


def keys(words: Sequence[str]) -> tuple[str, ...]:
    """The forms under which the glossary may hold these words, side by side: as German and as English."""
    readings = (" ".join(map(stem, words)) for stem in (language.german, language.english))
    return tuple(dict.fromkeys(reading for reading in readings if reading.strip()))


def asked(words: Sequence[str]) -> Statement | None:
    """The part of a statement that gives all other expressions for those that occur among the words."""
    runs = {key for n in range(len(words)) for m in range(1, MOST_WORDS + 1) for key in keys(words[n : n + m])}
    if not runs:
        return None
    values = {f"key{n}": key for n, key in enumerate(sorted(runs))}
    names = ", ".join(f":{name}" for name in values)
    sql = f"""SELECT 'meaning' AS what, a.key AS key, b.term AS said, 0 AS number FROM search_term a
        JOIN search_term b ON b.concept = a.concept AND b.id <> a.id WHERE a.key IN ({names})"""
    return Statement(sql, values)


def concepts() -> list[tuple[int, list[SearchTerm]]]:
    """Gives the glossary: each concept with its expressions, in the order of the first one."""
    found: dict[int, list[SearchTerm]] = {}
    for term in db.session.scalars(select(SearchTerm).order_by(SearchTerm.id)):
        found.setdefault(term.concept, []).append(term)
    return sorted(found.items(), key=lambda one: one[1][0].term.lower())


def add(german: Sequence[str], english: Sequence[str]) -> int:
    """Enters expressions that mean the same; gives the number of the concept."""
    concept = _last() + 1
    db.session.add_all(_terms(concept, german, english))
    db.session.flush()
    return concept


def _last() -> int:
    return db.session.scalar(select(func.max(SearchTerm.concept))) or 0


def _terms(concept: int, german: Sequence[str], english: Sequence[str]) -> list[SearchTerm]:
    return [_term(concept, spoken, term) for spoken, terms in (("de", german), ("en", english)) for term in terms]


def _term(concept: int, spoken: str, term: str) -> SearchTerm:
    words = [word for word in language.words(term) if word not in STOPS]
    key = " ".join(map(language.german if spoken == "de" else language.english, words))
    return SearchTerm(concept=concept, language=spoken, term=term[:LONGEST], key=key[:LONGEST])


def can_be_found(term: str) -> bool:
    """Whether a query can hold the expression: it has one to three words that are looked for."""
    return 1 <= len([word for word in language.words(term) if word not in STOPS]) <= MOST_WORDS


def drop(concept: int) -> None:
    """Takes a concept out."""
    db.session.execute(delete(SearchTerm).where(SearchTerm.concept == concept))


def begin() -> None:
    """Enters the words of working life that every company has, once: what was taken out of them stays out."""
    begun = {"name": "glossary", "value": 1}
    if db.session.scalar(select(SearchState.value).where(SearchState.name == "glossary")) is not None:
        return
    db.upsert(SearchState, begun, keys=("name",), update={"value": 1})
    lines = (Path(__file__).parent / "words" / "glossary.tsv").read_text(encoding="utf-8").splitlines()
    for concept, line in enumerate(lines, start=_last() + 1):
        german, english = line.split("\t")
        db.session.add_all(_terms(concept, german.split(", "), english.split(", ")))
    db.session.flush()
