"""Gathering the feed: the entries of a stretch, and the posts behind them drawn in their order."""

from dataclasses import dataclass

from markupsafe import Markup

from auth.audience import EVERYONE, Actor
from portal import announcements, questions
from portal.activity import Stretch, stretch
from portal.core.subjects import Ref
from portal.groups import Group, Listed, suggestions
from portal.people import Arrival, Sharing, new_colleagues, sharing_topics
from portal.posts import PostRow, draw, posts, saved

VIEWS = ("groups", "all", "saved")
MOST_ROOMS = 60
FEW = 3


@dataclass(frozen=True)
class Perhaps:
    """What the reader might like to know of: questions to answer, groups, people with the same topics, who is new."""

    waiting: list[questions.Waiting]
    groups: list[Listed]
    sharing: list[Sharing]
    arrivals: list[Arrival]


def perhaps(actor: Actor) -> Perhaps:
    """Gives a few of each, for the column beside the feed."""
    people = sharing_topics(actor, limit=FEW), new_colleagues(actor, limit=FEW)
    return Perhaps(questions.waiting_for(actor, FEW), suggestions(actor, limit=FEW), *people)


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
    besides = None if after else announcements.ANY_PINNED
    found = stretch(actor, mine=view == "groups", after=after, besides=besides)
    shown = _ordered(actor, found, EVERYONE, is_first=after is None)
    own = [key for key in actor.keys if not key.startswith("user:")]
    cards = _cards(actor, found, shown, EVERYONE)
    return Feed(cards, found.next, _rooms([*own, *(row.audience for row in shown)]))


def group_feed(actor: Actor, group: Group, after: str | None = None) -> Feed:
    """Gives a stretch of what was written in a group."""
    found = stretch(actor, audience=group.key, after=after)
    shown = _ordered(actor, found, group.key, is_first=after is None)
    return Feed(_cards(actor, found, shown, group.key), found.next, [group.key])


def _ordered(actor: Actor, found: Stretch, audience: str, *, is_first: bool) -> list[PostRow]:
    """What is pinned for the audience stands on top of the first stretch, and in no other place."""
    ids = [ref.id for ref in found.refs if ref.kind == "post"]
    rows = posts(actor, ids, on_top=audience if is_first else "")
    pinned = {row.id: row for row in rows.values() if row.is_pinned and row.audience == audience}
    rest = [rows[post_id] for post_id in ids if post_id in rows and post_id not in pinned]
    return [*(pinned.values() if is_first else ()), *rest]


def _cards(actor: Actor, found: Stretch, shown: list[PostRow], audience: str) -> list[Markup]:
    """Posts, questions and announcements in their order; above them, on home, the announcement that is pinned."""
    ids = [ref.id for ref in found.refs if ref.kind == "announcement"]
    rows = announcements.announcements(actor, ids, with_pinned=found.besides)
    top = announcements.on_top(rows.values()) if found.besides else None
    known = [row for row in rows.values() if row.id in ids or row is top]
    drawn = dict(
        zip((Ref("post", row.id) for row in shown), draw(actor, shown, in_group=audience != EVERYONE), strict=True)
    )
    said = announcements.draw(actor, known, on_top=top.id if top else None)
    drawn |= dict(zip((Ref("announcement", row.id) for row in known), said, strict=True))
    asked = questions.questions(actor, [ref.id for ref in found.refs if ref.kind == "question"])
    cards = questions.draw(list(asked.values()), in_group=audience != EVERYONE)
    drawn |= dict(zip((Ref("question", number) for number in asked), cards, strict=True))
    first = [Ref("announcement", top.id)] if top else []
    pinned = [Ref("post", row.id) for row in shown if row.is_pinned and row.audience == audience]
    return [drawn[ref] for ref in dict.fromkeys((*first, *pinned, *found.refs)) if ref in drawn]


def _rooms(keys: list[str]) -> list[str]:
    return sorted({key for key in keys if not key.endswith((":managers", ":owners"))})[:MOST_ROOMS]
