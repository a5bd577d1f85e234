"""A post read as plain words, and made of what was something else."""

from auth.audience import NOBODY, Actor, move
from portal.attachments import hand_over
from portal.comments import Turnable, Words, turnable
from portal.core import clock, db, events, text
from portal.core.errors import Conflict
from portal.core.i18n import _, lazy_
from portal.people import mentionable

from ..actions import ref_of
from ..events import PostPublished, PostRemoved
from ..models import Post


def words(post: Post) -> Words:
    """Reads a post. Raises Conflict for a card, which has no words of its own."""
    if post.is_card:
        raise Conflict(_("This only shows another post."))
    title = post.title or text.excerpt(post.plain, 120) or _("Post without words")
    return Words(ref_of(post.id), post.author_id, post.audience, title, post.body, post.published_at)


def make(said: Words) -> Post:
    """Makes a post, published when the words were."""
    rendered = text.render(said.body or said.title, mentionable)
    post = Post(
        author_id=said.author_id,
        audience=said.audience,
        title=said.title,
        body=said.body or said.title,
        html=rendered.html,
        plain=rendered.plain,
        tags=list(rendered.tags),
        reactions={},
        version=1,
        published_at=said.at,
    )
    db.session.add(post)
    db.session.flush()
    post.has_files = hand_over(said.origin, ref_of(post.id))
    db.session.flush()
    event = PostPublished(actor_id=post.author_id, subject=ref_of(post.id), audience=post.audience, mentions=())
    events.publish(event)
    return post


def give_up(actor: Actor, post: Post) -> None:
    """Takes a post from sight for good: it goes on as something else, so nobody brings it back."""
    audience, post.former, post.removed_at, post.is_pinned = post.audience, post.audience, clock.now(), False
    move(actor, post, NOBODY)
    events.publish(PostRemoved(actor_id=actor.id, subject=ref_of(post.id), audience=audience))


turnable("post", Turnable(lazy_("A post"), words, make, give_up, note=lazy_("Reactions to it do not come along.")))
