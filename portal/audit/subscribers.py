"""Every event that is marked `power` becomes an entry, in the same transaction."""

from dataclasses import asdict
from typing import Any

from portal.core import clock, db
from portal.core.events import Event, on

from .chain import seal
from .models import Entry

_OWN_COLUMNS = frozenset({"actor_id", "subject", "audience", "reason"})
_CONCERNED = ("user_id", "author_id")


@on(Event)
def write_down(event: Event) -> None:
    """Writes an act of power down: who, what, to whom, why."""
    if not event.power:
        return
    said = asdict(event)
    entry = Entry(
        at=clock.now(),
        actor_id=event.actor_id,
        event=type(event).__name__,
        subject_kind=event.subject.kind,
        subject_id=event.subject.id,
        audience=event.audience,
        person_id=_person(event, said),
        reason=str(said.get("reason", "")),
        details={name: _plain(value) for name, value in said.items() if name not in _OWN_COLUMNS | event.in_confidence},
    )
    db.session.add(entry)
    db.session.flush()
    db.before_commit(seal)


def _person(event: Event, said: dict[str, Any]) -> int | None:
    """Gives whom an act concerns: the person that it is about, or the member or author of what it is about."""
    if event.subject.kind == "person":
        return event.subject.id
    found = [said[name] for name in _CONCERNED if isinstance(said.get(name), int)]
    return found[0] if found else None


def _plain(value: Any) -> Any:
    if isinstance(value, int | float | str | bool | None):
        return value
    return [_plain(v) for v in value] if isinstance(value, list | tuple | set | frozenset) else str(value)
