"""The user's words to a query with Whoosh's parser, and its highlighter over the hits.

Understood are words (all must occur), "phrases", -without, OR (ODER), a trailing *, and the
fields title:, author:, tag: (titel:, von:), and since:2026-05 (seit:). Anything else is text: no query is an error.
"""

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from markupsafe import Markup, escape

from . import language
from .stopwords import STOPS
from .wanted import All, Either, Node, Phrase, Wanted, Word

with warnings.catch_warnings():
    # Whoosh 2.7.4 has string escapes that Python 3.12 warns about while compiling.
    warnings.simplefilter("ignore")
    from whoosh import highlight
    from whoosh import query as whoosh_query
    from whoosh.analysis import Token
    from whoosh.qparser import OperatorsPlugin, PhrasePlugin, PrefixPlugin, QueryParser
    from whoosh.qparser.plugins import FieldsPlugin
    from whoosh.support.levenshtein import damerau_levenshtein

LONGEST_QUERY = 400
"""Characters of a query that are read; the rest is dropped without a word."""
MOST_WORDS = 24
MOST_ALIKE = 12
"""Words of a text that is being written that are compared with what is there."""
SHORTEST_PREFIX = 2
SNIPPET = 220
"""Characters of text shown below a hit."""
MARKED = 20_000
"""Characters of a text in which matches are looked for."""

