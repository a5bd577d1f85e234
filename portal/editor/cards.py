"""What a link to a page of the portal leads to, for those who may see it."""

import re
from typing import NamedTuple

from auth.audience import Actor
from auth.policy import get
from portal.core import subjects, text
from portal.core.errors import NotFound
from portal.core.i18n import LazyText, lazy_
from portal.core.subjects import Ref
from portal.groups import find
from portal.people import person

_POST = re.compile(r"/posts/(\d{1,15})(?:-[^/]*)?")
_GROUP = re.compile(r"/groups/([a-z0-9-]{1,80})")
_PERSON = re.compile(r"/people/([a-z0-9.-]{1,80})")
LINES = 160


class LinkCard(NamedTuple):
    """A page as its card shows it."""

    url: str
    icon: str
    kind: LazyText
    title: str
    line: str


def card_of(actor: Actor, path: str) -> LinkCard:
    """Gives the card of the post, group or person at this path. Raises NotFound, also where others may see it."""
    if found := _POST.fullmatch(path):
        kind = subjects.get("post")
        post = get(actor, kind.model, Ref("post", int(found[1])).id)
        line = text.excerpt(getattr(post, "plain", ""), LINES)
        return LinkCard(kind.url(post), "file-text", lazy_("Post"), kind.title(post), line)
    if found := _GROUP.fullmatch(path):
        group = find(actor, found[1])
        return LinkCard(path, "messages-square", lazy_("Group"), group.name, group.purpose)
    if found := _PERSON.fullmatch(path):
        somebody = person(found[1])
        return LinkCard(path, "user-round", lazy_("Person"), somebody.name, somebody.title)
    raise NotFound
