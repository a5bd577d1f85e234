"""What an entry of a directory says of a person: who it is for good, how they are called, whether they may come in."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from portal.core import clock, i18n, text

from .ldap import Entry, LdapFault, escaped
from .ldap_settings import LdapSettings

# What some directory or other says of accounts that are closed.
STATE = ("userAccountControl", "accountExpires", "pwdAccountLockedTime", "pwdEndTime", "nsAccountLock", "shadowExpire")
LONGEST_NAME = 200
_DISABLED = 0x2  # of userAccountControl
_NEVER = (0, 0x7FFFFFFFFFFFFFFF)  # of accountExpires
_FOR_GOOD = "000001010000Z"
_WINDOWS_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = re.compile(r"(\d{14})(\.\d+)?Z")


@dataclass(frozen=True)
class LdapPerson:
    """Somebody as the directory describes them. `closed` says why the account is closed there, or is empty.

    `ends_on` is the first day on which the account will be closed, in the portal's time zone. `id` never changes.
    `place`, `manager` and `member_of` are names in the tree, which change.
    """

    id: str
    place: str
    login: str
    name: str
    given: str
    family: str
    mail: str
    title: str
    department: str
    site: str
    phone: str
    number: str
    language: str
    manager: str
    member_of: tuple[str, ...]
    ends_on: date | None
    closed: str


def wanted_attributes(settings: LdapSettings) -> list[str]:
    """Gives the attributes to ask for, and no more; photos are large, and asked for by themselves."""
    names = {name for key, name in settings.named.items() if key not in ("group_name", "photo")}
    return sorted(names | set(STATE))


def person(settings: LdapSettings, entry: Entry) -> LdapPerson:
    """Reads an entry. Raises LdapFault where it has no stable id."""
    named = settings.named

    def one(key: str) -> str:
        return _first(entry, named.get(key, ""))

    given, family, login = one("given"), one("family"), one("login")
    name = one("name") or f"{given} {family}".strip() or login
    return LdapPerson(
        id=stable_id(entry, named["id"]),
        place=entry.name,
        login=login,
        name=name[:LONGEST_NAME].strip(),
        given=given,
        family=family,
        mail=one("mail"),
        title=one("title"),
        department=one("department"),
        site=one("site"),
        phone=one("phone"),
        number=one("number"),
        language=one("language"),
        manager=one("manager"),
        member_of=tuple(_all(entry, named.get("member_of", ""))),
        ends_on=ends_on(entry),
        closed=why_closed(entry),
    )


def stable_id(entry: Entry, attribute: str) -> str:
    """Gives the id that stays through renames and moves. Raises LdapFault where the entry has none."""
    given = next(iter(entry.values.get(attribute.lower(), ())), b"")
    if attribute.lower() == "objectguid" and len(given) == 16:
        return str(uuid.UUID(bytes_le=given))
    found = _clean(given).lower()
    if not found or len(found) > 255:
        raise LdapFault("misconfigured", f"{entry.name} has no {attribute}; may the reading account see it?")
    return found


def having(settings: LdapSettings, subject: str) -> str:
    """Gives the filter that finds whoever has this stable id. Raises ValueError for what is none."""
    attribute = settings.named["id"]
    if attribute.lower() != "objectguid":
        return f"({attribute}={escaped(subject)})"
    pairs = re.sub("(..)", r"\\\1", uuid.UUID(subject).bytes_le.hex())
    return f"({attribute}={pairs})"


def photo(settings: LdapSettings, entry: Entry) -> bytes:
    """Gives the photo of an entry as it is kept there, or nothing."""
    return next(iter(entry.values.get(settings.named["photo"].lower(), ())), b"")


def why_closed(entry: Entry) -> str:
    """Says why the account is closed in the directory, or gives an empty string."""
    return next((why for name, look in _STATES.items() if (why := look(_first(entry, name)))), "")


def ends_on(entry: Entry) -> date | None:
    """Gives the first day on which an account of Active Directory will be closed: the end of a day is midnight."""
    end = _windows_time(_first(entry, "accountExpires"))
    return i18n.local(end).date() if end is not None else None


def _control(value: str) -> str:
    return "disabled (userAccountControl)" if value.isdigit() and int(value) & _DISABLED else ""


def _expires(value: str) -> str:
    ended = _windows_time(value)
    return f"expired on {ended:%Y-%m-%d} (accountExpires)" if ended is not None and ended <= clock.now() else ""


def _windows_time(value: str) -> datetime | None:
    """A time as Active Directory counts it, in steps of 100 ns; None for what never comes."""
    if not value.isdigit() or int(value) in _NEVER:
        return None
    try:
        return _WINDOWS_EPOCH + timedelta(microseconds=int(value) // 10)
    except OverflowError:
        return None


def _locked(value: str) -> str:
    """A lock that ends by itself closes nobody's account; one by an administrator does not end."""
    return "locked by an administrator (pwdAccountLockedTime)" if value == _FOR_GOOD else ""


def _ended(value: str) -> str:
    found = _TIME.fullmatch(value)
    if not found:
        return ""
    ended = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return f"expired on {ended:%Y-%m-%d} (pwdEndTime)" if ended <= clock.now() else ""


def _switched_off(value: str) -> str:
    return "disabled (nsAccountLock)" if value.lower() == "true" else ""


def _shadow(value: str) -> str:
    if not value.isdigit() or len(value) > 6:
        return ""
    ended = _UNIX_EPOCH + timedelta(days=int(value))
    return f"expired on {ended:%Y-%m-%d} (shadowExpire)" if ended <= clock.now() else ""


_STATES: dict[str, Callable[[str], str]] = dict(
    zip(STATE, (_control, _expires, _locked, _ended, _switched_off, _shadow), strict=True)
)


def _first(entry: Entry, attribute: str) -> str:
    return next(iter(_all(entry, attribute)), "")


def _all(entry: Entry, attribute: str) -> list[str]:
    return [said for value in entry.values.get(attribute.lower(), ()) if (said := _clean(value))]


def _clean(value: bytes) -> str:
    return " ".join(text.clean(value.decode("utf-8", "replace")).split())
