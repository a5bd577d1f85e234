"""How far a post goes, said before it is sent: how many people, and how much of the sort they got this week."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from auth.audience import EVERYONE, Actor, members_of_key
from portal.core import clock, db
from portal.core.i18n import _, ngettext

from .models import Post

WEEK = timedelta(days=7)


class Reach(NamedTuple):
    """How many people an audience has, and how many posts it got within the last seven days."""

    people: int
    posts: int

    @property
    def sentence(self) -> str:
        """Says both in words."""
        people = ngettext("This reaches %(n)s person.", "This reaches %(n)s people.", self.people)
        if not self.posts:
            return _("%(people)s It is the first post of this sort this week.", people=people)
        posts = ngettext("%(n)s post of this sort", "%(n)s posts of this sort", self.posts)
        return _("%(people)s They have already received %(posts)s this week.", people=people, posts=posts)


def reach(actor: Actor, audience: str, *, least: int) -> Reach | None:
    """Gives how far a post to the audience goes; None for a group of fewer than `least` people and what is hidden."""
    kind, _colon, number = audience.partition(":")
    if not actor.holds(audience) or (audience != EVERYONE and not (kind in ("group", "unit") and number.isdigit())):
        return None
    people = db.session.scalar(select(func.count()).select_from(members_of_key(audience).subquery())) or 0
    if kind == "group" and people < least:
        return None
    recent = (Post.audience == audience, Post.published_at > clock.now() - WEEK)
    return Reach(people, db.session.scalar(select(func.count()).select_from(Post).where(*recent)) or 0)
