"""The table as a source: headings in German and English to fields, cells to people, with what is wrong in each row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

from portal.core import i18n, spreadsheets, storage, text
from portal.core.errors import Unavailable
from portal.core.i18n import _

from . import cells
from .models import Run, Source
from .sources import register_reader
from .wanted import Answer, Fault, Person, Unit

HEADINGS: dict[str, tuple[str, ...]] = {
    "subject": (
        "Personalnummer",
        "Personnel number",
        "Personalnr",
        "Pers.-Nr.",
        "Employee ID",
        "Employee number",
        "ID",
    ),
    "given_name": ("Vorname", "Given name", "First name"),
    "family_name": ("Nachname", "Family name", "Last name", "Surname", "Familienname"),
    "name": ("Name", "Full name", "Anzeigename", "Display name", "Vollständiger Name"),
    "email": ("E-Mail", "Email", "E-Mail-Adresse", "Mail", "Email address", "Mailadresse"),
    "user_name": ("Benutzername", "User name", "Username", "Login", "Anmeldename", "Kürzel"),
    "title": ("Funktion", "Job title", "Title", "Position", "Stelle", "Berufsbezeichnung", "Tätigkeit"),
    "department": ("Abteilung", "Department", "Bereich", "Organisationseinheit", "Org unit", "Team"),
    "site": ("Standort", "Site", "Location", "Werk", "Ort", "Niederlassung"),
    "city": ("Stadt", "City"),
    "country": ("Land", "Country"),
    "manager": ("Führungskraft", "Manager", "Vorgesetzte", "Vorgesetzter", "Lead", "Manager ID", "Leitung"),
    "language": ("Sprache", "Language"),
    "hired_on": ("Eintritt", "Hired on", "Eintrittsdatum", "Hire date", "Start date", "Entry date"),
    "valid_from": ("Gültig ab", "Valid from", "Zugang ab"),
    "valid_until": (
        "Gültig bis",
        "Valid until",
        "Austritt",
        "Austrittsdatum",
        "End date",
        "Leaving date",
        "Befristet bis",
    ),
    "is_active": ("Aktiv", "Active", "Status"),
    "memberships": ("Gruppen", "Groups"),
}
TEMPLATE: tuple[str, ...] = (
    "subject",
    "given_name",
    "family_name",
    "email",
    "user_name",
    "title",
    "department",
    "site",
    "manager",
)
TEMPLATE += ("language", "hired_on", "valid_until", "is_active")
_MOST_ABOVE = 20
_NEVER = 9999
# What a spreadsheet writes where a formula has failed, in English and German.
_FAILED = re.compile(
    r"#(?:N/A|NV|REF!|BEZUG!|VALUE!|WERT!|NAME\?|DIV/0!|NUM!|ZAHL!|NULL!|SPILL!|ÜBERLAUF!|CALC!|KALK!)",
    re.IGNORECASE,
)
_YES = frozenset({"", "1", "ja", "j", "yes", "y", "true", "wahr", "x", "aktiv", "active"})
_NO = frozenset({"0", "nein", "n", "no", "false", "falsch", "inaktiv", "inactive", "ausgeschieden", "left"})
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%Y/%m/%d", "%Y%m%d")
_LANGUAGES = {"deutsch": "de", "german": "de", "englisch": "en", "english": "en"}


def fold(heading: str) -> str:
    """Gives the form under which a heading is remembered."""
    return text.fold(text.clean(heading)).strip(" :*.").replace("-", " ").replace("_", " ")[:80]


_KNOWN = {fold(word): field for field, words in HEADINGS.items() for word in words}


def mapping_of(heading: Sequence[str], remembered: Mapping[str, str]) -> dict[int, str]:
    """Gives which column holds which field: as remembered, otherwise by its name; the first of several counts."""
    found: dict[int, str] = {}
    for place, word in enumerate(heading):
        field = remembered.get(fold(word), _KNOWN.get(fold(word), ""))
        if field in HEADINGS and field not in found.values():
            found[place] = field
    return found


def lacks(mapping: Mapping[int, str]) -> str:
    """Says which field is missing without which nobody can be taken from the table, or nothing."""
    fields = set(mapping.values())
    if "subject" not in fields:
        return "subject"
    return "" if "name" in fields or {"given_name", "family_name"} & fields else "name"


def template() -> bytes:
    """Gives an empty table with the headings of the reader's language, and one row as an example."""
    place = 0 if i18n.language() == "de" else 1
    head = [HEADINGS[field][place] for field in TEMPLATE]
    example = ["4711", "Nora", "Feldmann", "nora.feldmann@example.com", "n.feldmann", _("Picker")]
    example += [_("Logistics > Shipping"), "Leipzig", "4200", "de", "2026-12-01", "", _("yes")]
    written = spreadsheets.lines([head, example], delimiter=spreadsheets.delimiter())
    return (spreadsheets.MARK + written).encode()


def peek(path: Path, remembered: Mapping[str, str], most: int = 3) -> tuple[list[str], list[list[str]]]:
    """Gives the heading and the first rows. Raises Unavailable for what is no table."""
    head, rows = _headed(path, remembered)
    return [text.clean(cell) for cell in head], [[text.clean(c) for c in row.cells] for row in islice(rows, most)]


