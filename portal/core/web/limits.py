"""How often somebody may do something: per account and per address, always forgiven by time."""

import logging
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, g, request
from flask_limiter import Limiter
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from . import counts
from .answers import client_address

log = logging.getLogger(__name__)


def _who() -> str:
    user = getattr(g, "_login_user", None)
    number = getattr(user, "id", None)
    return f"user:{number}" if number else f"address:{client_address()}"


limiter = Limiter(key_func=_who, default_limits=[], strategy="moving-window", headers_enabled=False)


def limit(
    rate: str, *, by: Callable[[], str] | None = None, unless: Callable[[], bool] | None = None
) -> Callable[[Any], Any]:
    """Limits a view, such as `30 per minute`, for the person or, signed out, the address; or by a key of one's own."""
    return limiter.limit(rate, key_func=by or _who, exempt_when=unless, methods=["POST", "PUT", "PATCH", "DELETE"])


def nothing_in(field: str) -> Callable[[], bool]:
    """Gives a reason to lift a limit: that the field, by which it counts, was not sent at all."""
    return lambda: field not in request.form


def typed(field: str) -> Callable[[], str]:
    """Gives a key from what was typed into a field, so that one account cannot be guessed from many addresses."""
    return lambda: f"{field}:{request.form.get(field, '').strip().casefold()[:200]}"


class Meter(NamedTuple):
    """How often somebody may still do something: `left` of `most`; `reset` is in how many seconds it is more."""

    most: int
    window: int
    left: int
    reset: int
    is_over: bool


def count(who: str, rate: str) -> Meter:
    """Counts one request of somebody against a rate such as `600 per minute`, and says what is left of it.

    A counter that does not answer stops nobody.
    """
    item = _rate(rate)
    try:
        counter = _counter(counts.address(current_app.settings))  # type: ignore[attr-defined]  # it is Portal
        is_fine = counter.hit(item, who)
        stats = counter.get_window_stats(item, who)
    except Exception:
        log.exception("counting requests")
        return Meter(item.amount, item.get_expiry(), item.amount, 0, False)
    reset = max(1, round(stats.reset_time - time.time()))
    return Meter(item.amount, item.get_expiry(), stats.remaining, reset, not is_fine)


@lru_cache(maxsize=8)
def _rate(rate: str) -> RateLimitItem:
    return parse(rate)


@lru_cache(maxsize=2)
def _counter(address: str) -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(storage_from_string(address))


def forget_counts() -> None:
    """Forgets all counts; for tests, whose ids begin anew with each."""
    _counter.cache_clear()
