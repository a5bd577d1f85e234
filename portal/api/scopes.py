"""Scopes: what a token may be used for. A token with all of them still gives no more than its person may."""

from portal.core.i18n import LazyText, lazy_

SCOPES: dict[str, LazyText] = {
    "people:read": lazy_("Read the directory and profiles"),
    "people:write": lazy_("Follow people, change my own profile"),
    "groups:read": lazy_("Read groups and who belongs to them"),
    "groups:write": lazy_("Found and describe groups, join, invite, give roles"),
    "posts:read": lazy_("Read posts"),
    "posts:write": lazy_("Write, change, remove and keep posts"),
    "questions:read": lazy_("Read questions and answers"),
    "questions:write": lazy_("Ask, answer, and say what has helped"),
    "topics:read": lazy_("Read topics, and who knows about them"),
    "topics:write": lazy_("Follow and look after topics, say whether I want to be asked"),
    "announcements:read": lazy_("Read announcements"),
    "announcements:write": lazy_("Announce, change, withdraw, remind, confirm"),
    "comments:read": lazy_("Read comments"),
    "comments:write": lazy_("Write, change and remove comments"),
    "reactions:read": lazy_("Read who reacted"),
    "reactions:write": lazy_("React, and take it back"),
    "files:read": lazy_("Read files"),
    "files:write": lazy_("Upload, describe and discard files"),
    "notifications:read": lazy_("Read my notifications"),
    "notifications:write": lazy_("Mark notifications as read, mute, choose"),
    "search:read": lazy_("Search what I may see"),
    "webhooks:read": lazy_("Read my webhooks and their deliveries"),
    "webhooks:write": lazy_("Make, change and remove webhooks"),
}
FEED = "feed:read"
"""What a token inside the address of a feed may be used for; no other token has it."""


def known(names: list[str] | tuple[str, ...]) -> list[str]:
    """Gives those of the names that are scopes, once each, in their usual order."""
    return [name for name in SCOPES if name in names]
