"""Connections to directories, kept from one sign-in to the next: opening and encrypting one takes longer than using it.

One sign-in has a connection at a time, and signs in anew as the reading account before it asks: nothing is left of
whoever proved a password there, and a connection that died is found out. What ended in a fault is not kept.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from . import ldap
from .contract import SignInRefused
from .ldap_settings import LdapSettings

MOST = 4
_IDLE, _OLDEST = 60.0, 600.0  # seconds; firewalls and servers forget a silent connection after minutes
_lock = Lock()


@dataclass(eq=False)
class _Kept:
    line: ldap.Line
    opened_at: float
    used_at: float


_kept: list[_Kept] = []


@contextmanager
def line(settings: LdapSettings) -> Iterator[ldap.Line]:
    """Gives a connection to the directory, a kept one where it still answers. Raises LdapFault."""
    taken = _taken(settings) or _Kept(ldap.opened(settings), time.monotonic(), 0)
    try:
        yield taken.line
    except SignInRefused:
        _keep(taken)  # it is the person who was refused
        raise
    except BaseException:
        taken.line.close()
        raise
    _keep(taken)


def _taken(settings: LdapSettings) -> _Kept | None:
    """The one used last, if it still answers; if it does not, the others will hardly do better."""
    with _lock:
        found = next((kept for kept in reversed(_kept) if kept.line.settings == settings), None)
        if found is None:
            return None
        _kept.remove(found)
    try:
        if not _is_old(found):
            found.line.begin(settings.connect_seconds)
            return found
    except ldap.LdapFault:
        forget()
    found.line.close()
    return None


def _is_old(kept: _Kept) -> bool:
    now = time.monotonic()
    return now - kept.used_at > _IDLE or now - kept.opened_at > _OLDEST


def _keep(used: _Kept) -> None:
    used.used_at = time.monotonic()
    with _lock:
        fresh = [kept for kept in _kept if not _is_old(kept)]
        over = [kept for kept in _kept if kept not in fresh]
        (fresh if len(fresh) < MOST else over).append(used)
        _kept[:] = fresh
    for kept in over:
        kept.line.close()


def forget() -> None:
    """Ends all that are kept and not in use."""
    with _lock:
        over, _kept[:] = list(_kept), []
    for kept in over:
        kept.line.close()
