"""Which column of an uploaded table holds which field: what was recognised, and what was chosen."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from auth.audience import Actor
from auth.policy import require
from auth.provisioning import sources, table
from portal.core import i18n
from portal.core.errors import NotFound

from .actions import TABLE


class Column(NamedTuple):
    """A column: its heading, the field that it was recognised as, and some of what it holds."""

    place: int
    heading: str
    field: str
    examples: str


def shown(actor: Actor) -> dict[str, Any]:
    """Gives the columns of the table that was uploaded last, and the fields. Raises NotFound, Forbidden."""
    source = sources.source(TABLE)
    require(actor, "manage", source)
    kept = source.settings.get("upload")
    if not kept:
        raise NotFound
    mapping = table.mapping_of(kept["heading"], source.settings.get("headings", {}))
    found = []
    for place, heading in enumerate(kept["heading"]):
        some = [row[place] for row in kept["rows"] if place < len(row) and row[place]]
        found.append(Column(place, heading, mapping.get(place, ""), ", ".join(some)[:80]))
    word = 0 if i18n.language() == "de" else 1
    fields = [(name, words[word]) for name, words in table.HEADINGS.items()]
    return {"columns": found, "fields": fields, "name": kept["name"], "file": kept["file"]}


def chosen(sent: Mapping[str, str]) -> dict[int, str]:
    """Gives the field of each column as it was chosen on the page."""
    found = {}
    for name, value in sent.items():
        place = name.removeprefix("column-")
        if place != name and place.isascii() and place.isdecimal() and len(place) < 4:
            found[int(place)] = value
    return found
