"""What somebody looks for, as a small tree that both engines can say in their own language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

FIELDS = ("title", "tags", "names", "author", "body")
"""The parts of a document, in the order in which a match in them counts."""


@dataclass(frozen=True)
class Word:
    """One word: any of its tokens, or (when `prefix` is set) anything beginning with it.

    `longer` are all tokens that begin with it, where they are known: an index finds those sooner than a beginning.
    """

    tokens: tuple[str, ...]
    prefix: str = ""
    field: str = ""
    longer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phrase:
    """Words next to each other, in each reading that a document of one language may hold."""

    readings: tuple[tuple[str, ...], ...]
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
        if isinstance(self.root, All):
            return not self.root.without and all(_is_plain_word(node) for node in self.root.nodes)
        return isinstance(self.root, Word) and not self.root.field

    def relaxed(self) -> "Wanted":
        """The same words, of which one is enough."""
        nodes = self.root.nodes if isinstance(self.root, All) else ()
        return Wanted(Either(nodes), self.words)

    def opened(self) -> "Wanted":
        """The same words, each also as the beginning of a longer one."""
        nodes = self.root.nodes if isinstance(self.root, All) else (self.root,)
        longer = tuple(
            Word(node.tokens, min(node.tokens, key=len)) if isinstance(node, Word) and _is_long(node) else node
            for node in nodes
            if node is not None
        )
        return Wanted(All(longer), self.words)

    def spelled_out(self, longer: Mapping[str, tuple[str, ...]]) -> "Wanted":
        """The same with the tokens that begin with a prefix, for those prefixes of which they are given."""

        def spell(node: Node) -> Node:
            if isinstance(node, All):
                return replace(node, nodes=tuple(map(spell, node.nodes)))
            return replace(node, longer=longer.get(node.prefix, ())) if isinstance(node, Word) else node

        return replace(self, root=spell(self.root)) if self.root is not None else self

    def tokens(self) -> frozenset[str]:
        """All tokens that make a hit, for marking them."""
        return frozenset(token for leaf in _leaves(self.root) for token in _tokens(leaf))

    def prefixes(self) -> tuple[str, ...]:
        """The beginnings of words that make a hit."""
        return tuple(leaf.prefix for leaf in _leaves(self.root) if isinstance(leaf, Word) and leaf.prefix)


def _is_long(word: Word) -> bool:
    return not word.prefix and min(map(len, word.tokens)) >= 4


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
        for reading in leaf.readings:
            yield from reading
