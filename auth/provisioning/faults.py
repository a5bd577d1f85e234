"""What can be wrong with a row, or with a change when it is carried out: a sentence each, and what a row may hold."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal.core.i18n import _, lazy_

from .wanted import LONGEST_NAME, LONGEST_UNIT, Fault, Person, Unit

SENTENCES = {
    "subject-missing": lazy_("The personnel number is missing."),
    "subject-long": lazy_("The personnel number has more than 255 characters."),
    "number": lazy_("A personnel number does not begin like a formula: %(value)s"),
    "name-missing": lazy_("The name is missing."),
    "name-long": lazy_("The name has more than 200 characters."),
    "unit-long": lazy_("A department or site has more than 120 characters."),
    "title-long": lazy_("The job title has more than 120 characters."),
    "user-name-long": lazy_("The user name has more than 255 characters."),
    "characters": lazy_("The row has characters that cannot be kept, such as NUL or signs that turn the direction."),
    "email": lazy_("This is not an e-mail address: %(value)s"),
    "language": lazy_("Foyer does not speak this language: %(value)s"),
    "date": lazy_("This is not a date: %(value)s"),
    "computed": lazy_("A formula in this row has failed: %(value)s"),
    "active": lazy_("This is neither yes nor no: %(value)s"),
    "cells": lazy_("The row has %(n)s cells, the heading %(most)s."),
    "twice": lazy_("This personnel number stands in line %(first)s already."),
    "email-twice": lazy_("This e-mail address stands in line %(first)s already."),
    "other-source": lazy_("Another source looks after this account: %(value)s"),
    "manager-unknown": lazy_("Nobody has the personnel number of the lead: %(value)s. Everything else counts."),
    "manager-cycle": lazy_("The leads form a circle: %(value)s. Everything else counts."),
    "unit-cycle": lazy_("The department stands below itself: %(value)s"),
    "order": lazy_("The last day is before the first."),
    "photo": lazy_("The photo is no picture that can be read, or too large. Everything else counts."),
    "broken-off": lazy_("The file ends in the middle of this row."),
    "changed": lazy_("Somebody changed this meanwhile."),
    "address-taken": lazy_("Another account has this e-mail address."),
    "last-admin": lazy_("This is the last IT administrator. Give somebody else the role first."),
    "gone": lazy_("This account is no longer there."),
    "refused": lazy_("What this asks for is not possible any more. The log says why."),
    "failed": lazy_("This could not be carried out. The log says why."),
    "empty-unit": lazy_("Somebody still belongs to this department or site."),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]")
_ADDRESS = re.compile(r"[^@\s<>\"(),:;\\\[\]]{1,64}@[^@\s<>\"(),:;\\\[\]]{1,180}\.[^@\s.]{2,}")


def sentence(reason: str, given: Mapping[str, Any]) -> str:
    """Gives the sentence for a fault, in the reader's language."""
    kept = SENTENCES[reason]
    return _(kept.msgid, **given) if given else str(kept)


def checked(person: Person) -> Person | Fault:
    """Gives the person in usual form, or what is wrong with the row."""
    reason, value = _wrong(person)
    if reason:
        subject = "" if reason.startswith("subject") else _CONTROL.sub("", person.subject)
        return Fault(line=person.line, reason=reason, subject=subject, given={"value": value[:80]} if value else {})
    email = person.email.strip().lower() if person.email else None
    name = unicodedata.normalize("NFC", " ".join(person.name.split()))
    return replace(person, name=name, email=email or None, subject=person.subject.strip())


def _wrong(person: Person) -> tuple[str, str]:
    names = (person.name, person.given_name, person.family_name, person.user_name)
    texts = (person.subject, *names, person.email or "", person.title, person.manager or "", *person.memberships)
    units = (*person.department, person.site)
    tests = (
        (not person.subject.strip(), "subject-missing", ""),
        (len(person.subject) > 255, "subject-long", ""),
        (any(_CONTROL.search(text) for text in (*texts, *units)), "characters", ""),
        (not person.name.strip(), "name-missing", ""),
        (len(person.name) > LONGEST_NAME, "name-long", ""),
        (any(len(name) > LONGEST_UNIT for name in units), "unit-long", ""),
        (len(person.title) > 120, "title-long", ""),
        (len(person.user_name) > 255, "user-name-long", ""),
        (bool(person.email) and not is_address(person.email or ""), "email", person.email or ""),
        (len(set(person.department)) < len(person.department), "unit-cycle", " › ".join(person.department)),
        (_ends_before_it_begins(person), "order", ""),
    )
    return next(((reason, value) for is_wrong, reason, value in tests if is_wrong), ("", ""))


def is_usable(unit: Unit) -> bool:
    """Whether a department or site can be kept as it is called; the rows of its people say what is wrong with it."""
    return not any(len(name) > LONGEST_UNIT or _CONTROL.search(name) for name in unit.path)


def _ends_before_it_begins(person: Person) -> bool:
    first, last = person.valid_from, person.valid_until
    return first is not None and last is not None and last <= first


def is_address(text: str) -> bool:
    """Whether this looks like an e-mail address that mail can be sent to."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text.strip()) is not None
