"""Drawing posts in lists: what all readers see alike is drawn once a version and kept, the rest stands beside it."""

from collections.abc import Hashable
from dataclasses import dataclass

from markupsafe import Markup

from auth.audience import Actor
from auth.models import User
from portal.attachments import files_of
from portal.core import text
from portal.core.sections import Section
from portal.core.web import card, is_drawn
from portal.reactions import KINDS

from .queries import PostRow, written_by

HEAD, FOOT = "posts/_head.html", "posts/_foot.html"
LONG, LINES = 600, 8
_END = Markup("</article>")
ON_PROFILE = 5


@dataclass(frozen=True)
class Written:
    """A stretch of what somebody wrote, drawn, and the cursor of what is older."""

    cards: list[Markup]
    next: str | None


def written(actor: Actor, author_id: int, *, after: str | None = None, size: int = 20) -> Written:
    """Draws a stretch of what somebody wrote."""
    found = written_by(actor, author_id, after=after, size=size)
    return Written(draw(actor, found.items), found.next)


def section(actor: Actor, person: User) -> Section:
    """Gives the profile's section about posts; also for somebody who has left."""
    shown = {"person": person, "feed": written(actor, person.id, size=ON_PROFILE)}
    return Section("posts/_of_person.html", shown)


def draw(actor: Actor, rows: list[PostRow], *, in_group: bool = False) -> list[Markup]:
    """Draws the cards of a list, in its order."""
    keys = [_head_key(row, in_group=in_group) for row in rows]
    pairs = list(zip(rows, keys, strict=True))
    fresh = [row.id for row, key in pairs if row.has_files and not is_drawn(HEAD, key)]
    files = files_of(actor, "post", fresh)
    cards = []
    for row, key in pairs:
        shown = {"html": text.shown(row.html), "files": files.get(row.id, []), "in_group": in_group}
        cards.append(card(HEAD, key, post=row, is_long=_is_long(row), **shown) + foot(actor, row) + _END)
    return cards


def _is_long(row: PostRow) -> bool:
    lines = sum(row.html.count(mark) for mark in ("</p>", "</li>", "<br", "</tr>", "</h", "</pre>"))
    return len(row.plain) > LONG or lines > LINES


def _head_key(row: PostRow, *, in_group: bool) -> Hashable:
    author = (row.author, row.author_slug, row.author_photo, row.author_title)
    place = (row.audience, row.group_slug, row.group_name, row.unit_name)
    return (row.id, row.version, row.files_version, row.published_at, row.is_pinned, author, place, in_group)


def foot(actor: Actor, row: PostRow) -> Markup:
    """Draws what depends on the reader: counts, the own reaction, the bookmark."""
    is_own = row.author_id == actor.id
    counts = tuple(row.reactions.items())
    key = (row.id, row.version, counts, row.mine, row.is_saved, row.comment_count, is_own)
    return card(FOOT, key, post=row, kinds=KINDS, is_own=is_own)
