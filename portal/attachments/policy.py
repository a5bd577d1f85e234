"""A file belongs to whoever uploaded it."""

from auth.audience import Actor
from auth.policy import rule

from .models import Attachment


@rule("edit", Attachment)
def may_edit(actor: Actor, attachment: Attachment) -> bool:
    """Whether the actor uploaded it."""
    return attachment.uploaded_by == actor.id


@rule("remove", Attachment)
def may_remove(actor: Actor, attachment: Attachment) -> bool:
    """Whether the actor uploaded it and it hangs nowhere; what hangs is removed by editing what it hangs on."""
    return attachment.uploaded_by == actor.id and attachment.subject_id is None
