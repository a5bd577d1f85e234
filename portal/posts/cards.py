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

from .queries import PostRow, posts, rights, written_by

HEAD, FOOT, CARD = "posts/_head.html", "posts/_foot.html", "posts/_card.html"
LONG, LINES, EXCERPT = 600, 8, 200
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
    shown_there = [row.origin_id for row in rows if row.is_card and row.origin_id]
    origins = posts(actor, shown_there) if shown_there else {}
    keys = [_head_key(row, in_group=in_group) for row in rows]
    pairs = list(zip(rows, keys, strict=True))
    fresh = [row.id for row, key in pairs if row.has_files and not is_drawn(HEAD, key)]
    files = files_of(actor, "post", fresh)
    cards = []
    for row, key in pairs:
        if row.is_card:
            cards.append(_card(actor, row, origins, in_group=in_group))
            continue
        shown = {"html": text.shown(row.html), "files": files.get(row.id, []), "in_group": in_group}
        cards.append(card(HEAD, key, post=row, is_long=_is_long, **shown) + foot(actor, row) + _END)
    return cards


def _card(actor: Actor, row: PostRow, origins: dict[int, PostRow], *, in_group: bool) -> Markup:
    """A card whose post is gone since the list was read is not drawn."""
    origin = origins.get(row.origin_id or 0)
    if origin is None:
        return Markup()
    may_remove = rights(actor, row).remove
    words = text.excerpt(origin.plain, EXCERPT)
    key = (_head_key(row, in_group=in_group), _head_key(origin, in_group=False), origin.comment_count, may_remove)
    return card(CARD, key, post=row, origin=origin, words=words, in_group=in_group, may_remove=may_remove) + _END


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
