"""The directory as a source: everybody in it, page by page, with departments, sites, leads and groups.

It is read twice over one connection: first who is there, so that leads can be named by their ids, then everything. An
answer that breaks off, is empty, or gives fewer people the second time is no answer: nothing changes.

Which of the directories of sign-in are sources as well is said on the pages, or by FOYER_PROVISIONING_DIRECTORIES.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from auth import providers
from auth.providers.contract import Provider
from auth.providers.ldap import LdapFault, Line, line, plain_name
from auth.providers.ldap_people import LdapPerson, person, stable_id, wanted_attributes
from auth.providers.ldap_settings import LdapSettings
from auth.roles import mapped_groups
from portal.config import Settings, SettingsError
from portal.core import db
from portal.core.errors import Unavailable
from portal.core.i18n import _

from . import photos
from .directory_groups import Groups, read_groups
from .directory_photos import hashes
from .models import Run, Source
from .sources import ensure_source, register_reader, set_times
from .wanted import Answer, Fault, Person

# The field here, and the attribute without which the directory does not speak of it.
_FIELDS = {
    "name": "login",
    "user_name": "login",
    "email": "mail",
    "language": "language",
    "title": "title",
    "department": "department",
    "site": "site",
    "manager": "manager",
    "memberships": "group_name",
    "photo": "photo",
}
USUAL = frozenset(_FIELDS) - {"photo"}
"""What is taken where nothing else was said: photos only where somebody decided so."""
_CONFIGURED = re.compile(
    r"([a-z][a-z0-9-]{0,39})=((?:[01][0-9]|2[0-3]):[0-5][0-9](?:,(?:[01][0-9]|2[0-3]):[0-5][0-9])*)"
)
_configured: dict[str, list[str]] = {}


def configure(settings: Settings) -> None:
    """Takes which directories the environment makes sources. Raises SettingsError."""
    found = {word: _CONFIGURED.fullmatch(word) for word in settings.provisioning_directories.split()}
    if wrong := [word for word, match in found.items() if match is None]:
        raise SettingsError([f"FOYER_PROVISIONING_DIRECTORIES: {word} is not like corp=05:00,12:30" for word in wrong])
    _configured.clear()
    _configured.update({match[1]: match[2].split(",") for match in found.values() if match is not None})


def is_configured(key: str) -> bool:
    """Whether the environment says when this directory is read."""
    return key in _configured


def ensure_configured() -> None:
    """Makes the directories that the environment names sources, read at its times."""
    for key, times in _configured.items():
        provider = offered().get(key)
        if provider is not None:
            source = ensure_source(key, "directory", provider.label)
            if source.times != times:
                set_times(source, times)


def offered() -> dict[str, Provider]:
    """Gives the directories of sign-in by key, whether or not people can sign in with them yet."""
    return {found.key: found for found in providers.configured() if found.kind == "ldap" and found.settings is not None}


def read(source: Source, _run: Run) -> Answer:
    """Reads those whom the source takes of the directory that has its key. Raises Unavailable."""
    with db.reading():
        provider = offered().get(source.key)
        kept, mapped = photos.who_keeps_an_own_one(source), mapped_groups(source.key)
    if provider is None:
        raise Unavailable(_("No directory of this name is set up for sign-in."))
    groups = frozenset(source.settings.get("groups", ()))
    fields = frozenset(source.settings.get("fields", USUAL)) | {"name", "valid_until"}
    is_empty = True
    for found in people(provider.settings, with_photos="photo" in fields, mapped=mapped):
        if isinstance(found, Person):
            if groups and groups.isdisjoint(found.memberships):
                continue
            owns = (found.owns & fields) - ({"photo"} if found.subject in kept else set())
            found = replace(found, owns=owns)  # noqa: PLW2901  (the same person, of whom less is taken)
        is_empty = False
        yield found
    if is_empty:
        raise Unavailable(_("Nobody in the directory is in one of the groups that were chosen."))


def people(settings: LdapSettings, *, with_photos: bool = False, mapped: Collection[str] = ()) -> Answer:
    """Yields everybody in a directory. Raises Unavailable where it cannot be read whole, also at the very end.

    Groups are told by name; those of which `mapped` gives the place, by that too.
    """
    try:
        with line(settings) as opened:
            yield from _everybody(opened, with_photos=with_photos, mapped=mapped)
    except LdapFault as fault:
        sentence = _("The directory could not be read to its end. Nothing has been changed.")
        raise Unavailable(f"{sentence} ({fault.cause})") from fault


def spoken_of(settings: LdapSettings) -> list[str]:
    """Gives the fields of a person that a directory speaks of."""
    return [field for field, key in _FIELDS.items() if key in settings.named]


def _everybody(opened: Line, *, with_photos: bool, mapped: Collection[str]) -> Iterator[Person | Fault]:
    owns = frozenset(spoken_of(opened.settings)) - (set() if with_photos else {"photo"})
    owns |= {"valid_until"} if opened.settings.preset == "ad" else frozenset()
    ids = _ids(opened)
    if not ids:
        raise Unavailable(_("The directory names nobody. Nothing has been changed."))
    groups = read_groups(opened, mapped)
    held = hashes(opened) if "photo" in owns else {}
    count = 0
    for count, found in enumerate(_people(opened), 1):
        yield replace(_wanted(found, ids, groups, owns, count), photo=held.get(found.id, ""))
    if count < len(ids):
        raise Unavailable(_("The directory changed while it was read. Nothing has been changed."))


def _ids(opened: Line) -> dict[str, str]:
    """Who is there: the id that stays, by the place in the tree."""
    attribute = opened.settings.named["id"]
    found = opened.pages(*opened.settings.people, [attribute])
    return {plain_name(entry.name): stable_id(entry, attribute) for page in found for entry in page}


def _people(opened: Line) -> Iterator[LdapPerson]:
    settings = opened.settings
    for page in opened.pages(*settings.people, wanted_attributes(settings)):
        for entry in page:
            yield person(settings, entry)


def _wanted(found: LdapPerson, ids: dict[str, str], groups: Groups, owns: frozenset[str], line: int) -> Person:
    return Person(
        subject=found.id,
        name=found.name,
        user_name=found.login,
        given_name=found.given,
        family_name=found.family,
        email=found.mail or None,
        language=_language(found.language),
        title=found.title,
        department=(found.department,) if found.department else (),
        site=found.site,
        manager=ids.get(plain_name(found.manager)) if found.manager else None,
        memberships=groups.names(found.place, found.member_of),
        valid_until=found.ends_on,
        is_active=not found.closed,
        owns=owns,
        line=line,
    )


def _language(given: str) -> str:
    """The first of what RFC 2798 allows: de-AT, en;q=0.8."""
    code = given.strip()[:2].lower()
    return code if code in ("de", "en") else ""


register_reader("directory", read)
