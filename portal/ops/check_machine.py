"""Looks at the machine and the settings; needs no database."""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from portal.config import DEMO_SECRET, Settings
from portal.ops.finding import Finding, State, short

LDAP_LINE = (
    "sudo apt-get install --no-install-recommends gcc libc6-dev libldap-dev libsasl2-dev python3-dev && make setup"
)
_LEAST_SPACE = 500 * 2**20  # bytes
_GOOD_SPACE = 5 * 2**30


def python(_settings: Settings) -> Iterator[Finding]:
    """Whether this Python is one that Foyer runs on."""
    here = ".".join(str(part) for part in sys.version_info[:3])
    if (3, 11) <= sys.version_info < (3, 14):
        yield Finding("Python", "ok", here)
    else:
        yield Finding("Python", "fault", here, "Foyer runs on 3.11 to 3.13: PYTHON=python3.12 make setup")


def secret(settings: Settings) -> Iterator[Finding]:
    """Whether the key that signs cookies can be guessed."""
    if settings.secret_key == DEMO_SECRET:
        yield Finding(
            "secret key", "note", "the demo's, which everybody knows", "FOYER_SECRET_KEY: openssl rand -hex 32"
        )
    else:
        yield Finding("secret key", "ok", f"{len(settings.secret_key)} characters")


def address(settings: Settings) -> Iterator[Finding]:
    """Whether the portal knows the address that people type."""
    if not settings.base_url:
        yield Finding("address", "note", "not set", "FOYER_BASE_URL=https://foyer.example.com")
    elif settings.secure and not settings.trusted_proxies:
        remedy = "FOYER_TRUSTED_PROXIES=1, when nginx stands in front"
        yield Finding("address", "note", f"{settings.base_url}, but no proxy is believed", remedy)
    else:
        yield Finding("address", "ok", settings.base_url)


def data(settings: Settings) -> Iterator[Finding]:
    """Whether the data folder can be written to, by us alone."""
    folder = settings.data.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        remedy = f"sudo install -d -o {os.getuid()} -m 750 {folder}, or FOYER_DATA=another folder"
        yield Finding("data folder", "fault", f"{folder}: {error.strerror}", remedy)
        return
    if settings.env == "production" and folder.stat().st_mode & stat.S_IRWXO:
        yield Finding("data folder", "fault", f"{folder} is open to every user of this machine", f"chmod o= {folder}")
    else:
        yield Finding("data folder", "ok", str(folder))


def space(settings: Settings) -> Iterator[Finding]:
    """Whether the disk has room."""
    free = shutil.disk_usage(_existing(settings.data.resolve())).free
    says = f"{free / 2**30:.1f} GB free"
    state: State = "ok" if free > _GOOD_SPACE else "note"
    yield Finding("disk", "fault" if free < _LEAST_SPACE else state, says, "" if state == "ok" else "Make room.")


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def files(settings: Settings) -> Iterator[Finding]:
    """Whether uploads can be kept."""
    folder = settings.data.resolve() / "files"
    if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
        yield Finding("uploads", "fault", f"{folder} cannot be written to", f"sudo chown -R {os.getuid()} {folder}")
    elif settings.storage:
        yield _bucket(settings, folder)
    else:
        yield Finding("uploads", "ok", f"{folder}, at most {settings.upload_megabytes} MB a file")


def _bucket(settings: Settings, folder: Path) -> Finding:
    from portal.core import storage
    from portal.core.errors import Refusal

    try:
        folder.mkdir(parents=True, exist_ok=True)
        storage.configure(folder, settings.storage)
        storage.delete(storage.put(os.urandom(32)))
    except Refusal as error:
        cause = error.__cause__
        says = short(cause if isinstance(cause, Exception) else error)
        return Finding("uploads", "fault", f"the bucket: {says}", "FOYER_STORAGE names address, key, secret and bucket")
    return Finding("uploads", "ok", f"the bucket answers, at most {settings.upload_megabytes} MB a file")


def clamd(settings: Settings) -> Iterator[Finding]:
    """Whether the virus scanner answers where it is used."""
    if not settings.clamd:
        yield Finding("virus scanner", "ok", "not used")
        return
    from portal.attachments import scanner_answers

    if scanner_answers(settings):
        yield Finding("virus scanner", "ok", "answers")
    else:
        yield Finding("virus scanner", "fault", "does not answer; files wait", "systemctl status clamav-daemon")


def ldap(_settings: Settings) -> Iterator[Finding]:
    """Whether people can sign in against a directory."""
    if find_spec("ldap") is None:
        yield Finding("directory sign-in", "note", "not installed", LDAP_LINE)
    else:
        yield Finding("directory sign-in", "ok", "installed")


def redis(settings: Settings) -> Iterator[Finding]:
    """Whether Redis answers where it is used."""
    if not settings.redis:
        yield Finding("Redis", "ok", "not used; all processes must run on this machine")
        return
    import redis

    try:
        redis.Redis.from_url(settings.redis, socket_timeout=3, socket_connect_timeout=3).ping()
    except (redis.RedisError, ValueError) as error:
        yield Finding("Redis", "fault", short(error), "systemctl status redis-server; FOYER_REDIS names the address")
    else:
        yield Finding("Redis", "ok", "answers")


def processes(settings: Settings) -> Iterator[Finding]:
    """Whether the web processes share what they must share."""
    if settings.web_processes > 1 and not settings.redis:
        says = f"{settings.web_processes} processes, each counting attempts to sign in by itself"
        yield Finding("web processes", "note", says, "FOYER_REDIS=redis://127.0.0.1:6379/0 lets them count together")
    else:
        yield Finding("web processes", "ok", f"{settings.web_processes} with {settings.web_threads} threads")
