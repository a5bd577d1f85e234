"""The tables that were uploaded: kept while their run can be taken back."""

from collections.abc import Iterable

from sqlalchemy import select

from auth.provisioning import limits
from auth.provisioning.models import Run, Source
from portal.core import clock, db


def spoken_for(digests: list[str]) -> Iterable[str]:
    """Gives those of the files that a run or a source still needs."""
    since = clock.now() - limits.limits().undo
    kept = {
        str(settings.get("file")) for settings in db.session.scalars(select(Run.settings).where(Run.created_at > since))
    }
    for settings in db.session.scalars(select(Source.settings)):
        kept.add(str(settings.get("upload", {}).get("file")))
    return kept.intersection(digests)
