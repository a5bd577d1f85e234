"""What cannot be right about settings, in sentences with an example each."""

import re
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from . import Settings

DEMO_SECRET = "demo-secret-for-a-company-that-does-not-exist"  # noqa: S105  (known to all; production refuses it)
_MAILBOX = re.compile(r"[A-Za-z0-9._=-]{1,20}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_DATABASES = ("sqlite", "postgres", "postgresql", "postgresql+psycopg")
_REDIS = ("redis", "rediss", "unix")
_DAY, _CLOCK = "(mon|tue|wed|thu|fri|sat|sun)", r"([01]\d|2[0-3]):[0-5]\d"
_HOURS = re.compile(f"{_DAY}-{_DAY} {_CLOCK}-({_CLOCK}|24:00)")
_LETTERS_OF_A_KEY = 8  # different ones; 32 random hex digits hold more
_HERE = ("localhost", "127.0.0.1", "::1")  # addresses of this machine


def of(settings: "Settings") -> list[str]:
    """Names every fault of settings whose values are right one by one."""
    faults = _faults(settings) + _file_faults(settings) + _mail_faults(settings)
    return faults + (_production_faults(settings) if settings.env == "production" else [])


def _faults(settings: "Settings") -> list[str]:
    faults = []
    if settings.database and not _is_address(settings.database, _DATABASES):
        faults.append("FOYER_DATABASE needs an address such as postgresql://foyer@127.0.0.1/foyer, or none for SQLite")
    if settings.redis and not _is_address(settings.redis, _REDIS):
        faults.append("FOYER_REDIS needs an address such as redis://127.0.0.1:6379/0")
    if not _is_zone(settings.time_zone):
        faults.append(f"FOYER_TIME_ZONE: there is no {settings.time_zone!r}; an example is Europe/Berlin")
    opens, _, closes = settings.working_hours.partition(" ")[2].partition("-")
    if not _HOURS.fullmatch(settings.working_hours) or opens >= closes:
        faults.append("FOYER_WORKING_HOURS needs days and hours such as mon-fri 08:00-17:00")
    if not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?|-", settings.holidays):
        faults.append("FOYER_HOLIDAYS needs a code such as DE or DE-HE, or a single - for none")
    address = urlsplit(settings.base_url)
    if address.path or address.query or address.fragment:
        faults.append("FOYER_BASE_URL ends with the host's name or port, such as https://foyer.example.com")
    return faults


def _file_faults(settings: "Settings") -> list[str]:
    faults = []
    parts = urlsplit(settings.storage)
    complete = parts.username and parts.password and parts.hostname and parts.path.strip("/")
    if settings.storage and not (_is_address(settings.storage, ("s3", "s3+http")) and complete):
        faults.append("FOYER_STORAGE needs an address such as s3://key:secret@s3.example.com/bucket, or none")
    if settings.clamd and not _is_address(settings.clamd, ("unix", "tcp")):
        faults.append("FOYER_CLAMD needs an address such as unix:///run/clamav/clamd.ctl or tcp://127.0.0.1:3310")
    if settings.accel and not re.fullmatch(r"/[a-z0-9_/-]{1,60}", settings.accel):
        faults.append("FOYER_ACCEL needs a location of nginx such as /_kept")
    return faults


def _mail_faults(settings: "Settings") -> list[str]:
    faults = []
    if settings.smtp and not _is_address(settings.smtp, ("smtp", "smtps")):
        faults.append("FOYER_SMTP needs an address such as smtp://user:password@mail.example.com:587")
    if settings.imap and not _is_address(settings.imap, ("imap", "imaps")):
        faults.append("FOYER_IMAP needs an address such as imaps://user:password@mail.example.com/INBOX")
    listen = settings.mail_listen if "://" in settings.mail_listen else f"smtp://{settings.mail_listen}"
    if settings.mail_listen and not _is_address(listen, ("smtp", "lmtp")):
        faults.append("FOYER_MAIL_LISTEN needs host and port such as 127.0.0.1:2525")
    for name in ("mail_from", "mail_replies"):
        value = getattr(settings, name)
        if value and not _MAILBOX.fullmatch(parseaddr(value)[1]):
            faults.append(f"FOYER_{name.upper()} needs an address such as foyer@company.example")
    if settings.smtp and settings.env == "production" and not settings.mail_from:
        faults.append("FOYER_MAIL_FROM is needed to send mail, such as Foyer <foyer@company.example>")
    if (settings.imap or settings.mail_listen) and not settings.mail_replies:
        faults.append("FOYER_MAIL_REPLIES is needed: the address whose mails are taken in, such as foyer@in.example")
    return faults


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (OSError, ValueError, LookupError):
        return False


def _is_address(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and "://" in value and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _production_faults(settings: "Settings") -> list[str]:
    faults = []
    key = settings.secret_key
    if len(key) < 32 or len(set(key)) < _LETTERS_OF_A_KEY or key == DEMO_SECRET:
        faults.append("FOYER_SECRET_KEY needs at least 32 random characters, for example from: openssl rand -hex 32")
    if not settings.secure:
        faults.append("FOYER_BASE_URL needs the https address that people type, such as https://foyer.example.com")
    elif not urlsplit(settings.base_url).hostname:
        faults.append("FOYER_BASE_URL has no host name; an example is https://foyer.example.com")
    if settings.database.split(":")[0] in ("", "sqlite") and urlsplit(settings.redis).hostname not in (*_HERE, None):
        faults.append("FOYER_DATABASE is needed: several machines share a Redis, and SQLite serves one machine only")
    return faults
