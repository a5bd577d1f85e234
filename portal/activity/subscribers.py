"""The feed follows what is published and where it is moved."""

from sqlalchemy import delete, update

from auth.audience import AudienceMoved
from portal.core import clock, db
from portal.core.events import Event, on
from portal.core.purging import Purged

from .models import Entry


@on(Event)
def enter(event: Event) -> None:
    """Puts the subject of an event that is marked for it into the feed, once."""
    if not event.feed:
        return
    row = {"at": clock.now(), "actor_id": event.actor_id, "audience": event.audience}
    row |= {"subject_kind": event.subject.kind, "subject_id": event.subject.id}
    db.upsert(Entry, row, keys=("subject_kind", "subject_id"), update={"audience": event.audience})


@on(AudienceMoved)
def move_along(event: AudienceMoved) -> None:
    """Gives the entry the audience that its subject has now; one that nobody sees is not in the feed."""
    subject = event.subject
    entry = update(Entry).where(Entry.subject_kind == subject.kind, Entry.subject_id == subject.id)
    db.session.execute(entry.values(audience=event.audience).execution_options(synchronize_session=False))


@on(Purged)
def go_with_the_subject(event: Purged) -> None:
    """Takes what is gone out of the feed."""
    subject = event.subject
    entry = delete(Entry).where(Entry.subject_kind == subject.kind, Entry.subject_id == subject.id)
    db.session.execute(entry.execution_options(synchronize_session=False))
