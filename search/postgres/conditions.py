"""What is wanted, in the language of `tsquery`, and the windows of time in which it is looked for."""
# ruff: noqa: S608  (names and conditions of our own; values are parameters)

from collections.abc import Collection, Sequence
from typing import Any

from ..engine import Search
from ..wanted import All, Either, Instead, Node, Phrase, Some, Word

INDEX = "search_index"
LABELS = {"title": "A", "names": "A", "tags": "B", "author": "B", "body": "C"}
NAMED_LABELS = {**dict.fromkeys(LABELS, "D"), "title": "A", "names": "A"}
FIELD_MARKS = {"author": "a/", "tags": "#/"}
"""Fields that share a label are told apart by marks."""
GRAINS = (1, 16, 256)
"""Days that one mark of time stands for."""
_STRETCHES = """(VALUES (CAST(:days1 AS tsquery), 2147483647), (CAST(:days16 AS tsquery), CAST(:before1 AS integer)),
    (CAST(:days256 AS tsquery), CAST(:before16 AS integer))) stretch (days, before)"""
"""Two days, a month, a year: asked one after the other, as long as there are not enough."""


def quoted(lexeme: str) -> str:
    """The lexeme as PostgreSQL reads it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def all_of(conditions: Collection[str], letter: str = "q", *, is_hidden: bool = False) -> str:
    """The SQL that all conditions hold, each for itself; their parameters begin with the letter.

    What is hidden from the planner is planned once, and not anew each time for the sake of what is asked for.
    """
    asked = [f"CAST(:{letter}{n} AS tsquery)" for n, _ in enumerate(conditions)]
    return " AND ".join(f"v.tokens @@ {f'(SELECT {query})' if is_hidden else query}" for query in asked)


def matching(condition: str) -> str:
    """The SQL of the documents for which the condition holds, in any order."""
    return f"SELECT v.* FROM {INDEX} v WHERE {condition}"


def newest_first(condition: str) -> str:
    """The SQL of the same in the order of stretches of time: two days, a month, a year, the rest."""
    # OFFSET keeps PostgreSQL from asking for all of them and sorting them into stretches afterwards.
    recent = matching(f"{condition} AND v.tokens @@ stretch.days AND v.day < stretch.before OFFSET 0")
    # Skipped altogether when nothing is that old.
    old = matching(f"{condition} AND v.day < :before256 AND (SELECT MIN(id) FROM {INDEX}) < :oldest")
    return f"SELECT v.* FROM {_STRETCHES} CROSS JOIN LATERAL ({recent}) v UNION ALL {old}"


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
