"""Photos in a directory: their hashes for a plan, and the pictures themselves for a few people, one after the other."""

import hashlib
from collections.abc import Iterable, Iterator

from auth.providers.ldap import LdapFault, Line, line
from auth.providers.ldap_people import having, photo, stable_id
from auth.providers.ldap_settings import LdapSettings
from portal.core.errors import Unavailable

_AT_ONCE = 20
"""Photos in one answer: so many are held in memory, and no more."""


def hashes(opened: Line) -> dict[str, str]:
    """Gives the hash of everybody's photo by the id that stays, without those who have none. Raises LdapFault."""
    named = opened.settings.named
    base, wanted = opened.settings.people
    found = {}
    for page in opened.pages(base, f"(&{wanted}({named['photo']}=*))", [named["id"], named["photo"]], size=_AT_ONCE):
        for entry in page:
            content = photo(opened.settings, entry)
            if content:
                found[stable_id(entry, named["id"])] = hash_of(content)
    return found


def hash_of(content: bytes) -> str:
    """Gives the hash by which a photo is known again; empty for none."""
    return hashlib.sha256(content).hexdigest() if content else ""


def photos(settings: LdapSettings, subjects: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yields id and photo, empty for none, of those who are still there. Raises Unavailable."""
    base, wanted = settings.people
    try:
        with line(settings) as opened:
            for subject in subjects:
                found = opened.search(base, f"(&{wanted}{having(settings, subject)})", [settings.named["photo"]])
                if found:
                    yield subject, photo(settings, found[0])
    except (LdapFault, ValueError) as fault:
        raise Unavailable(str(fault)) from fault
