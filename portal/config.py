"""Every setting: its name in the environment, its type, default and meaning. Nothing else reads the environment."""

import os
import re
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Environment = Literal["production", "development", "demo", "test"]
DEMO_SECRET = "demo-secret-for-a-company-that-does-not-exist"  # noqa: S105  (known to all; production refuses it)


_MAILBOX = re.compile(r"[A-Za-z0-9._=-]{1,20}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_DATABASES = ("sqlite", "postgres", "postgresql", "postgresql+psycopg")
_REDIS = ("redis", "rediss", "unix")
_BETWEEN = "\n"  # of the faults in one message of pydantic's
_LETTERS_OF_A_KEY = 8  # different ones; 32 random hex digits hold more
_HERE = ("localhost", "127.0.0.1", "::1")  # addresses of this machine


class SettingsError(Exception):
    """The environment does not describe a portal that can run. The message names every fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("The settings are not usable:\n" + "\n".join(f"  - {fault}" for fault in faults))
        self.faults = faults


class Settings(BaseModel):
    """The settings of one installation, read once at start."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    env: Environment = Field("development", description="What runs here. Only `demo` and `test` know personas.")
    data: Path = Field(Path("var"), description="Folder for the SQLite database, files and sockets.")
    host: str = Field("127.0.0.1", description="Address that the web server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port that the web server listens on.")
    base_url: str = Field("", description="Address that people type, such as https://foyer.example.")
    database: str = Field("", description="SQLAlchemy address; empty means SQLite in the data folder.")
    redis: str = Field("", description="redis://… when web processes run on several machines.")
    secret_key: str = Field("", description="At least 32 random characters; signs cookies.")
    trusted_proxies: int = Field(0, ge=0, le=5, description="Number of proxies in front whose headers are believed.")
    api_reads: int = Field(600, ge=1, description="How often a minute a program may read with one token.")
    api_writes: int = Field(120, ge=1, description="How often a minute a program may write with one token.")
    webhook_hosts: str = Field(
        "", description="Hosts inside that webhooks may go to, with ports and spaces between: build.intra:8080."
    )
    brand: str = Field("Foyer", min_length=1, max_length=40, description="What the company calls its portal.")
    brand_hue: int = Field(262, ge=0, le=360, description="OKLCH hue of the company's colour.")
    company: str = Field("", max_length=80, description="Name of the company, shown on the sign-in page.")
    time_zone: str = Field("Europe/Berlin", description="Time zone that dates are shown in.")
    default_language: Literal["de", "en"] = Field("de", description="Language when a browser asks for neither.")
    web_processes: int = Field(1, ge=1, le=64, description="Web processes on this machine.")
    web_threads: int = Field(64, ge=4, le=2000, description="Threads of one web process; each open page holds one.")
    upload_megabytes: int = Field(25, ge=1, le=1024, description="Largest file that may be uploaded.")
    storage: str = Field(
        "",
        description="Bucket for the files: s3://key:secret@s3.example/bucket/prefix?region=eu-central-1 (s3+http:// "
        "without TLS). Empty: the data folder keeps them.",
    )
    accel: str = Field(
        "", description="Internal location from which nginx sends files of the data folder itself, such as /_kept."
    )
    quota_megabytes: int = Field(
        2048, ge=0, le=1_048_576, description="What the files of one person may take up together; 0 limits nobody."
    )
    clamd: str = Field(
        "",
        description="Virus scanner: unix:///run/clamav/clamd.ctl or tcp://host:3310. Files wait until it has found "
        "them clean. Empty: none.",
    )
    clamd_large: Literal["refuse", "unscanned"] = Field(
        "refuse",
        description="What becomes of files that are larger than the virus scanner takes (its StreamMaxLength): refuse, "
        "or unscanned: they are shown with a warning.",
    )
    offline_pages: int = Field(
        20, ge=0, le=100, description="Pages that a device keeps to be read without a connection; 0 keeps none."
    )
    push_services: str = Field(
        "fcm.googleapis.com *.push.services.mozilla.com *.notify.windows.com *.push.apple.com",
        description="Hosts of push services that are believed, *. for all below one; a single - pushes nothing.",
    )
    push_titles: bool = Field(
        False, description="Whether a push says what is new, on screens that others may see, and not only that."
    )
    broadcast_people: int = Field(
        50, ge=2, description="A post to a group with so many members says beforehand how many people it reaches."
    )
    providers: str = Field(
        "", description="TOML file with the providers of sign-in, one table each; see docs/sign-in.md. Empty: none."
    )
    providers_inside: str = Field(
        "",
        description="Hosts inside that sign-in may ask, with ports and spaces between, such as idp.intra:443; http is "
        "only for them.",
    )
    provisioning_share: float = Field(5.0, ge=0, le=100, description="A sync closing more percent of accounts stops.")
    provisioning_removals: int = Field(20, ge=0, description="So does one that closes more accounts than this.")
    provisioning_directories: str = Field("", description="Directories read at times of day: corp=05:00,12:30 ad=03:00")
    provisioning_preview_hours: int = Field(12, ge=1, le=168, description="How long a sync's preview can be applied.")
    provisioning_undo_days: int = Field(30, ge=1, le=365, description="How long a sync can be taken back.")
    leavers_name: Literal["keep", "replace"] = Field(
        "keep", description="Whether what leavers wrote keeps their name, or says that a former colleague wrote it."
    )
    session_idle_hours: int = Field(8, ge=1, le=720, description="A session ends after so many hours without requests.")
    shared_idle_minutes: int = Field(10, ge=1, le=480, description="The same in minutes, on a shared device.")
    session_hours: int = Field(24, ge=1, le=720, description="A session ends after so many hours in any case.")
    access_code_days: int = Field(30, ge=1, le=365, description="How long the code on a letter is good.")
    confirm_minutes: int = Field(15, ge=1, le=720, description="Minutes after which acts of power ask who it is.")
    smtp: str = Field(
        "",
        description="Mail server: smtp://user:password@mail.example:587 (STARTTLS) or smtps://…:465. Empty: "
        "production sends no mail, everything else keeps mails as files in `outbox` of the data folder.",
    )
    smtp_ca: str = Field("", description="File with the mail server's certificate authority, where Python lacks it.")
    mail_from: str = Field("", description="Sender of all mails, such as Foyer <foyer@company.example>.")
    mail_replies: str = Field(
        "",
        description="Address whose plus-addresses (foyer+…@in.company.example) reach the portal: replies and bounces. "
        "Empty: one cannot reply by mail.",
    )
    mail_listen: str = Field("", description="host:port on which `foyer mail listen` takes mails from the mail server.")
    imap: str = Field(
        "", description="imaps://user:password@mail.example/INBOX, a mailbox that the worker empties every minute."
    )
    mail_authserv: str = Field(
        "", description="Name of the own mail server in Authentication-Results; then replies need its dmarc=pass."
    )
    mail_content: Literal["full", "sparing"] = Field(
        "full", description="`sparing` mails say only that there is something new, with a link."
    )

    @property
    def demo(self) -> bool:
        """Whether personas may sign in without a proof."""
        return self.env in ("demo", "test")

    @property
    def database_url(self) -> str:
        """The SQLAlchemy address, with psycopg named as the driver of PostgreSQL."""
        if not self.database:
            return f"sqlite:///{self.data.resolve() / 'foyer.sqlite3'}"
        scheme, rest = self.database.split("://", 1)
        return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else self.database

    @property
    def secure(self) -> bool:
        """Whether people reach the portal through https."""
        return self.base_url.startswith("https://")

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        faults = [
            *_faults(self),
            *_file_faults(self),
            *_mail_faults(self),
            *(_production_faults(self) if self.env == "production" else []),
        ]
        if faults:
            raise ValueError(_BETWEEN.join(faults))
        return self

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Reads the FOYER_* variables. Raises SettingsError, naming every fault at once."""
        given = {k[6:].lower(): v for k, v in environ.items() if k.startswith("FOYER_") and v != ""}
        values = {k: v for k, v in given.items() if k in cls.model_fields}
        if values.get("env", "development") != "production":
            values.setdefault("secret_key", DEMO_SECRET)
        settings, faults = _validated(cls, values)
        faults = [*_strange(given, environ), *faults]
        if settings is None or faults:
            raise SettingsError(faults)
        return settings


def _strange(given: dict[str, str], environ: Mapping[str, str]) -> list[str]:
    """What the environment holds and ought not to."""
    unknown = sorted(k for k in given if k not in Settings.model_fields and not k.startswith("test_"))
    faults = [f"FOYER_{name.upper()} is not a setting of this version" for name in unknown]
    if given.get("env") == "production" and environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no"):
        faults.append("FLASK_DEBUG shows the inside of the program to everybody; production does without it")
    return faults


def _validated(kind: type[Settings], values: dict[str, str]) -> tuple[Settings | None, list[str]]:
    """A wrong value keeps pydantic from looking at the whole; so the rest is looked at again without it."""
    try:
        return kind.model_validate(values), []
    except ValidationError as error:
        faults = [sentence for e in error.errors() for sentence in _sentences(e["loc"], e["msg"], e["type"])]
        wrong = {str(e["loc"][0]) for e in error.errors() if e["loc"]}
    if wrong:
        faults += _validated(kind, {name: value for name, value in values.items() if name not in wrong})[1]
    return None, faults


def _faults(settings: Settings) -> list[str]:
    faults = []
    if settings.database and not _is_address(settings.database, _DATABASES):
        faults.append("FOYER_DATABASE needs an address such as postgresql://foyer@127.0.0.1/foyer, or none for SQLite")
    if settings.redis and not _is_address(settings.redis, _REDIS):
        faults.append("FOYER_REDIS needs an address such as redis://127.0.0.1:6379/0")
    if not _is_zone(settings.time_zone):
        faults.append(f"FOYER_TIME_ZONE: there is no {settings.time_zone!r}; an example is Europe/Berlin")
    address = urlsplit(settings.base_url)
    if address.path or address.query or address.fragment:
        faults.append("FOYER_BASE_URL ends with the host's name or port, such as https://foyer.example.com")
    return faults


def _file_faults(settings: Settings) -> list[str]:
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


def _mail_faults(settings: Settings) -> list[str]:
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


def _production_faults(settings: Settings) -> list[str]:
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


def _sentences(location: tuple[int | str, ...], message: str, kind: str) -> list[str]:
    if kind == "value_error" and not location:
        return message.removeprefix("Value error, ").split(_BETWEEN)
    name = f"FOYER_{str(location[0]).upper()}"
    field = Settings.model_fields[str(location[0])]
    return [f"{name}: {message}. {field.description} Default: {field.default!r}"]
