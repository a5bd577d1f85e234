"""Reactions go with what they were to."""

from portal.core.events import on
from portal.core.purging import Purged

from .jobs import forget_reactions


@on(Purged)
def go_with_the_subject(event: Purged) -> None:
    """Deletes the reactions to what is gone."""
    forget_reactions(kind=event.subject.kind, subject_id=event.subject.id)
