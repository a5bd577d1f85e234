"""Waits after failed attempts: they grow, they always end, and a stranger's failures lock nobody out.

Five failures for a name within a quarter of an hour make the next attempt wait a minute, then two, four, up to fifteen.
A browser in which somebody has signed in with that name before has a count of its own, and only that one. Thirty
failures from one address, in browsers that nobody knows, make such browsers there wait as well, whatever names were
tried; whoever comes in from there takes one of them back, since a whole company may have one address. A PIN is short: a
hundred wrong ones within an hour, from browsers that nobody knows, make such browsers wait, so that many names tried
from many addresses lead nowhere.
"""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update

from portal.core import clock, db
from portal.core.errors import TooMany
from portal.core.i18n import ngettext

from .models import Failure

FREE = 5
FREE_OF_ADDRESS = 30
FREE_OF_PINS = 100
MOST_MINUTES = 15
_FORGOTTEN = timedelta(minutes=15)
_FORGOTTEN_OF_MANY = timedelta(hours=1)


class Attempt(NamedTuple):
    """Whose attempt it is: the name typed, the address it came from, the mark of a known browser or nothing.

    `is_pin` says that what was typed is as short as a PIN.
    """

    name: str
    address: str
    browser: str = ""
    is_pin: bool = False

    @property
    def counts(self) -> list[tuple[str, int, timedelta]]:
        """The counts that it belongs to: key, how many are free, when they are forgotten."""
        whose = f"known:{self.browser}" if self.browser else "anybody"
        counts = [(_key(f"{whose}:{digest_of(self.name)}"), FREE, _FORGOTTEN)]
        if not self.browser:
            counts.append((_of_address(self.address), FREE_OF_ADDRESS, _FORGOTTEN_OF_MANY))
        if self.is_pin and not self.browser:
            counts.append((_key("pins"), FREE_OF_PINS, _FORGOTTEN_OF_MANY))
        return counts


def digest_of(name: str) -> str:
    """Gives a digest of a name as it was typed, the same for every way to write it."""
    return _key(name.strip().casefold())


def _of_address(address: str) -> str:
    return _key(f"address:{address}")


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def refuse_if_waiting(attempt: Attempt) -> None:
    """Raises TooMany while the name or the address has to wait; the same for names that nobody has."""
    keys = [key for key, _free, _forgotten in attempt.counts]
    with db.reading() as session:
        ends = [end for end in session.scalars(select(Failure.waits_until).where(Failure.key.in_(keys))) if end]
    now = clock.now()
    if ends and max(ends) > now:
        seconds = round((max(ends) - now).total_seconds()) + 1
        minutes = -(-seconds // 60)
        said = ngettext(
            "That was wrong too often. Try again in %(n)s minute.",
            "That was wrong too often. Try again in %(n)s minutes.",
            minutes,
        )
        raise TooMany(said, retry_after=seconds)


def note_failure(attempt: Attempt) -> None:
    """Counts a failed attempt, in a unit of work of its own: the request's is taken back."""
    db.session.remove()
    with db.unit_of_work():
        for key, free, forgotten in attempt.counts:
            _count(key, free, forgotten)


def _count(key: str, free: int, forgotten: timedelta) -> None:
    now = clock.now()
    db.upsert(Failure, {"key": key, "count": 0, "last_at": now}, keys=("key",), update={})
    row = db.session.scalars(select(Failure).where(Failure.key == key).with_for_update()).one()
    since = max(row.last_at, row.waits_until or row.last_at)
    row.count = 1 if since + forgotten < now else row.count + 1
    row.last_at, row.waits_until = now, _wait(row.count - free, now)


def _wait(beyond: int, now: datetime) -> datetime | None:
    if beyond < 0:
        return None
    return now + timedelta(minutes=min(2 ** min(beyond, 10), MOST_MINUTES))


def forget(attempt: Attempt) -> None:
    """Forgets the failures for a name that was right, and takes one of its address back, once a day for each name."""
    key, _free, _forgotten = attempt.counts[0]
    db.session.execute(delete(Failure).where(Failure.key == key).execution_options(synchronize_session=False))
    mark = {"key": _key(f"in:{attempt.address}:{digest_of(attempt.name)}"), "count": 0, "last_at": clock.now()}
    is_first = db.insert(Failure).values(**mark).on_conflict_do_nothing().returning(Failure.key)
    if db.session.scalar(is_first) is not None:
        there = update(Failure).where(Failure.key == _of_address(attempt.address), Failure.count > 0)
        one_less = there.values(count=Failure.count - 1).execution_options(synchronize_session=False)
        db.session.execute(one_less)
