"""Pointing others to a post: a card in another place, or a word to some people. Neither opens anything to anybody.

A card has no words of its own. It shows the post to those who may see that anyway, and is not there for the others.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from auth.audience import Actor, members_of_key, shared
from auth.models import User
from auth.policy import require, sees
from portal.core import clock, db, events
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _
from portal.groups import count_post
from portal.people import mentionable

from ..actions import ref_of
from ..events import PostPassedOn, PostShared
from ..models import Link, Post

MOST_PEOPLE = 20


class Told(NamedTuple):
    """Names of those who were pointed to a post, and of those who may not see it and were left out."""

    told: list[str]
    left_out: list[str]


def pass_on(actor: Actor, post: Post, audience: str) -> Post:
    """Puts a card of the post into another place and gives it. Raises NotFound, Forbidden, Invalid for a second one."""
    if not sees(actor, post) or post.is_card:
        raise NotFound
    now = clock.now()
    values: dict[str, Any] = {"author_id": actor.id, "audience": audience, "title": "", "body": "", "html": ""}
    card = Post(**values, plain="", tags=[], published_at=now, reactions={}, version=1)
    require(actor, "create", card)
    there = select(Link.post_id).join(Post, Post.id == Link.post_id)
    there = there.where(Link.origin_id == post.id, Link.kind == "card", Post.audience == audience)
    if audience == post.audience or db.session.scalar(there) is not None:
        raise Invalid("audience", _("The post stands there already."))
    db.session.add(card)
    db.session.flush()
    db.session.add(Link(post_id=card.id, origin_id=post.id, kind="card"))
    count_post(audience, actor.id)
    said: dict[str, Any] = {"actor_id": actor.id, "subject": ref_of(card.id), "audience": audience}
    events.publish(PostPassedOn(**said, origin=ref_of(post.id)))
    return card


def share_post(actor: Actor, post: Post, handles: Iterable[str], note: str) -> Told:
    """Tells people of a post, with a note; those who may not see it are left out and named.

    Raises NotFound, and Invalid for nobody, too many, and names that nobody has.
    """
    if not sees(actor, post) or post.is_card:
        raise NotFound
    people = _people(list(handles))
    user_ids = [person.id for person in people]
    seeing = set(db.session.scalars(_seeing(user_ids, post.audience)))
    told = tuple(user_id for user_id in user_ids if user_id in seeing)
    if told:
        said: dict[str, Any] = {"actor_id": actor.id, "subject": ref_of(post.id), "audience": post.audience}
        events.publish(PostShared(**said, user_ids=told, note=note))
    named = [(person.name, person.id in seeing) for person in people]
    return Told([name for name, sees_it in named if sees_it], [name for name, sees_it in named if not sees_it])


def _people(handles: list[str]) -> list[Any]:
    if not handles:
        raise Invalid("people", _("This field is empty."))
    if len(handles) > MOST_PEOPLE:
        raise Invalid("people", _("At most %(n)s people at once.", n=MOST_PEOPLE))
    found = mentionable(handles)
    unknown = [handle for handle in handles if handle not in found]
    if unknown:
        raise Invalid("people", _("Nobody here is called %(name)s.", name=unknown[0]))
    return [found[handle] for handle in handles]


def _seeing(user_ids: list[int], audience: str) -> Any:
    readers = or_(shared(audience), User.id.in_(members_of_key(audience)))
    return select(User.id).where(User.id.in_(user_ids), User.is_active, readers)
