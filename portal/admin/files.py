"""The tables that were uploaded: kept while their run can be taken back; and why one was refused."""

import logging
from collections.abc import Iterable

from sqlalchemy import select

from auth.providers import store
from auth.provisioning import limits
from auth.provisioning.models import Run, Source
from portal.core import clock, db, text

log = logging.getLogger(__name__)
REFUSED = "table"


def note_refused(key: str, name: str, why: str) -> None:
    """Says why a table of a source was refused, in the log and to administrators; in a unit of work of its own."""
    cause = f"{text.clean(name)[:120]}: {why}"
    log.warning("source %s: %s", key, cause)
    store.keep_fault(key, REFUSED, cause)


def spoken_for(digests: list[str]) -> Iterable[str]:
    """Gives those of the files that a run or a source still needs."""
    since = clock.now() - limits.limits().undo
    kept = {
        str(settings.get("file")) for settings in db.session.scalars(select(Run.settings).where(Run.created_at > since))
    }
    for settings in db.session.scalars(select(Source.settings)):
        kept.add(str(settings.get("upload", {}).get("file")))
    return kept.intersection(digests)
