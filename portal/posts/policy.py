"""Who may do what with posts."""

from auth.audience import Actor
from auth.policy import rule
from portal.groups import is_archived, may_write, moderates

from .models import Post


@rule("create", Post)
def may_create(actor: Actor, post: Post) -> bool:
    """One writes for the whole company, for one's own units, and in groups that one belongs to."""
    return may_write(actor, post.audience)


@rule("edit", Post)
def may_edit(actor: Actor, post: Post) -> bool:
    """Only the author changes the words, while the group is open. A card has none."""
    is_own = post.author_id == actor.id and not post.is_card
    return is_own and post.removed_at is None and not is_archived(post.audience)


@rule("remove", Post)
def may_remove(actor: Actor, post: Post) -> bool:
    """The author, and who moderates."""
    return post.removed_at is None and (post.author_id == actor.id or moderates(actor, post.audience))


@rule("comment", Post)
def may_comment(actor: Actor, post: Post) -> bool:  # noqa: ARG001  (every rule takes both)
    """Who sees it may answer, unless the group is archived. What a card shows is answered where it stands."""
    return not post.is_card and post.removed_at is None and not is_archived(post.audience)


@rule("react", Post)
def may_react(actor: Actor, post: Post) -> bool:  # noqa: ARG001  (every rule takes both)
    """Who sees it may react."""
    return not post.is_card and post.removed_at is None


@rule("moderate", Post)
def may_moderate(actor: Actor, post: Post) -> bool:
    """Owners and hosts pin in their group, community managers everywhere."""
    return post.removed_at is None and moderates(actor, post.audience)


@rule("manage", Post)
def may_manage(actor: Actor, post: Post) -> bool:
    """The author and who moderates move a post and close its comments, while the group is open."""
    if post.is_card or is_archived(post.audience):
        return False
    return post.removed_at is None and (post.author_id == actor.id or moderates(actor, post.audience))
