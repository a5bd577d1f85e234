"""What somebody looks for, as a small tree that both engines can say in their own language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field

FIELDS = ("title", "tags", "names", "author", "body")
"""The parts of a document, in the order in which a match in them counts."""
_SHORTEST_OPENED = 4


@dataclass(frozen=True)
class Word:
    """One word: any of its tokens, or (when `prefix` is set) anything beginning with it.

    `longer` are all tokens that begin with it, where they are known: an index finds those sooner than a beginning.
    `typed` is the word itself, in lower case.
    """

    tokens: tuple[str, ...]
    prefix: str = ""
    field: str = ""
    longer: tuple[str, ...] = ()
    typed: str = dataclass_field(default="", compare=False)


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


@dataclass(frozen=True)
class Instead:
    """A node, or what says the same in other words: parts of a compound, the other language. Others count less."""

    node: "Node"
    others: tuple["Node", ...]


@dataclass(frozen=True)
class Some:
    """At least one of these; the others are not looked for, but count where they are."""

    nodes: tuple["Node", ...]
    others: tuple["Node", ...] = ()


Node = Word | Phrase | All | Either | Instead | Some


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
        return isinstance(self.root, Word | Instead) and _is_plain_word(self.root)

    @property
    def units(self) -> tuple[Node, ...]:
        """What was asked for, one by one."""
        if isinstance(self.root, All):
            return self.root.nodes
        if isinstance(self.root, Some):
            return self.root.nodes + self.root.others
        return () if self.root is None else (self.root,)

    def opened(self) -> "Wanted":
        """The same words, each also as the beginning of a longer one."""
        return replace(self, root=All(tuple(map(_opened, self.units))))

    def spelled_out(self, longer: Mapping[str, tuple[str, ...]]) -> "Wanted":
        """The same with the tokens that begin with a prefix, for those prefixes of which they are given."""

        def spell(node: Node) -> Node:
            if isinstance(node, All):
                return replace(node, nodes=tuple(map(spell, node.nodes)))
            if isinstance(node, Instead):
                return replace(node, node=spell(node.node))
            return replace(node, longer=longer.get(node.prefix, ())) if isinstance(node, Word) else node

        return replace(self, root=spell(self.root)) if self.root is not None else self

    def tokens(self) -> frozenset[str]:
        """All tokens that make a hit, for marking them."""
        return tokens_of(self.root)

    def prefixes(self) -> tuple[str, ...]:
        """The beginnings of words that make a hit."""
        return tuple(leaf.prefix for leaf in leaves(self.root) if isinstance(leaf, Word) and leaf.prefix)


def _opened(node: Node) -> Node:
    if isinstance(node, Instead):
        return replace(node, node=_opened(node.node))
    if isinstance(node, Word) and not node.prefix and min(map(len, node.tokens)) >= _SHORTEST_OPENED:
        return replace(node, prefix=min(node.tokens, key=len))
    return node


def own(node: Node) -> Node:
    """The same without what says it in other words."""
    if isinstance(node, All):
        return replace(node, nodes=tuple(map(own, node.nodes)))
    return own(node.node) if isinstance(node, Instead) else node


def length(node: Node) -> float:
    """How many words it has; other expressions stand for it with what they have on average."""
    if isinstance(node, All):
        return sum(map(length, node.nodes))
    if isinstance(node, Instead):
        return sum(map(length, node.others)) / len(node.others)
    return max(map(len, node.readings)) if isinstance(node, Phrase) else 1


def _is_plain_word(node: Node) -> bool:
    if isinstance(node, Instead):
        return _is_plain_word(node.node)
    if isinstance(node, Either):
        return all(isinstance(part, Word | Phrase) for part in node.nodes)
    return isinstance(node, Word) and not node.field


def leaves(node: Node | None) -> Iterator[Word | Phrase]:
    """Gives the words and phrases that make a hit."""
    if isinstance(node, Word | Phrase):
        yield node
    elif isinstance(node, Instead):
        for part in (node.node, *node.others):
            yield from leaves(part)
    elif node is not None:
        for part in node.nodes:
            yield from leaves(part)


def tokens_of(node: Node | None) -> frozenset[str]:
    """Gives all tokens that make a hit, without beginnings of words."""
    return frozenset(token for leaf in leaves(node) for token in _tokens(leaf))


def _tokens(leaf: Word | Phrase) -> Iterator[str]:
    if isinstance(leaf, Word):
        yield from leaf.tokens
    else:
        for reading in leaf.readings:
            yield from reading
