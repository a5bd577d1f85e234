"""Sessions: flask-login wiring, how long a sign-in lasts, the actor of this request.

The signed cookie carries a random secret; the row in `auth_session` is what counts. Idle time is kept in the signed
cookie, so that reading pages writes nothing. A view may ask for a proof of its own, such as a token; then no cookie
says who acts.
"""

import hashlib
import secrets
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from portal.core import browsers, clock, db, i18n, realtime
from portal.core.errors import SignInNeeded
from portal.core.web.application import begin_writing, csrf
from portal.core.web.templating import LazyShell

from . import idling
from .audience import Actor, actor_columns, actor_for, actor_from
from .models import Session, User
from .policy import can

V = TypeVar("V", bound=Callable[..., Any])
SECRET, SEEN = "secret", idling.SEEN
login_manager = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """Who is signed in, as flask-login wants it; `proven_at` is when the person last proved who it is.

    Whoever has just come in is known by the account's id alone until something is drawn or done for them.
    """

    def __init__(self, who: Actor | int, session_id: int, proven_at: datetime | None = None) -> None:
        self._who = who
        self.id = who if isinstance(who, int) else who.id
        self.session_id = session_id
        self.proven_at = proven_at

    @property
    def actor(self) -> Actor:
        """Who acts. Raises NotFound for an account that was closed."""
        if isinstance(self._who, int):
            self._who = actor_for(self._who)
        return self._who


def actor() -> Actor:
    """Gives the actor of this request. Raises SignInNeeded when nobody is signed in."""
    user: Any = current_user
    if not user.is_authenticated:
        raise SignInNeeded
    found: Actor = user.actor
    return found


Proof = Callable[[Request], SignedIn | None]


def proven_by(proof: Proof) -> Callable[[V], V]:
    """Has a view learn from a proof who acts, and from no cookie; so no other site can make a browser act there."""

    def mark(view: V) -> V:
        view.proof = proof  # type: ignore[attr-defined]  # a mark on the function, read by the gate and its guard
        csrf.exempt(view)
        return view

    return mark


class _Cookies(SecureCookieSessionInterface):
    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Leaves alone what is the same for everybody: caches share it only if it does not vary by cookie."""
        if not hasattr(_view(), "is_alike"):
            super().save_session(app, session, response)


def register(app: Flask) -> None:
    """Wires flask-login and closes every route that is not public."""
    app.session_interface = _Cookies()
    login_manager.init_app(app)
    login_manager.request_loader(_load)
    login_manager.session_protection = None
    app.before_request(_gate)
    app.after_request(idling.clear_the_screen)
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    user: Any = current_user
    if not user.is_authenticated:
        return {"actor": None, "theme": session.get("theme", "system")}
    found: Actor = user.actor
    return {
        "actor": found,
        "theme": found.theme,
        "can": lambda verb, thing: can(found, verb, thing),
        "shell": LazyShell(found),
    }


def _gate() -> None:
    view = _view()
    if not hasattr(view, "is_alike"):
        _identify(view)
    begin_writing()


def _identify(view: Callable[..., Any] | None) -> None:
    user: Any = current_user
    has_cookie = not hasattr(view, "proof")
    if user.is_authenticated:
        i18n.use(user.actor.language)
        if has_cookie:
            idling.stay()
        return
    if has_cookie and session.get("language"):
        i18n.use(session["language"])
    if view is not None and not getattr(view, "is_public", False):
        raise SignInNeeded


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")


def _load(request: Request) -> SignedIn | None:
    proof: Proof | None = getattr(_view(), "proof", None)
    if proof is not None:
        return _or_nobody(lambda: proof(request))
    secret = session.get(SECRET)
    if not isinstance(secret, str) or idling.is_over():
        return None
    return _or_nobody(lambda: find(secret))


def _or_nobody(look: Callable[[], SignedIn | None]) -> SignedIn | None:
    """Looks; when that fails, the page that tells of it is drawn for nobody, or it would look again and fail too."""
    try:
        return look()
    except SQLAlchemyError:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]  # flask-login's
        raise


def find(secret: str) -> SignedIn | None:
    """Gives who is signed in with the secret, or None when the session is over or the account closed."""
    row = db.session.execute(_by_secret(db.dialect()), {"secret": digest(secret), "now": clock.now()}).one_or_none()
    if row is None:
        return None
    if row.last_used_on != clock.now().date():
        _note_use(row.session_id)
    return SignedIn(actor_from(row), row.session_id, row.confirmed_at or row.begun_at)


def _note_use(session_id: int) -> None:
    """Keeps the day, in a unit of work of its own: those who only read use a session too.

    A database that takes nothing at present keeps nobody from reading.
    """
    db.session.remove()
    day = update(Session).where(Session.id == session_id).values(last_used_on=clock.now().date())
    with suppress(SQLAlchemyError), db.unit_of_work() as session:
        session.execute(day.execution_options(synchronize_session=False))
    db.use_reader()


@lru_cache(maxsize=2)
def _by_secret(_dialect: str) -> Any:
    return (
        actor_columns()
        .add_columns(
            Session.id.label("session_id"),
            Session.last_used_on,
            Session.confirmed_at,
            Session.created_at.label("begun_at"),
        )
        .join(Session, Session.user_id == User.id)
        .where(Session.secret_hash == bindparam("secret"), Session.expires_at > bindparam("now"), User.is_active)
    )


def digest(secret: str) -> str:
    """Gives what is kept of a session's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_in(user: User, *, device: str = "", is_shared: bool = False) -> None:
    """Begins a new session for the account, with a new secret, and forgets whatever the browser held before.

    `device` is what the browser calls itself; `is_shared` says that several people use it.
    """
    session.clear()
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    hours: int = current_app.settings.session_hours  # type: ignore[attr-defined]  # the application is Portal
    row = Session(
        secret_hash=digest(secret),
        user_id=user.id,
        created_at=now,
        expires_at=now + timedelta(hours=hours),
        last_used_on=now.date(),
        device=browsers.name(device)[:80],
    )
    db.session.add(row)
    db.session.flush()
    session[SECRET] = secret
    idling.begin(is_shared=is_shared)
    g._login_user = SignedIn(user.id, row.id, now)


def sign_out() -> None:
    """Ends this session, here and in the database, and closes its sockets."""
    user: Any = current_user
    if user.is_authenticated:
        end(Session.id == user.session_id)
    session.clear()


def end_sessions(user_id: int) -> None:
    """Ends all sessions of an account, as when it is deactivated."""
    end(Session.user_id == user_id)


def end(*which: ColumnElement[bool]) -> int:
    """Ends the sessions that fulfil all conditions, and closes their sockets and no others. Gives how many."""
    ended = delete(Session).where(*which).returning(Session.id).execution_options(synchronize_session=False)
    ids = db.session.scalars(ended).all()
    realtime.end(ids)
    return len(ids)


def lasting(session_ids: Collection[int]) -> set[int]:
    """Gives those of the sessions that have not ended."""
    live = select(Session.id).join(User, User.id == Session.user_id).where(User.is_active)
    return set(db.session.scalars(live.where(Session.id.in_(session_ids), Session.expires_at > clock.now())))
