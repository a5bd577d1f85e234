"""The part of a topic's page with whatever else carries it: what a search for its tags finds, as far as one may see."""

from auth.audience import Actor
from portal.core.sections import Section
from portal.topics import Shown

from .forms import Asked
from .queries import find

MOST = 8
"""Spellings that are looked for; a query has room for that many."""

KINDS = ("post", "comment", "announcement", "attachment", "group")
"""People, questions and desks stand in parts of their own."""


def section(actor: Actor, topic: Shown) -> Section | None:
    """Gives posts, comments, files and groups under a topic."""
    asked = Asked(" OR ".join(f"#{slug}" for slug in topic.slugs[:MOST]))
    hits = find(actor, asked, kinds=KINDS).hits
    return Section("find/_of_topic.html", {"asked": asked, "hits": hits}) if hits else None
