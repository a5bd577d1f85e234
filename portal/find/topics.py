"""The part of a topic's page with whatever else carries it: what a search for its tags finds, as far as one may see."""

from auth.audience import Actor
from portal.core.sections import Section
from portal.topics import Shown

from .forms import Asked
from .queries import find

MOST = 8
"""Spellings that are looked for; a query has room for that many."""


def section(actor: Actor, topic: Shown) -> Section | None:
    """Gives posts, comments and groups under a topic; questions stand in a part of their own."""
    asked = Asked(" OR ".join(f"#{slug}" for slug in topic.slugs[:MOST]))
    found = find(actor, asked)
    hits = [hit for hit in found.hits if hit.question is None]
    return Section("find/_of_topic.html", {"asked": asked, "hits": hits}) if hits else None