_FIELD_NAMES = {
    "title": "title",
    "titel": "title",
    "author": "author",
    "von": "author",
    "tag": "tags",
}
_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"'))
_PARAGRAPH = re.compile(r"§\s+(?=\d)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@cache
def _parser() -> QueryParser:
    names = "|".join(_FIELD_NAMES)
    operators = OperatorsPlugin(
        Or=r"(?<=\s)(OR|ODER)(?=\s)",
        Not=r"(^|(?<=\s))-(?=[^\s-])",
        And=None,
        AndNot=None,
        AndMaybe=None,
        Require=None,
    )
    fields = FieldsPlugin(rf'(?i:(?<!\w)(?P<text>{names})):(?=[\w"])')
    return QueryParser("", None, plugins=[PhrasePlugin, PrefixPlugin, fields, operators])


def parse(text: str, *, typing: bool = False) -> Wanted:
    """What the text asks for. While typing, the last word may be only the beginning of one."""
    text = _CONTROL.sub(" ", text[:LONGEST_QUERY]).translate(_QUOTES)
    text = _PARAGRAPH.sub("§", text).strip()
    root = _Translation().node(_parser().parse(text, normalize=False)) if text else None
    said = tuple(word for word in language.words(text) if word not in STOPS)[:MOST_WORDS]
    if root is not None and said and typing and text[-1].isalnum():
        root = _with_open_end(root, said[-1])
    return Wanted(root, said)


def resembling(text: str) -> Wanted:
    """The words of a text that is being written, of which any is enough; the last one may be unfinished."""
    said = tuple(dict.fromkeys(word for word in language.words(text[:LONGEST_QUERY]) if word not in STOPS))[:MOST_ALIKE]
    nodes: list[Node] = [Word(language.spellings(word), typed=word) for word in said]
    if said and text[-1].isalnum() and len(said[-1]) > SHORTEST_PREFIX:
        nodes[-1] = Word(language.spellings(said[-1]), language.plain(said[-1]), typed=said[-1])
    return Wanted(All(tuple(nodes)) if nodes else None, said)


def _with_open_end(root: Node, last: str) -> Node:
    if isinstance(root, Word):
        return Word(root.tokens, language.plain(last), root.field)
    if isinstance(root, All) and isinstance(root.nodes[-1], Word):
        return All((*root.nodes[:-1], _with_open_end(root.nodes[-1], last)), root.without)
    return root


class _Translation:
    """Whoosh's query objects to ours, counting words so that no query grows without limit."""

    def __init__(self) -> None:
        self.left = MOST_WORDS

    def node(self, query: whoosh_query.Query) -> Node | None:
        if isinstance(query, whoosh_query.Or):
            return _either([self.node(part) for part in query.subqueries])
        if isinstance(query, whoosh_query.And):
            return self._all(query.subqueries)
        field = _FIELD_NAMES.get((getattr(query, "fieldname", "") or "").lower(), "")
        if isinstance(query, whoosh_query.Phrase):
            return self._phrase(" ".join(query.words), field)
        if isinstance(query, whoosh_query.Prefix):
            return self._prefix(query.text, field)
        if isinstance(query, whoosh_query.Term):
            return self._words(query.text, field)
        return None

    def _all(self, queries: list[whoosh_query.Query]) -> Node | None:
        without = [self.node(part.query) for part in queries if isinstance(part, whoosh_query.Not)]
        nodes = [self.node(part) for part in queries if not isinstance(part, whoosh_query.Not)]
        kept = _all(nodes)
        refused = tuple(node for node in without if node is not None)
        if kept is None or not refused:
            return kept
        return All((kept,), refused)

    def _words(self, text: str, field: str) -> Node | None:
        found = language.WORD.findall(text)
        field = "tags" if text.startswith("#") else field
        return _all([self._word(word, field) for word in found])

    def _word(self, word: str, field: str) -> Node | None:
        parts = [p for p in language.words(word) if p not in STOPS][: self.left]
        self.left -= len(parts)
        if not parts:
            return None
        if len(parts) == 1:
            return self._one(parts[0], field)
        whole = {token for form in language.joined(word) for token in language.spellings(form)}
        side_by_side = Phrase(_readings(parts), field)
        return Either((side_by_side, Word(tuple(sorted(whole)), field=field))) if whole else side_by_side

    def _one(self, word: str, field: str) -> Node | None:
        tokens = language.spellings(word)
        if not tokens:
            return None
        pieces = language.letters_and_digits(word)
        found = Word(tokens, field=field, typed=word)
        return Either((found, Phrase(_readings(pieces), field))) if len(pieces) > 1 else found

    def _phrase(self, text: str, field: str) -> Node | None:
        words = [w for w in language.words(text) if w not in STOPS][: self.left]
        self.left -= len(words)
        if len(words) == 1:
            return self._one(words[0], field)
        return Phrase(_readings(words), field) if words else None

    def _prefix(self, text: str, field: str) -> Node | None:
        node = self._words(text, field)
        if not isinstance(node, Word) or len(text) < SHORTEST_PREFIX:
            return node
        return Word(node.tokens, language.plain(language.words(text)[0]), field)


def meaning(term: str) -> Node | None:
    """Another expression for the same, as it is looked for: its words side by side."""
    words = [word for word in language.words(term) if word not in STOPS]
    if len(words) == 1:
        return Word(language.spellings(words[0]))
    return Phrase(_readings(words)) if words else None


def _readings(words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    readings = (
        tuple(map(language.german, words)),
        tuple(map(language.english, words)),
        tuple(language.english(language.plain(word)) for word in words),
    )
    return tuple(dict.fromkeys(readings))


def _all(nodes: list[Node | None]) -> Node | None:
    kept: list[Node] = []
    for node in nodes:
        if isinstance(node, All) and not node.without:
            kept.extend(node.nodes)
        elif node is not None:
            kept.append(node)
    kept = list(dict.fromkeys(kept))
    return kept[0] if len(kept) == 1 else All(tuple(kept)) if kept else None


def _either(nodes: list[Node | None]) -> Node | None:
    kept = tuple(dict.fromkeys(node for node in nodes if node is not None))
    return kept[0] if len(kept) == 1 else Either(kept) if kept else None


class _Marks(highlight.Formatter):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's formatter, writing safe HTML with <mark>."""

    between = " … "

    def _text(self, text: str) -> str:
        return str(escape(text))

    def format_token(self, text: str, token: Token, replace: bool = False) -> str:  # noqa: ARG002  (Whoosh's signature)
        return f"<mark>{escape(text[token.startchar : token.endchar])}</mark>"


_MARKS = _Marks()
_SCORER = highlight.BasicFragmentScorer()
_FRAGMENTER = highlight.PinpointFragmenter(maxchars=SNIPPET, surround=100, autotrim=True)
_LETTERS = {
    "a": "[aäáàâãåą]e?",
    "o": "[oöóòôõø]e?",
    "u": "[uüúùû]e?",
    "e": "[eéèêëę]",
    "s": "[sßśş]",
}
_LETTERS |= {"c": "[cçćč]", "l": "[lł]", "n": "[nñń]", "z": "[zżźž]", "i": "[iíìîıİ]", "g": "[gğ]"}


@dataclass(frozen=True)
class Marker:
    """Marks in texts what a query was looking for."""

    tokens: frozenset[str]
    prefixes: tuple[str, ...]
    likely: re.Pattern[str]

    def matches(self, text: str) -> list[Token]:
        """The places of the words that match; looked at are only words that begin alike."""
        found: list[Token] = []
        if not text:
            return found
        for match in self.likely.finditer(text, 0, MARKED):
            parts = language.parts(match[0])
            if len(parts) > 1 and any(map(self._is_wanted, language.joined(match[0]))):
                parts = [(match[0], 0)]
                wanted = parts
            else:
                wanted = [(part, offset) for part, offset in parts if self._is_wanted(language.spelt(part).lower())]
            for part, offset in wanted:
                start = match.start() + offset
                found.append(Token(text=part, boost=1.0, startchar=start, endchar=start + len(part)))
        return found

    def _is_wanted(self, word: str) -> bool:
        if not self.tokens.isdisjoint(language.spellings(word)):
            return True
        return bool(self.prefixes) and language.plain(word).startswith(self.prefixes)

    def title(self, text: str) -> Markup:
        """The whole text as safe HTML with the matches marked."""
        return _marked(text, self.matches(text))

    def tags(self, tags: Sequence[str]) -> Markup:
        """Those of the tags that match, as safe HTML with the matches marked."""
        return Markup(", ").join(marked for tag in tags if "<mark>" in (marked := self.title(tag)))

    def snippet(self, text: str, matches: Sequence[Token] | None = None) -> Markup:
        """The best two passages as safe HTML; the beginning of the text when nothing matches.

        What follows an empty line is shown when nothing before it matches. `matches` saves looking for them again.
        """
        matches = self.matches(text) if matches is None else matches
        shown, _, rest = text.partition("\n\n")
        seen = [match for match in matches if match.endchar <= len(shown)]
        if matches and not seen:
            return _beginning(shown) + " · " + self.title(rest)
        if len(shown) <= SNIPPET:
            return _marked(shown, seen)
        return _passages(shown, seen) if seen else _beginning(shown)


def _marked(text: str, matches: Sequence[Token]) -> Markup:
    if not matches:
        return escape(text)
    return Markup(_MARKS.format_fragment(highlight.Fragment(text, matches)))  # noqa: S704  (the formatter escapes)


def _passages(text: str, matches: Sequence[Token]) -> Markup:
    first, *others = sorted(_FRAGMENTER.fragment_matches(text, matches), key=_SCORER, reverse=True)
    second = next(([one] for one in others if not one.overlaps(first)), [])
    best = sorted([first, *second], key=highlight.FIRST)
    cut = "… " if best[0].startchar > 0 else ""
    rest = " …" if best[-1].endchar < len(text) else ""
    return Markup(cut + _MARKS.format(best) + rest)  # noqa: S704  (the formatter escapes)


def _beginning(text: str) -> Markup:
    if len(text) <= SNIPPET:
        return escape(text)
    return escape(text[:SNIPPET].rsplit(" ", 1)[0]) + " …"


@lru_cache(maxsize=256)
def marker(tokens: frozenset[str], prefixes: tuple[str, ...]) -> Marker:
    """A marker for these tokens and beginnings of words."""
    heads = {text[: 1 if "plus" in text or "sharp" in text else 2] for text in (*tokens, *prefixes)}
    starts = "|".join("".join(_LETTERS.get(letter, re.escape(letter)) for letter in h) for h in heads)
    likely = rf"(?i)(?<![^\W_])(?={starts or '(?!)'}|§)(?:{language.WORD.pattern})"
    return Marker(tokens, prefixes, re.compile(likely))


def distance(one: str, other: str, limit: int) -> int:
    """How many letters differ (swapped neighbours count once), or limit + 1 when more do."""
    mine, theirs = set(one), set(other)
    # A mistake takes at most one letter away, and brings at most one in.
    if abs(len(one) - len(other)) > limit or len(mine - theirs) > limit or len(theirs - mine) > limit:
        return limit + 1
    return int(damerau_levenshtein(one, other, limit))
