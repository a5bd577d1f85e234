"""Files follow what they hang on, and go with it; who sent one that cannot be kept hears of it."""

from auth.audience import AudienceMoved
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.purging import Purged
from portal.notifications import kind, notify

from .actions import follow_subject
from .events import AttachmentRefused
from .tidying import throw_away_from

kind("file", label=lazy_("A file of mine could not be kept"))


@on(AudienceMoved)
def move_with_the_subject(event: AudienceMoved) -> None:
    """Gives the files the audience of what they hang on."""
    follow_subject(event)


@on(Purged)
def go_with_the_subject(event: Purged) -> None:
    """Throws the files of what is gone away."""
    throw_away_from(kind=event.subject.kind, subject_id=event.subject.id)


@on(AttachmentRefused)
def tell_the_sender(event: AttachmentRefused) -> None:
    """Tells who sent the file that it was taken off again, and why."""
    notify(
        [event.subject.id],
        event,
        kind="file",
        notice="attachments/_refused_notice.html",
        about=event.subject,
        fold=f"file:{event.attachment_id}",
        data={"name": event.name, "infected": event.power, "why": event.reason, "url": "/attachments/mine"},
    )
