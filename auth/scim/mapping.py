"""From a client's words to the person that provisioning knows, and from what is kept back to the client's words."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from scim2_models import Context, InvalidValueException

from auth.models import User as Account
from auth.provisioning.wanted import Person as Wanted

from .models import LONGEST, ScimPerson
from .resources import Enterprise, Person

_OWNED = ("email", "language", "title", "department", "site", "manager")


def folded(text: str) -> str:
    """Gives a user name or address as it is compared: without case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


def wanted(person: Any, row: ScimPerson, *, manager: str | None, fields: Iterable[str]) -> Wanted:
    """Gives the person whom a resource speaks of; `fields` are those that the client has ever spoken of.

    The language is said once: who has an account chooses it.
    """
    work = person[Enterprise]
    said: dict[str, Any] = {
        "email": address_of(person),
        "language": (person.preferred_language or "")[:2].lower(),
        "title": person.title or "",
        "department": tuple(part.strip() for part in (work and (work.division, work.department)) or () if part),
        "site": _site(person),
        "manager": manager,
    }
    said["language"] = said["language"] if said["language"] in ("de", "en") and row.user_id is None else ""
    owns = {"user_name", *(name for name in _OWNED if said[name] or name in fields)}
    owns -= {"language"} if row.user_id is not None else set()
    name = person.name
    return Wanted(
        subject=row.subject,
        name=_name(person),
        user_name=person.user_name,
        given_name=(name and name.given_name) or "",
        family_name=(name and name.family_name) or "",
        is_active=person.active is not False,
        owns=frozenset(owns),
        **said,
    )


def _name(person: Any) -> str:
    name = person.name
    parts = [name.given_name, name.family_name] if name else []
    whole = person.display_name or (name and name.formatted) or " ".join(filter(None, parts))
    return str(whole or person.user_name)


def address_of(person: Any) -> str | None:
    """Gives the address that mail goes to: the primary one, otherwise the one for work, otherwise the first."""
    found = [email for email in person.emails or [] if email.value]
    found.sort(key=lambda email: (not email.primary, (email.type or "").lower() != "work"))
    return str(found[0].value) if found else None


def _site(person: Any) -> str:
    found = [place for place in person.addresses or [] if place.locality]
    found.sort(key=lambda place: ((place.type or "").lower() != "work", not place.primary))
    return str(found[0].locality).strip() if found else ""


def check_lengths(person: Any) -> None:
    """Raises InvalidValueException for a user name or id that is empty or too long to be kept."""
    for name, value in (("userName", person.user_name), ("externalId", person.external_id)):
        if value is not None and not 0 < len(value.strip()) <= LONGEST:
            raise InvalidValueException(detail=f"{name} has between 1 and {LONGEST} characters.")
    for email in person.emails or []:
        if len(email.value or "") > LONGEST or len(email.type or "") > LONGEST:
            raise InvalidValueException(detail="An e-mail address or its type is too long.")


def words_of(person: Any) -> dict[str, Any]:
    """Gives what is kept of a resource: the client's own words, without what the portal says itself."""
    kept: dict[str, Any] = person.model_dump(scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    return kept


def manager_in(words: Mapping[str, Any]) -> str | None:
    """Gives the id of the manager in what is kept of a resource."""
    manager = (words.get(Enterprise.__schema__) or {}).get("manager") or {}
    found: str | None = manager.get("value")
    return found


def resource_of(row: ScimPerson, account: Account | None) -> Any:
    """Gives the resource of a kept person. Whether it is active is said by the account, whatever the client said."""
    person = Person.model_validate(row.words)
    person.id = row.id
    is_open = account is not None and account.is_active
    person.active = is_open if person.active is not None or not is_open else None
    return person


def addresses_of(person: Any) -> list[tuple[str, str]]:
    """Gives the addresses with their types, as they are looked for."""
    return [(folded(email.value), folded(email.type or "")) for email in person.emails or [] if email.value]
