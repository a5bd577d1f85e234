"""The directory as a source: everybody in it, page by page, with departments, sites, leads and groups.

It is read twice over one connection: first who is there, so that leads can be named by their ids, then everything. An
answer that breaks off, is empty, or gives fewer people the second time is no answer: nothing changes.
"""

from collections.abc import Iterator

from auth.providers import find
from auth.providers.ldap import LdapFault, Line, line, plain_name
from auth.providers.ldap_people import LdapPerson, person, stable_id, wanted_attributes
from auth.providers.ldap_settings import LdapSettings
from portal.core import db
from portal.core.errors import NotFound, Unavailable
from portal.core.i18n import _

from .directory_groups import Groups, read_groups
from .models import Run, Source
from .sources import register_reader
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
}


def read(source: Source, _run: Run) -> Answer:
    """Reads the directory whose provider has the key of the source. Raises Unavailable."""
    try:
        with db.reading():
            settings: LdapSettings = find(source.key, kind="ldap").settings
    except NotFound as error:
        raise Unavailable(_("No directory of this name is set up for sign-in.")) from error
    yield from people(settings)


def people(settings: LdapSettings) -> Answer:
    """Yields everybody in a directory. Raises Unavailable where it cannot be read whole, also at the very end."""
    try:
        with line(settings) as opened:
            yield from _everybody(opened)
    except LdapFault as fault:
        sentence = _("The directory could not be read to its end. Nothing has been changed.")
        raise Unavailable(f"{sentence} ({fault.cause})") from fault


def _everybody(opened: Line) -> Iterator[Person | Fault]:
    owns = frozenset(field for field, key in _FIELDS.items() if key in opened.settings.named)
    owns |= {"valid_until"} if opened.settings.preset == "ad" else frozenset()
    ids = _ids(opened)
    if not ids:
        raise Unavailable(_("The directory names nobody. Nothing has been changed."))
    groups = read_groups(opened)
    count = 0
    for count, found in enumerate(_people(opened), 1):
        yield _wanted(found, ids, groups, owns, count)
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
