"""How long a browser stays signed in without a request, kept in its signed cookie, so that reading writes nothing.

Hours, or minutes on a device that several people use. Such a device is known by a cookie of its own, which anybody at
it may set and remove: it opens nothing. There only what a person does counts, not what an open page asks by itself.
"""

import time
from typing import Any

from flask import Response, after_this_request, g, request, session
from flask_login import current_user

from portal.core.web import settings

SEEN, SHARED = "seen", "shared"
_REFRESH, _REFRESH_SHARED = 600, 15
_YEAR = 365 * 24 * 3600


def is_shared_device() -> bool:
    """Whether this browser is on a device that several people use."""
    said = getattr(g, "is_shared_device", None)
    return said if said is not None else request.cookies.get(_name()) == "1"


def keep_shared(*, is_shared: bool) -> None:
    """Keeps whether several people use this device. Sessions that begin from now on follow it."""
    g.is_shared_device = is_shared

    @after_this_request
    def keep(response: Response) -> Response:
        age = _YEAR if is_shared else 0
        secure = settings().secure
        response.set_cookie(_name(), "1", max_age=age, secure=secure, httponly=True, samesite="Lax", path="/")
        return response


def begin(*, is_shared: bool) -> None:
    """Begins to count, in a session cookie that was just emptied."""
    session[SEEN] = int(time.time())
    if is_shared:
        session[SHARED] = True


def is_over() -> bool:
    """Whether nothing was heard of this browser for too long."""
    return bool(time.time() - session.get(SEEN, 0) > _seconds())


def stay() -> None:
    """Counts anew from this request on, if a person made it."""
    now, is_shared = int(time.time()), session.get(SHARED)
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    is_by_person = request.method not in ("GET", "HEAD") or mode == "navigate"
    if now - session.get(SEEN, 0) > (_REFRESH_SHARED if is_shared else _REFRESH) and (is_by_person or not is_shared):
        session[SEEN] = now


def clear_the_screen(response: Response) -> Response:
    """Has a page on a shared device leave the screen when its session is over, also where no script runs."""
    user: Any = current_user
    is_page = response.mimetype == "text/html" and "HX-Request" not in request.headers
    if is_page and "Refresh" not in response.headers and user.is_authenticated and session.get(SHARED):
        response.headers["Refresh"] = f"{_seconds() + 2};url=/login"
    return response


def _seconds() -> int:
    minutes = settings().shared_idle_minutes if session.get(SHARED) else settings().session_idle_hours * 60
    return minutes * 60


def _name() -> str:
    return "__Host-foyer-shared" if settings().secure else f"foyer-shared-{settings().port}"
