"""What is wanted, in the language of `tsquery`, and the windows of time in which it is looked for."""
# ruff: noqa: S608  (names and conditions of our own; values are parameters)

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from ..engine import Search
from ..wanted import All, Either, Instead, Node, Phrase, Some, Word

INDEX = "search_index"
LABELS = {"title": "A", "names": "A", "tags": "B", "author": "B", "body": "C"}
FIELD_MARKS = {"author": "a/", "tags": "#/"}
"""Fields that share a label are told apart by marks."""
ALWAYS = ("TRUE",)
"""One stretch of time for all, where so few match that their order does not matter."""
GRAINS = (1, 16, 256)
"""Days that one mark of time stands for."""


def quoted(lexeme: str) -> str:
    """The lexeme as PostgreSQL reads it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def all_of(conditions: Collection[str], letter: str = "q") -> str:
    """The SQL that all conditions hold, each for itself; their parameters begin with the letter."""
    return " AND ".join(f"v.tokens @@ CAST(:{letter}{n} AS tsquery)" for n, _ in enumerate(conditions))


def windows() -> Iterable[str]:
    """The SQL of stretches of time, the newest first: two days, a month, a year, the rest."""
    yield "v.tokens @@ CAST(:days1 AS tsquery)"
    yield "v.tokens @@ CAST(:days16 AS tsquery) AND v.day < :before1"
    yield "v.tokens @@ CAST(:days256 AS tsquery) AND v.day < :before16"
    # Skipped altogether when nothing is that old.
    yield f"v.day < :before256 AND (SELECT MIN(id) FROM {INDEX}) < :oldest"


def days(today: int) -> dict[str, Any]:
    """The parameters of those stretches on a day given as days since 1970."""
    values: dict[str, Any] = {}
    for grain in GRAINS:
        newest = (today + 1) // grain  # clocks of several machines differ: tomorrow may have begun elsewhere
        last = newest - 2 if grain == 1 else newest - 1
        values[f"days{grain}"] = " | ".join(quoted(f"d{grain}/{n}") for n in range(last, newest + 1))
        values[f"before{grain}"] = last * grain
    from ..index import first_id

    return values | {"oldest": first_id(values["before256"])}


def conditions(search: Search, root: Node, *, heading: bool = False) -> list[str]:
    """The conditions in the language of `tsquery`; with `heading` on the heading alone."""
    nodes = root.nodes if isinstance(root, All) else (root,)
    found = [_query(node, heading=heading) for node in nodes]
    if isinstance(root, All):
        for node in root.without:
            found[0] = f"{found[0]} & !({_query(node)})"
    if search.is_narrow:
        found.append(" | ".join(quoted(f"k/{kind}") for kind in search.kinds))
    if search.group:
        found.append(quoted(f"g/{search.group}"))
    return found


def _query(node: Node, *, heading: bool = False) -> str:
    if isinstance(node, All):
        found = "(" + " & ".join(_query(part, heading=heading) for part in node.nodes) + ")"
        return found + "".join(f" & !({_query(part)})" for part in node.without)
    if isinstance(node, Either | Some):
        return "(" + " | ".join(_query(part, heading=heading) for part in node.nodes) + ")"
    if isinstance(node, Instead):
        return _query(Either((node.node, *node.others)), heading=heading)
    if isinstance(node, Phrase):
        return "(" + " | ".join(_phrase(reading, node.field, heading=heading) for reading in node.readings) + ")"
    return _word(node, heading=heading)


def _word(node: Word, *, heading: bool) -> str:
    mark = FIELD_MARKS.get(node.field, "t/" if heading and not node.field else "")
    label = "" if mark else LABELS.get(node.field, "")
    tokens = dict.fromkeys((*node.tokens, *node.longer))
    words = [quoted(mark + token) + (f":{label}" if label else "") for token in tokens]
    if node.prefix and not node.longer:
        words.append(f"{quoted(mark + node.prefix)}:*{label}")
    return "(" + " | ".join(words) + ")"


def _phrase(reading: Sequence[str], field: str, *, heading: bool) -> str:
    label = LABELS.get(field, "A" if heading else "")
    return " <-> ".join(quoted(token) + (f":{label}" if label else "") for token in reading)