def _headed(path: Path, remembered: Mapping[str, str]) -> tuple[list[str], Iterator[cells.Row]]:
    """Gives the heading and the rows below it: titles may stand above. Where no row reads like one, it is the first."""
    rows = cells.rows(path)
    first = list(islice(rows, _MOST_ABOVE))
    if not first:
        raise Unavailable(_("The file is empty."))
    read = (place for place, row in enumerate(first) if not lacks(mapping_of(row.cells, remembered)))
    place = next(read, 0)
    return first[place].cells, chain(first[place + 1 :], rows)


def read(source: Source, run: Run) -> Answer:
    """Reads the table of a run."""
    with storage.at_hand(str(run.settings["file"])) as path:
        yield from people(path, source.settings.get("headings", {}))


def people(path: Path, remembered: Mapping[str, str]) -> Answer:
    """Yields the people of a table and what is wrong in it. Raises Unavailable where it breaks off."""
    head, found = _headed(path, remembered)
    mapping = mapping_of(head, remembered)
    if missing := lacks(mapping):
        raise Unavailable(_("No column holds this: %(field)s", field=HEADINGS[missing][i18n.language() == "en"]))
    owns = frozenset(mapping.values()) - {"subject", "given_name", "family_name", "is_active", "city", "country"}
    short: Fault | None = None
    for row in found:
        if short is not None:
            yield short
        short = _short(row, mapping, len(head))
        if short is None:
            yield from _row(row, mapping, len(head), owns)
    if short is not None:
        yield replace(short, reason="broken-off", given={}) if cells.breaks_off(path) else short


def _short(row: cells.Row, mapping: Mapping[int, str], width: int) -> Fault | None:
    """Cut off perhaps within the number itself: nobody can say whom the row means."""
    if len(row.cells) > max(mapping):
        return None
    return Fault(line=row.line, reason="cells", given={"n": len(row.cells), "most": width})


def _row(
    row: cells.Row, mapping: Mapping[int, str], width: int, owns: frozenset[str]
) -> Iterator[Person | Unit | Fault]:
    values = {field: row.cells[place].strip() for place, field in mapping.items() if place < len(row.cells)}
    subject = values.get("subject", "")
    if any(row.cells[width:]):
        # Something stands between the cells that does not belong there: nobody can say whom the row means.
        yield Fault(line=row.line, reason="cells", given={"n": len(row.cells), "most": width})
        return
    try:
        person = _person(values, row.line, owns)
    except _Wrong as wrong:
        named = "" if _FAILED.fullmatch(subject) else subject
        yield Fault(line=row.line, reason=wrong.reason, subject=named, given={"value": wrong.value[:80]})
        return
    if values.get("city") and person.site:
        yield Unit(kind="site", path=(person.site,), city=values["city"][:80], country=values.get("country", "")[:2])
    yield person


class _Wrong(Exception):  # noqa: N818  (an answer rather than a fault)
    def __init__(self, reason: str, value: str) -> None:
        super().__init__(reason)
        self.reason, self.value = reason, value


def _person(values: Mapping[str, str], line: int, owns: frozenset[str]) -> Person:
    if spreadsheets.is_formula(values.get("subject", "")):
        raise _Wrong("number", values["subject"])
    if failed := next(filter(_FAILED.fullmatch, values.values()), ""):
        raise _Wrong("computed", failed)
    given, family = values.get("given_name", ""), values.get("family_name", "")
    dates: dict[str, Any] = {name: _date(values.get(name, "")) for name in ("hired_on", "valid_from")}
    dates["valid_until"] = _day_after(_date(values.get("valid_until", "")))
    plain: dict[str, Any] = {name: values.get(name, "") for name in ("user_name", "title", "site")}
    return Person(
        subject=values.get("subject", ""),
        name=values.get("name") or f"{given} {family}".strip(),
        given_name=given,
        family_name=family,
        email=values.get("email") or None,
        language=_language(values.get("language", "")),
        department=_path(values.get("department", "")),
        manager=values.get("manager") or None,
        memberships=tuple(part.strip() for part in values.get("memberships", "").split(",") if part.strip()),
        is_active=_is_yes(values.get("is_active", "")),
        owns=owns,
        line=line,
        **dates,
        **plain,
    )


def _path(value: str) -> tuple[str, ...]:
    for sign in (" › ", ">", "\\", " / "):
        value = value.replace(sign, "\x1f")
    return tuple(part.strip() for part in value.split("\x1f") if part.strip())


def _date(value: str) -> date | None:
    if not value:
        return None
    day = value.partition(" ")[0].partition("T")[0]
    for form in _DATES:
        try:
            return datetime.strptime(day, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    raise _Wrong("date", value)


def _day_after(last: date | None) -> date | None:
    """Tables name the last day; many write the year 9999 for no end."""
    return last + timedelta(days=1) if last is not None and last.year < _NEVER else None


def _language(value: str) -> str:
    if not value:
        return ""
    code = _LANGUAGES.get(value.lower(), value.lower()[:2])
    if code not in i18n.LANGUAGES:
        raise _Wrong("language", value)
    return code


def _is_yes(value: str) -> bool:
    word = value.lower()
    if word not in _YES | _NO:
        raise _Wrong("active", value)
    return word in _YES


register_reader("table", read)
