"""What is known of the words of a query before it is asked: asked of the database once for all of them.

Their other meanings in the glossary, how many documents have them, longer words that begin so, and which parts of a
long word are words of the company's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import log

from . import compounds, engine, glossary, language, query, ranking, spelling
from .engine import Statement
from .hits import read
from .wanted import All, Instead, Node, Some, Wanted, Word, tokens_of

_MOST_COUNTED = 10_000
"""What a word counts as having of documents where that was not counted."""
_ENOUGH = 200
"""So many are enough to leave common words out: the searcher sees only a part of them."""


@dataclass(frozen=True)
class Known:
    """What the database knows of a query's words: by key, by beginning, by token; and how its index is divided."""

    meanings: dict[str, list[str]] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    longer: dict[str, tuple[str, ...]] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)
    total: int = 0
    windows: tuple[int, ...] = ()

    def weight(self, node: Node) -> float:
        """How much a word says: BM25's idf. 1 where nothing was counted."""
        return log(1 + (self.total - self.number(node) + 0.5) / (self.number(node) + 0.5)) if self.total else 1.0

    def number(self, node: Node) -> int:
        """How many documents have the word itself, at most as many as there are."""
        if isinstance(node, Instead):
            return self.number(node.node)
        if isinstance(node, All):
            return min(map(self.number, node.nodes))
        tokens = node.tokens if isinstance(node, Word) else tokens_of(node)
        return min(max((self.documents.get(token, 0) for token in tokens), default=0), self.total or _MOST_COUNTED)

    def is_rare(self, node: Node) -> bool:
        """Whether few documents are found by it; what says the same in other words was not counted."""
        return not _is_open(node) and self.number(node) <= 2 * ranking.RARE

    def is_together(self, node: Node) -> bool:
        """Whether its documents are best gone through together; what says the same in other words was not counted."""
        words = node.node if isinstance(node, Instead) else node
        return not _is_open(words) and self.number(words) <= ranking.TOGETHER


def about(wanted: Wanted, *, is_opened: bool) -> Known:
    """Asks the database about the words of a plain query."""
    words = [node.typed for node in wanted.units if isinstance(node, Word)]
    tokens = sorted(wanted.tokens())
    own = {part for word in words for part in compounds.candidates(language.plain(word))}
    beginnings = wanted.opened().prefixes() if is_opened else wanted.prefixes()
    branches = [glossary.asked(words), spelling.asked_own(own), spelling.asked_longer(beginnings)]
    if len(wanted.units) > 1:
        branches.append(engine.current().counted(tokens))
    rows = read(_joined([branch for branch in branches if branch is not None]))
    known, begun = Known(), dict[str, list[str]]()
    total, windows = 0, list[int]()
    for what, key, said, number in rows:
        if what == "meaning":
            known.meanings.setdefault(key, []).append(said)
        elif what == "own":
            known.own.add(key)
        elif what == "longer":
            begun.setdefault(key, []).append(said)
        elif what == "window":
            windows.append(int(key))
        elif key:
            known.documents[key] = int(number)
        else:
            total = int(number)
    return replace(known, longer=spelling.completed(begun), total=total, windows=tuple(sorted(windows)))


def _joined(branches: Sequence[Statement]) -> Statement:
    values = {name: value for branch in branches for name, value in branch.parameters.items()}
    return Statement(" UNION ALL ".join(branch.sql for branch in branches), values)


def rewritten(wanted: Wanted, known: Known) -> Wanted:
    """The query with what says the same beside its words: meanings from the glossary, and the parts of compounds."""
    nodes: list[Node] = []
    rest = list(wanted.units)
    while rest:
        length, others = _meanings(rest, known)
        run, rest = tuple(rest[:length]), rest[length:]
        node: Node = run[0] if length == 1 else All(run)
        if length == 1 and isinstance(node, Word) and (parts := _parts(node, known)):
            others = [*others, parts]
        nodes.append(Instead(node, tuple(others)) if others else node)
    return replace(wanted, root=nodes[0] if len(nodes) == 1 else All(tuple(nodes)))


def _meanings(rest: Sequence[Node], known: Known) -> tuple[int, list[Node]]:
    for length in range(min(glossary.MOST_WORDS, len(rest)), 0, -1):
        words = [node.typed for node in rest[:length] if isinstance(node, Word) and node.typed]
        if len(words) == length:
            terms = {term for key in glossary.keys(words) for term in known.meanings.get(key, ())}
            others = [node for term in sorted(terms) if (node := query.meaning(term)) is not None]
            if others:
                return length, others
    return 1, []


def _parts(word: Word, known: Known) -> Node | None:
    parts = compounds.split(language.plain(word.typed), known.own)
    return All(tuple(Word(language.spellings(part)) for part in parts)) if parts else None


def relaxed(wanted: Wanted, known: Known) -> tuple[Wanted, bool]:
    """The same words, of which some are enough: rare ones have to be there, common ones only count.

    Says also whether they are so few that all of them can be looked at.
    """
    nodes = sorted(wanted.units, key=known.number)
    there = [node for node in nodes if known.number(node) or _is_open(node)] or nodes
    chosen: list[Node] = []
    documents = 0
    for node in there:
        if documents >= _ENOUGH:
            break
        documents += known.number(node)
        chosen.append(node)
    some = Some(tuple(chosen), tuple(node for node in nodes if node not in chosen))
    is_few = documents <= 2 * ranking.RARE and all(map(known.is_rare, chosen))
    return replace(wanted, root=some), is_few


def _is_open(node: Node) -> bool:
    return isinstance(node, Instead) or (isinstance(node, Word) and bool(node.prefix))


def common(wanted: Wanted, known: Known) -> tuple[Node, ...]:
    """Those words that so many documents have that they say next to nothing, beside none or a rare one."""
    found = tuple(node for node in wanted.units if known.number(node) >= ranking.COMMON)
    others = [known.number(node) for node in wanted.units if node not in found]
    return found if not others or min(others) <= 4 * ranking.RARE else ()


def weights(nodes: Iterable[Node], known: Known) -> tuple[float, ...]:
    """The idf of each of the nodes."""
    return tuple(known.weight(node) for node in nodes)
