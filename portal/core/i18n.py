"""Language: whole sentences in English in the code, German beside each slice's name in `portal/translations/de/`.

The catalogues are read at the first use. The language belongs to the thread that works: a request, a job, a mail.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date as Date  # noqa: N812  (`date` is a function here)
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup

LANGUAGES = ("de", "en")
TRANSLATIONS = Path(__file__).parent.parent / "translations"
_language: ContextVar[str] = ContextVar("language", default="en")
_zone: ContextVar[str] = ContextVar("zone", default="")
_company_zone = "Europe/Berlin"
_LOCALES = {"de": Locale("de"), "en": Locale("en", "GB")}


def load() -> None:
    """Reads what is known of the languages, which is otherwise read when the first date is written."""
    for code in LANGUAGES:
        _date_time(datetime(2000, 1, 1), code)  # noqa: DTZ001  (any will do)


def language() -> str:
    """Gives the language of the present work, `de` or `en`."""
    return _language.get()


def use(code: str) -> None:
    """Sets the language of the present work; unknown ones count as English."""
    _language.set(code if code in LANGUAGES else "en")


def use_zone(name: str) -> None:
    """Sets the time zone that instants are shown in, in all threads."""
    global _company_zone
    _company_zone = name


def zone_name() -> str:
    """Gives the name of the time zone of the present work."""
    return _zone.get() or _company_zone


@contextmanager
def using(code: str) -> Iterator[None]:
    """Works in another language for a while."""
    token = _language.set(code if code in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


@contextmanager
def using_zone(name: str) -> Iterator[None]:
    """Shows instants in another time zone for a while."""
    token = _zone.set(name)
    try:
        yield
    finally:
        _zone.reset(token)


@lru_cache(maxsize=4)
def catalogue(code: str) -> dict[str, Any]:
    """Gives all translations into the language: a sentence, or a tuple of plural forms, by its English wording."""
    messages: dict[str, Any] = {}
    for path in sorted((TRANSLATIONS / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if not message.id or not message.string or message.fuzzy:
                    continue
                key = message.id[0] if isinstance(message.id, list | tuple) else message.id
                messages[key] = message.string
    return messages


def _look_up(msgid: str) -> Any:
    code = _language.get()
    return msgid if code == "en" else catalogue(code).get(msgid, msgid)


def gettext(msgid: str, /, **named: Any) -> str:
    """Gives the sentence in the present language with its named places filled."""
    found = _look_up(msgid)
    sentence: str = found if isinstance(found, str) else found[0]
    return sentence % named if named else sentence


def ngettext(one: str, many: str, n: int, /, **named: Any) -> str:
    """Gives the sentence for a count; `%(n)s` in it is the number, written as the language writes it."""
    forms = _look_up(one)
    if isinstance(forms, str):
        forms = (one, many)
    return str((forms[0] if n == 1 else forms[1]) % ({"n": number(n)} | named))


_ = gettext


class LazyText:
    """A sentence that is looked up when it is shown, for what is said at import time."""

    __slots__ = ("msgid",)

    def __init__(self, msgid: str) -> None:
        self.msgid = msgid

    def __str__(self) -> str:
        return gettext(self.msgid)

    def __html__(self) -> str:
        return str(Markup.escape(gettext(self.msgid)))


def lazy_(msgid: str) -> LazyText:
    """Marks a sentence for later look-up."""
    return LazyText(msgid)


def number(value: float, digits: int | None = None) -> str:
    """Writes a number as the present language does; `digits` behind the point where given."""
    if isinstance(value, int) and -1000 < value < 1000:
        return str(value)
    pattern = None if digits is None else "#,##0." + "0" * digits if digits else "#,##0"
    return str(format_decimal(value, format=pattern, locale=_LOCALES[_language.get()]))


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """Gives the time zone of that name."""
    return ZoneInfo(name)


def local(moment: datetime) -> datetime:
    """Moves an instant into the time zone of the present work."""
    return moment.astimezone(zone(zone_name()))


def midnight(day: Date) -> datetime:
    """Gives the instant at which a day begins in the time zone of the present work."""
    return datetime.combine(day, time(0), zone(zone_name()))


def date(value: datetime | Date | str) -> str:
    """Writes a day: 22 November 2026. It may come as JSON holds it: 2026-11-22."""
    if isinstance(value, str):
        value = Date.fromisoformat(value)
    return _date(local(value).date() if isinstance(value, datetime) else value, _language.get())


def date_time(value: datetime) -> str:
    """Writes an instant to the minute: 22 November 2026, 14:05."""
    return _date_time(local(value).replace(second=0, microsecond=0), _language.get())


@lru_cache(maxsize=4096)
def _date(value: Date, code: str) -> str:
    return str(format_date(value, format="long", locale=_LOCALES[code]))


@lru_cache(maxsize=4096)
def _date_time(value: datetime, code: str) -> str:
    day = _date(value.date(), code)
    return f"{day}, {format_time(value, format='HH:mm', locale=_LOCALES[code])}"


def short_date_time(value: datetime) -> str:
    """Writes an instant in few characters, for tables: 22.11.26, 14:05."""
    return str(format_datetime(local(value), format="short", locale=_LOCALES[_language.get()]))
