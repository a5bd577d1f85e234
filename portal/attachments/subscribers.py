"""Files follow what they hang on."""

from auth.audience import AudienceMoved
from portal.core.events import on

from .actions import follow_subject


@on(AudienceMoved)
def move_with_the_subject(event: AudienceMoved) -> None:
    """Gives the files the audience of what they hang on."""
    follow_subject(event)
