"""What resembles a text that somebody is writing: some of its words are enough, rare ones count more."""

from collections.abc import Sequence
from dataclasses import replace

from . import engine, knowing, query
from .audience import Searcher
from .documents import Hit
from .finding import search_for
from .hits import hit, read

_FEWEST_LETTERS = 3


def similar(actor: Searcher, text: str, *, kinds: Sequence[str] = ("question",), size: int = 5) -> list[Hit]:
    """Gives what the actor may see that resembles a half-written title or text, the most alike first.

    Signs are text here, never operators; the last word may be unfinished. Costs two statements, or none when there
    is nothing to go by yet.
    """
    wanted = query.resembling(text)
    if wanted.root is None or len("".join(wanted.words)) < _FEWEST_LETTERS:
        return []
    known = knowing.about(wanted, is_opened=False)
    wanted = knowing.rewritten(wanted, known)
    some, is_few = knowing.relaxed(wanted, known)
    search = search_for(actor, some, kinds=tuple(kinds))
    search = replace(
        search,
        is_narrow=True,
        is_rare=is_few,
        size=size,
        weights=knowing.weights(some.units, known),
    )
    marker = query.marker(wanted.tokens(), wanted.prefixes())
    return [hit(row, marker) for row in read(engine.current().find(search)) if row.id is not None]
