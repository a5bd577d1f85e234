"""PINs, for those who came by a letter: easy to type at a machine, and kept from being guessed by waits.

No password here is as short as a PIN may be long, so what is typed says which of the two it is.
"""

import re
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import func, or_, select

from portal.core import db
from portal.core.errors import Invalid
from portal.core.i18n import _

from ..models import Identity, User
from . import hashing
from .models import Pin

SHORTEST, LONGEST = 6, 10
_DIFFERENT = 3
_COMMON = ("159753", "147258", "258369", "147852", "369258", "456852", "789456", "951753", "753951", "142536", "135790")
_DATES = ((0, 2, 4, 6), (2, 0, 4, 6), (4, 2, 0, 6), (0, 2, 4, 8), (2, 0, 4, 8), (6, 4, 0, 8))
"""Where day, month and year begin in a date without dots, and its length."""


def is_pin(secret: str) -> bool:
    """Whether this can be a PIN at all."""
    return bool(re.fullmatch(f"[0-9]{{{SHORTEST},{LONGEST}}}", secret))


def fault(pin: str, names: tuple[str, ...] = ()) -> str:
    """Gives what is wrong with a new PIN, as a sentence, or nothing; `names` are what its owner signs in with."""
    if not is_pin(pin):
        return _("A PIN has %(least)s to %(most)s digits.", least=SHORTEST, most=LONGEST)
    is_own = any(name and (name in pin or pin in name) for name in names)
    if is_own or len(set(pin)) < _DIFFERENT or _is_row(pin) or _is_date(pin) or any(row in pin for row in _COMMON):
        return _("This PIN is easy to guess. Take no row, no date, no repeats and not your own number.")
    return ""


def _is_row(pin: str) -> bool:
    digits = [int(digit) for digit in pin]
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    is_repeated = any(pin == (pin[:size] * len(pin))[: len(pin)] for size in range(1, len(pin) // 2 + 1))
    return len(steps) == 1 or is_repeated


def _is_date(pin: str) -> bool:
    return any(len(pin) == where[3] and _is_day(pin, where) for where in _DATES)


def _is_day(pin: str, where: tuple[int, int, int, int]) -> bool:
    day, month, year, size = where
    years = int(pin[year : year + size - 4])
    try:
        found = date(years if size == 8 else 2000 + years, int(pin[month : month + 2]), int(pin[day : day + 2]))
    except ValueError:
        return False
    return 1920 <= found.year <= 2099


def kept(login: str) -> Any:
    """Gives id and hash of the one account with a PIN that is called so, or None.

    It may be called by its address, its address in the portal, or its number at a source.
    """
    name = login.strip()
    spellings = {name, name.lower(), name.upper()}
    numbered = select(Identity.user_id).where(Identity.subject.in_(spellings))
    called = or_(func.lower(User.email) == name.lower(), User.slug == name.lower(), User.id.in_(numbered))
    found = select(User.id, Pin.hash).join(Pin, Pin.user_id == User.id).where(called).limit(2)
    rows = db.session.execute(found).all()
    return rows[0] if len(rows) == 1 else None


def hash_of(user: User) -> str | None:
    """Gives what is kept of the account's PIN, or None where it has none."""
    return db.session.scalar(select(Pin.hash).where(Pin.user_id == user.id))


def set_pin(user: User, pin: str, *, names: tuple[str, ...]) -> None:
    """Sets a PIN. Raises Invalid for one that is too short, too long or easy to guess."""
    if said := fault(pin, names):
        raise Invalid("pin", said)
    row = {"user_id": user.id, "hash": hashing.hashed(pin)}
    db.upsert(Pin, row, keys=("user_id",), update={"hash": row["hash"]})
