"""Notifications and hits of the search as the API gives them."""

from collections.abc import Callable
from datetime import datetime

from auth.audience import Actor
from portal import notifications
from portal.core import text
from search import Hit, Results

from .common import Listing, Shape


class Notice(Shape):
    """One notification: `sentence` says it in the reader's language."""

    id: int
    about: str
    sentence: str
    title: str
    url: str
    at: datetime
    people: int
    is_read: bool
    is_muted: bool


class Notices(Listing[Notice]):
    """A stretch of what the reader was told, newest first."""

    unread: int


class Kind(Shape):
    """A kind of notifications, and whether the reader hears of it."""

    name: str
    label: str
    is_on: bool


class Kinds(Listing[Kind]):
    """All kinds of notifications."""


class Found(Shape):
    """One hit of a search. The HTML marks the words that were looked for."""

    ref: str
    title: str
    title_html: str
    snippet_html: str
    author: str
    at: datetime | None
    group: str | None
    url: str


class Suggestions(Listing[Found]):
    """The best few hits for what was typed so far."""


class FoundList(Shape):
    """One page of a search: how many there are of each kind, and perhaps what else could have been meant."""

    items: list[Found]
    total: int
    is_capped: bool
    counts: dict[str, int]
    suggestion: str | None


def notices(actor: Actor, view: notifications.View, after: str, draw: Callable[[notifications.Entry], str]) -> Notices:
    """Gives a stretch of the actor's notifications; `draw` makes the sentence of one as HTML."""
    page = notifications.notices(actor, view, after or None)
    items = [
        Notice(
            id=entry.id,
            about=str(entry.about),
            sentence=text.plain(draw(entry)),
            title=entry.title,
            url=entry.url,
            at=entry.at,
            people=entry.people,
            is_read=entry.is_read,
            is_muted=entry.is_muted,
        )
        for entry in page.items
    ]
    return Notices(items=items, next=page.next, unread=notifications.unread_count(actor))


def kinds(actor: Actor) -> Kinds:
    """Gives all kinds and what the actor chose."""
    chosen = notifications.choices(actor)
    items = [Kind(name=kind.name, label=str(kind.label), is_on=is_on) for kind, is_on in chosen]
    return Kinds(items=items, next=None)


def found(results: Results) -> FoundList:
    """Gives a page of hits."""
    return FoundList(
        items=[hit(one) for one in results.hits],
        total=results.total,
        is_capped=results.is_capped,
        counts=dict(results.counts),
        suggestion=results.suggestion or None,
    )


def hit(one: Hit) -> Found:
    """Gives one hit."""
    return Found(
        ref=str(one.ref),
        title=one.title,
        title_html=str(one.title_html),
        snippet_html=str(one.snippet_html),
        author=one.author,
        at=one.at,
        group=one.group,
        url=f"/search/{one.ref.kind}/{one.ref.id}",
    )
