"""Files follow what they hang on, and go with it."""

from auth.audience import AudienceMoved
from portal.core.events import on
from portal.core.purging import Purged

from .actions import follow_subject
from .jobs import throw_away_from


@on(AudienceMoved)
def move_with_the_subject(event: AudienceMoved) -> None:
    """Gives the files the audience of what they hang on."""
    follow_subject(event)


@on(Purged)
def go_with_the_subject(event: Purged) -> None:
    """Throws the files of what is gone away."""
    throw_away_from(kind=event.subject.kind, subject_id=event.subject.id)
