"""What somebody looks for, as a small tree that both engines can say in their own language."""

from collections.abc import Iterator
from dataclasses import dataclass

FIELDS = ("title", "tags", "names", "author", "body")
"""The parts of a document, in the order in which a match in them counts."""


@dataclass(frozen=True)
class Word:
    """One word: any of its tokens, or (when `prefix` is set) anything beginning with it."""

    tokens: tuple[str, ...]
    prefix: str = ""
    field: str = ""


@dataclass(frozen=True)
class Phrase:
    """Words next to each other, each given by its possible tokens."""

    words: tuple[tuple[str, ...], ...]
    field: str = ""


@dataclass(frozen=True)
class All:
    """Every one of these, and none of `without`."""

    nodes: tuple["Node", ...]
    without: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Either:
    """At least one of these."""

    nodes: tuple["Node", ...]


Node = Word | Phrase | All | Either


@dataclass(frozen=True)
class Wanted:
    """A query understood: its tree, and its words as they were typed.

    `root` is None when nothing is left to look for: signs, emoji, or only words too common.
    """

    root: Node | None
    words: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether there are no operators, so that words may be dropped, added or corrected."""
        return isinstance(self.root, Word) or (
            isinstance(self.root, All)
            and not self.root.without
            and all(_is_plain_word(node) for node in self.root.nodes)
        )

    def relaxed(self) -> "Wanted":
        """The same words, of which one is enough."""
        nodes = self.root.nodes if isinstance(self.root, All) else ()
        return Wanted(Either(nodes), self.words)

    def tokens(self) -> frozenset[str]:
        """All tokens that make a hit, for marking them."""
        return frozenset(token for leaf in _leaves(self.root) for token in _tokens(leaf))

    def prefixes(self) -> tuple[str, ...]:
        """The beginnings of words that make a hit."""
        return tuple(leaf.prefix for leaf in _leaves(self.root) if isinstance(leaf, Word) and leaf.prefix)


def _is_plain_word(node: Node) -> bool:
    if isinstance(node, Either):
        return all(isinstance(part, Word | Phrase) for part in node.nodes)
    return isinstance(node, Word) and not node.field


def _leaves(node: Node | None) -> Iterator[Word | Phrase]:
    if isinstance(node, Word | Phrase):
        yield node
    elif node is not None:
        for part in node.nodes:
            yield from _leaves(part)


def _tokens(leaf: Word | Phrase) -> Iterator[str]:
    if isinstance(leaf, Word):
        yield from leaf.tokens
    else:
        for word in leaf.words:
            yield from word
