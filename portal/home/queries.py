"""Gathering the feed: the entries of a stretch, and the posts behind them drawn in their order."""

from dataclasses import dataclass

from markupsafe import Markup

from auth.audience import EVERYONE, Actor
from portal.activity import stretch
from portal.groups import Group
from portal.posts import draw, posts, posts_and_pinned, saved

VIEWS = ("groups", "all", "saved")


@dataclass(frozen=True)
class Feed:
    """A stretch of a feed, drawn: cards, the cursor of what is older, and the rooms in which news of it are told."""

    cards: list[Markup]
    next: str | None
    rooms: list[str]


def home_feed(actor: Actor, view: str, after: str | None = None) -> Feed:
    """Gives a stretch of the reader's own feed, of all that is open to the reader, or of what is kept for later."""
    if view == "saved":
        page = saved(actor, after=after)
        return Feed(draw(actor, page.items), page.next, _rooms([row.audience for row in page.items]))
    found = stretch(actor, mine=view == "groups", after=after)
    ids = [ref.id for ref in found.refs if ref.kind == "post"]
    rows, on_top = (posts(actor, ids), []) if after else posts_and_pinned(actor, ids, EVERYONE)
    ordered = [rows[ref.id] for ref in found.refs if ref.id in rows]
    shown = on_top + [row for row in ordered if row.id not in {top.id for top in on_top}]
    own = [key for key in actor.keys if not key.startswith("user:")]
    return Feed(draw(actor, shown), found.next, _rooms([*own, *(row.audience for row in shown)]))


def group_feed(actor: Actor, group: Group, after: str | None = None) -> Feed:
    """Gives a stretch of what was written in a group."""
    found = stretch(actor, audience=group.key, after=after)
    ids = [ref.id for ref in found.refs if ref.kind == "post"]
    rows, on_top = (posts(actor, ids), []) if after else posts_and_pinned(actor, ids, group.key)
    ordered = [rows[ref.id] for ref in found.refs if ref.id in rows and rows[ref.id] not in on_top]
    return Feed(draw(actor, [*on_top, *ordered], in_group=True), found.next, [group.key])


def _rooms(keys: list[str]) -> list[str]:
    return sorted({key for key in keys if not key.endswith((":managers", ":owners"))})[:60]
