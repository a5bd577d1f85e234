"""Every setting: its name in the environment, its type, default and meaning. Nothing else reads the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from . import faults
from .faults import DEMO_SECRET

__all__ = ["DEMO_SECRET", "Settings", "SettingsError"]

Environment = Literal["production", "development", "demo", "test"]


_BETWEEN = "\n"  # of the faults in one message of pydantic's


class SettingsError(Exception):
    """The environment does not describe a portal that can run. The message names every fault."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("The settings are not usable:\n" + "\n".join(f"  - {fault}" for fault in found))
        self.faults = found


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
    working_hours: str = Field("mon-fri 08:00-17:00", description="When people work; what waits is counted then only.")
    holidays: str = Field("DE", description="Country, or country and part of it, whose holidays are free: DE-HE.")
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
    reading_hours: int = Field(72, ge=1, le=720, description="How long a reported private thing may be read.")
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
        if found := faults.of(self):
            raise ValueError(_BETWEEN.join(found))
        return self

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Reads the FOYER_* variables. Raises SettingsError, naming every fault at once."""
        given = {k[6:].lower(): v for k, v in environ.items() if k.startswith("FOYER_") and v != ""}
        values = {k: v for k, v in given.items() if k in cls.model_fields}
        if values.get("env", "development") != "production":
            values.setdefault("secret_key", DEMO_SECRET)
        settings, found = _validated(cls, values)
        found = [*_strange(given, environ), *found]
        if settings is None or found:
            raise SettingsError(found)
        return settings


def _strange(given: dict[str, str], environ: Mapping[str, str]) -> list[str]:
    """What the environment holds and ought not to."""
    unknown = sorted(k for k in given if k not in Settings.model_fields and not k.startswith("test_"))
    found = [f"FOYER_{name.upper()} is not a setting of this version" for name in unknown]
    if given.get("env") == "production" and environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no"):
        found.append("FLASK_DEBUG shows the inside of the program to everybody; production does without it")
    return found


def _validated(kind: type[Settings], values: dict[str, str]) -> tuple[Settings | None, list[str]]:
    """A wrong value keeps pydantic from looking at the whole; so the rest is looked at again without it."""
    try:
        return kind.model_validate(values), []
    except ValidationError as error:
        found = [sentence for e in error.errors() for sentence in _sentences(e["loc"], e["msg"], e["type"])]
        wrong = {str(e["loc"][0]) for e in error.errors() if e["loc"]}
    if wrong:
        found += _validated(kind, {name: value for name, value in values.items() if name not in wrong})[1]
    return None, found


def _sentences(location: tuple[int | str, ...], message: str, kind: str) -> list[str]:
    if kind == "value_error" and not location:
        return message.removeprefix("Value error, ").split(_BETWEEN)
    name = f"FOYER_{str(location[0]).upper()}"
    field = Settings.model_fields[str(location[0])]
    return [f"{name}: {message}. {field.description} Default: {field.default!r}"]
