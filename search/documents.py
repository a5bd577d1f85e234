"""What is put into the index, and what comes back from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from portal.core.subjects import Ref

TAGS_BETWEEN = ", "
"""What stands between the tags of a document where they are kept."""


@dataclass(frozen=True)
class Document:
    """One subject as the index sees it; everything in it is plain text.

    What follows an empty line in `body` is shown only where it is what was looked for. `at` says when it was written,
    `names` holds further names such as those of its files, `files` what stands in them, `language` is de, en or
    empty when it is not known, `group` the key of the group it belongs to (`group:7`), if any, `worth` what it counts
    beside others of its kind (see `ranking.worth`).
    """

    ref: Ref
    audience: str
    title: str
    body: str
    at: datetime
    tags: tuple[str, ...] = ()
    author: str = ""
    names: str = ""
    files: str = ""
    language: str = ""
    group: str | None = None
    worth: float = 1.0


class Hit(NamedTuple):
    """A document that was found.

    `matched` is the most telling part in which a word was: title, names, tags, author, body or files; or empty when
    only another spelling matched. `tags_html` are the tags in which one was, where nothing more telling matched.
    """

    ref: Ref
    title: str
    title_html: Markup
    snippet_html: Markup
    author: str
    group: str | None
    matched: str
    tags_html: Markup
    at: datetime
    score: float


@dataclass(frozen=True)
class Results:
    """One page of hits. `counts` tells how many there are of each kind, whatever kind was asked for.

    `total` counts at most `ranking.CANDIDATES`; `is_capped` says that there are more.
    `whole` tells how many of them have all the words; `is_relaxed` says that none has and these have some.
    `suggestion` is the query with its typing mistakes put right, known to have hits for this searcher; `is_corrected`
    says that these are its hits, since there are none for what was typed.
    """

    hits: tuple[Hit, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    total: int = 0
    is_capped: bool = False
    whole: int = 0
    is_relaxed: bool = False
    is_corrected: bool = False
    is_empty_query: bool = False
    suggestion: str | None = None
    milliseconds: float = 0.0
