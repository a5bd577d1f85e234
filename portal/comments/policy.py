"""Who may do what to a comment. Whether one may write one is asked of the subject."""

from auth.audience import Actor
from auth.policy import rule
from portal.groups import moderates

from .models import Comment


@rule("edit", Comment)
def may_edit(actor: Actor, comment: Comment) -> bool:
    """Whether it is the actor's own comment."""
    return comment.author_id == actor.id and comment.removed_at is None


@rule("remove", Comment)
def may_remove(actor: Actor, comment: Comment) -> bool:
    """Whether it is the actor's own, or one that the actor moderates."""
    return comment.removed_at is None and (comment.author_id == actor.id or moderates(actor, comment.audience))


@rule("react", Comment)
def may_react(actor: Actor, comment: Comment) -> bool:  # noqa: ARG001  (every rule takes both)
    """Whether the comment still stands."""
    return comment.removed_at is None
