"""Directories of sign-in as sources of people: which there are, what is taken from them, and when."""

from datetime import time
from typing import NamedTuple

from auth.audience import Actor
from auth.policy import require
from auth.providers.contract import Provider
from auth.provisioning import directory, sources
from auth.provisioning.events import SourceChanged
from auth.provisioning.models import Source
from portal.core import db, events
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref

from .forms import SourceForm

MOST_TIMES = 24


class Taken(NamedTuple):
    """A directory with the source that it is, None as long as nobody is taken from it."""

    provider: Provider
    source: Source | None
    fields: list[str]
    is_configured: bool

    @property
    def chosen(self) -> frozenset[str]:
        """The fields that are taken: the usual ones that the directory speaks of where nothing else was said."""
        usual = directory.USUAL.intersection(self.fields)
        return frozenset(self.source.settings.get("fields", usual) if self.source else usual)


def unused(taken: list[Source]) -> list[Provider]:
    """Gives the directories of sign-in that are no source yet."""
    keys = {source.key for source in taken}
    return [provider for key, provider in directory.offered().items() if key not in keys]


def taken_from(actor: Actor, key: str) -> Taken:
    """Gives a directory as a source. Raises NotFound, Forbidden, Conflict where another source has its key."""
    require(actor, "manage", Source(key=key))
    provider = directory.offered().get(key)
    if provider is None:
        raise NotFound
    source = db.session.get(Source, key)
    if source is not None and source.kind != "directory":
        raise Conflict(_("Another source has this key already."))
    fields = [field for field in directory.spoken_of(provider.settings) if field != "name"]
    return Taken(provider, source, fields, directory.is_configured(key))


def take_people(actor: Actor, key: str, form: SourceForm) -> Source:
    """Has people taken from a directory too, as the form says. Nothing is read by this. Raises Invalid."""
    found = taken_from(actor, key)
    times = found.source.times if found.is_configured and found.source else _times(form.times)
    source = found.source or sources.ensure_source(key, "directory", found.provider.label)
    groups = sorted({line.strip() for line in form.groups.splitlines()} - {""})
    chosen = [field for field in found.fields if field in form.fields]
    settings = {"fields": chosen, "groups": groups, "photos_only": bool(form.photos_only)}
    source.settings = {**source.settings, **settings}
    sources.set_times(source, times)
    about = Ref("person", actor.id)
    events.publish(
        SourceChanged(actor_id=actor.id, subject=about, audience=f"user:{actor.id}", source=key, times=tuple(times))
    )
    return source


def _times(words: str) -> list[str]:
    try:
        times = {f"{time.fromisoformat(word):%H:%M}" for word in words.replace(",", " ").split()}
    except ValueError as error:
        raise Invalid("times", _("Write times of day like this: 05:30 12:00")) from error
    if len(times) > MOST_TIMES:
        raise Invalid("times", _("At most %(n)s times a day.", n=MOST_TIMES))
    return sorted(times)
