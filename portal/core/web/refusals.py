"""Refusals and faults become a page, a fragment or JSON, in the reader's language and without a secret."""

import errno
import logging
from collections.abc import Callable
from typing import Any

from flask import Response, g, jsonify, make_response, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from .. import db
from ..errors import Conflict, Forbidden, Invalid, NotFound, Refusal, TooMany, Unavailable
from ..i18n import _, lazy_
from .addresses import came_from
from .answers import wants_fragment
from .typed import typed

log = logging.getLogger(__name__)


WORDS = {
    400: (
        lazy_("That did not work"),
        lazy_("The request could not be read. Go back, reload the page and try again."),
    ),
    401: (
        lazy_("Who is there?"),
        lazy_("This needs a token that is valid. It may be missing, have run out, or be revoked."),
    ),
    403: (
        lazy_("You may not do this"),
        lazy_("You can see this page, but this step is for others. Ask its owners for help."),
    ),
    404: (
        lazy_("Nothing here"),
        lazy_("This page does not exist, or it is not open to you. The link may be old."),
    ),
    405: (
        lazy_("That did not work"),
        lazy_("This address does not take that request. Go back and reload the page."),
    ),
    409: (
        lazy_("Somebody was faster"),
        lazy_("This has changed in the meantime. Reload the page and look again."),
    ),
    412: (
        lazy_("Somebody was faster"),
        lazy_("This has changed since you read it. Read it again and repeat your change."),
    ),
    413: (
        lazy_("Too large"),
        lazy_("What you sent is larger than this portal takes. Choose a smaller file or text."),
    ),
    415: (
        lazy_("That did not work"),
        lazy_("What you sent is of a kind that is not read here."),
    ),
    422: (
        lazy_("Something is missing"),
        lazy_("Check the marked fields. Nothing has been saved yet."),
    ),
    428: (
        lazy_("Say what you have read"),
        lazy_("A change needs the header If-Match with the ETag of what you read."),
    ),
    429: (
        lazy_("A little slower"),
        lazy_("That was often in a short time. Wait a minute and try again."),
    ),
    500: (
        lazy_("That did not work"),
        lazy_("Something went wrong on our side. Try again; if it stays, give IT the reference below."),
    ),
    503: (
        lazy_("Not available right now"),
        lazy_("The portal cannot save or read at present. Try again in a minute."),
    ),
}


Speaker = Callable[[int, str], Response]
_speakers: dict[str, Speaker] = {}


def speak(prefix: str, speaker: Speaker) -> None:
    """Has refusals of addresses that begin so be said by a function from status and sentence, as its protocol wants."""
    _speakers[prefix] = speaker


def _speaker() -> Speaker | None:
    return next((speaker for prefix, speaker in _speakers.items() if request.path.startswith(prefix)), None)


def wants_problem() -> bool:
    """Whether a program is to read the answer: it gets a problem as RFC 9457 has it, or what its protocol wants."""
    is_programs = request.path.startswith(("/api/", "/oauth/", "/socket.io")) or _speaker() is not None
    return is_programs or request.accept_mimetypes.best == "application/json"


def _words(status: int, message: str = "") -> tuple[str, str]:
    title, sentence = WORDS.get(status, WORDS[500])
    if status == Conflict.status and message:  # its own sentence says why, and often nobody else has to do with it
        title = lazy_("This is not possible now")
    return str(title), message or str(sentence)


def refuse(error: Refusal) -> Response:
    """Answers a refusal."""
    db.rollback()
    response = _answer(error.status, error.message, getattr(error, "errors", None))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _answer(status: int, message: str = "", errors: dict[str, str] | None = None) -> Response:
    title, sentence = _words(status, message)
    reference = getattr(g, "reference", "")
    if (speaker := _speaker()) is not None:
        return speaker(status, sentence)
    if wants_problem():
        body: dict[str, Any] = {"title": title, "detail": sentence, "status": status, "reference": reference}
        response = make_response(
            jsonify({"type": "about:blank"} | body | ({"errors": errors} if errors else {})), status
        )
        response.mimetype = "application/problem+json"
        return response
    shown = {"title": title, "message": sentence, "status": status, "reference": reference}
    if wants_fragment():
        response = make_response(render_template("errors/_error.html", **shown), status)
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "beforeend"
        return response
    return make_response(render_template("errors/error.html", **shown, **_ways_on()), status)


def _ways_on() -> dict[str, Any]:
    """What a form leads on with: the page that it stood on, and all that was written in it."""
    if request.method == "GET":
        return {"back": "", "typed": []}
    return {"back": came_from(), "typed": typed(), "path": request.full_path.rstrip("?")}


def register(app: Any) -> None:
    """Teaches the application to answer refusals, HTTP errors, database faults and surprises."""
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(IntegrityError, lambda _: refuse(Conflict()))
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, lambda _: refuse(Unavailable()))
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(RateLimitExceeded, lambda _: refuse(TooMany()))
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(
        UnicodeError, lambda _: refuse(Invalid("form", _("This text has characters that cannot be read.")))
    )
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _surprise)


def _http(error: HTTPException) -> Response:
    db.rollback()
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    kind: type[Refusal] | None = {404: NotFound, 403: Forbidden}.get(error.code or 500)
    return refuse(kind()) if kind else _answer(error.code or 500)


def _csrf(_error: CSRFError) -> Response:
    db.rollback()
    return _answer(
        400,
        _("This page was open for too long or comes from elsewhere. Send it again from a page that is newly loaded."),
    )


def _database(error: DBAPIError) -> Response:
    """A value that the database cannot take is a bad request; everything else is a database that does not answer."""
    if not isinstance(error, OperationalError) and not error.connection_invalidated:
        return _surprise(error)
    log.error("database %s: %s", getattr(g, "reference", ""), error.orig)
    return refuse(Unavailable())


def _disk(error: OSError) -> Response:
    return refuse(Unavailable()) if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS) else _surprise(error)


def _surprise(error: Exception) -> Response:
    log.exception("reference=%s route=%s", getattr(g, "reference", ""), request.endpoint, exc_info=error)
    try:
        db.rollback()
    except DBAPIError:
        db.session.remove()
    return _answer(500)
