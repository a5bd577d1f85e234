"""Doors: to a provider and back, its messages about signing out, and what everybody sees who comes in or does not."""

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, request, session, url_for
from flask_login import current_user

from portal.core import db, i18n
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.web import client_address, go, limit, page, public, settings
from portal.core.web.application import csrf
from portal.core.web.headers import POLICY

from .. import again, idling, providers, returning
from .. import session as sessions
from ..identities import Proven, account_of
from ..models import User
from . import departures, flows, oidc, saml, store
from .contract import Provider, SignInRefused
from .refusing import note, refuse, stray

log = logging.getLogger(__name__)
blueprint = Blueprint("sso", __name__, url_prefix="/login/with")
_DOORS = {"oidc": "sso.answer", "saml": "sso.assertion"}


V = TypeVar("V", bound=Callable[..., Any])


def _proven_inside(view: V) -> V:
    """Takes a message of a provider's server, which has neither cookie nor token: its signature is the proof."""
    csrf.exempt(view)
    return public(view)


def address(endpoint: str, **values: Any) -> str:
    """Gives an address as the outside knows it."""
    base = settings().base_url.rstrip("/") or request.host_url.rstrip("/")
    return base + url_for(endpoint, **values)


def depart(provider: Provider, login: str, *, again_for: int = 0) -> Response:
    """Sends the browser to a provider, and keeps where it wants to go afterwards and what was being sent.

    `again_for` is who has to prove anew who it is: the provider then asks, whether or not its own session lasts.
    """
    state = flows.new_state()
    begin = {"oidc": oidc.begin, "saml": saml.begin}[provider.kind]
    back = address(_DOORS[provider.kind], key=provider.key)
    try:
        departure = begin(provider, back, state, login, anew=bool(again_for))
    except SignInRefused as refused:
        return refuse(provider, refused, onward=request.form)
    onward = {"next": returning.safe_next(request.form.get("next", "")), "resume": request.form.get("resume", "")}
    flows.keep(state, departure.kept | onward | {"provider": provider.key, "again_for": again_for})
    flows.remember(session, state)
    return _away(departure.url, provider, departure.fields)


def _away(url: str, provider: Provider, fields: Mapping[str, str] = MappingProxyType({})) -> Response:
    """A page that leads on: a redirect would count as part of sending the form, which may go nowhere else.

    With fields it is a form itself, which may go to the provider and wherever that leads on to.
    """
    response = page("auth/leaving.html", url=url, label=provider.label, fields=fields)
    if fields:
        scheme = urlsplit(url).scheme
        response.headers["Content-Security-Policy"] = POLICY.replace(
            "form-action 'self'", f"form-action 'self' {scheme}:"
        )
    else:
        response.headers["Refresh"] = f"0;url={url}"
    return response


def enter(user: User, *, next_url: str, resume: str, origin: dict[str, str] | None = None) -> Response:
    """Begins a session, and leads to where one wanted to go, or to the form that one was just sending."""
    sessions.sign_in(user, device=request.user_agent.string, is_shared=idling.is_shared_device())
    i18n.use(user.language)
    if origin:
        departures.note(again.session_id(), origin)
    store.note_use(origin["provider"] if origin else "")
    return onward(_("You are signed in again"), next_url=next_url, resume=resume)


def onward(head: str, *, next_url: str, resume: str) -> Response:
    """Leads to the form that one was just sending, under a heading, or to where one wanted to go."""
    kept = returning.kept_form(settings().secret_key, resume)
    if kept is not None:
        return page("auth/resume.html", head=head, path=kept["path"], fields=kept["fields"])
    return go(returning.safe_next(next_url))


def admitted(proven: Proven, provider: Provider) -> tuple[User, dict[str, str]]:
    """Gives the account of whoever a directory has proven, and how it came in. Raises SignInRefused."""
    try:
        user = account_of(proven, provider)
    except SignInRefused as refused:
        refused.provider = provider
        raise
    return user, {"provider": provider.key, "subject": proven.subject}


@again.offer_doors
def doors_again(user: User) -> list[again.Door]:  # noqa: ARG001  (the session says which door it was)
    """Gives the provider by which this browser came in, if that can ask who it is once more."""
    origin = departures.origin_of(again.session_id())
    return [
        again.Door(_("Prove it with %(name)s", name=p.label), url_for("sso.prove_again", key=p.key))
        for p in providers.usable()
        if origin is not None and p.key == origin["provider"] and not providers.checks_passwords(p)
    ]


@blueprint.post("/<key>/again")
@limit("20 per minute")
def prove_again(key: str) -> Response:
    user = again.account()
    if not any(door.url == request.path for door in doors_again(user)):
        raise NotFound
    return depart(providers.find(key), user.email or "", again_for=user.id)


def arrive(provider: Provider, state: str, proven: Proven, origin: dict[str, str]) -> Response:
    """Lets in whoever was proven. Raises SignInRefused; a state counts once."""
    db.session.remove()
    with db.unit_of_work():
        kept = flows.take(state, provider.key)
        if kept is None:
            raise SignInRefused("refused", "the answer was used before")
        user = account_of(proven, provider)
        if kept.get("again_for"):
            return _proven_again(user, kept)
        return enter(user, next_url=kept["next"], resume=kept["resume"], origin=origin | {"provider": provider.key})


def _proven_again(user: User, kept: dict[str, Any]) -> Response:
    here: Any = current_user
    if not here.is_authenticated or not user.id == here.id == kept["again_for"]:
        raise SignInRefused("refused", f"account {user.id} has proven who it is, but {kept['again_for']} was asked")
    again.confirm()
    return onward(_("Thank you, it is you"), next_url=kept["next"], resume=kept["resume"])


@blueprint.get("/<key>/answer")
@public
def answer(key: str) -> Response:
    provider = providers.find(key, kind="oidc")
    state = request.args.get("state", "")
    kept = flows.peek(state, key) if flows.is_own(session, state) else None
    if kept is None:
        return stray(provider, "an answer to nothing that this browser began")
    db.session.remove()  # nothing stays open while the provider is asked
    try:
        proven, origin = oidc.finish(provider, kept, request.args.to_dict())
        return arrive(provider, state, proven, origin)
    except SignInRefused as refused:
        return refuse(provider, refused, state=state, onward=kept)


@blueprint.post("/<key>/assertion")
@_proven_inside
@limit("3000 per minute", by=client_address)
def assertion(key: str) -> Response:
    with db.reading():
        provider = providers.find(key, kind="saml")
        state = request.form.get("RelayState", "")
        kept = flows.peek(state, key)
    if kept is None and not provider.settings.is_idp_initiated_allowed:
        return stray(provider, "a SAML response that nobody asked for")
    back = address("sso.assertion", key=key)
    try:
        proven, origin = saml.finish(provider, back, request.form.to_dict(), kept or {})
    except SignInRefused as refused:
        return refuse(provider, refused)
    if kept is None:
        state = flows.new_state()
        kept = {"provider": key, "next": "", "resume": "", "is_unasked": True}
    flows.replace(state, kept | {"proven": departures.packed(proven), "origin": origin})
    return go("sso.arrival", key=key, state=state)


@blueprint.route("/<key>/arrival", methods=["GET", "POST"])
@public
def arrival(key: str) -> Response:
    provider = providers.find(key, kind="saml")
    state = request.values.get("state", "")
    kept = flows.peek(state, key)
    if kept is None or "proven" not in kept:
        return stray(provider, "nothing was proven under this state, or it was used before")
    if kept.get("is_unasked") and request.method == "GET":
        return page("auth/unasked.html", label=provider.label, name=kept["proven"]["name"], state=state, key=key)
    if not kept.get("is_unasked") and not flows.is_own(session, state):
        return stray(provider, "a proof that another browser began")
    try:
        return arrive(provider, state, departures.unpacked(kept["proven"]), kept["origin"])
    except SignInRefused as refused:
        return refuse(provider, refused, state=state, onward=kept)


@blueprint.get("/<key>/metadata")
@public
def metadata(key: str) -> Response:
    provider = providers.find(key, kind="saml")
    try:
        response = make_response(saml.metadata(provider, address("sso.assertion", key=key)))
    except SignInRefused as refused:
        return refuse(provider, refused)
    response.mimetype = "application/samlmetadata+xml"
    return response


@blueprint.get("/<key>/sign-out")
@public
def signed_out_there(key: str) -> Response:
    provider = providers.find(key, kind="saml")
    if "SAMLRequest" not in request.args:
        return go("auth.login")
    back = address("sso.assertion", key=key)
    db.session.remove()
    try:
        raw = request.query_string.decode("ascii", "replace")
        url, subject, sids = saml.asked_to_leave(provider, back, request.args.to_dict(), raw)
    except SignInRefused as refused:
        return refuse(provider, refused)
    with db.unit_of_work():
        departures.end(key, subject=subject, sids=sids)
    response = make_response("", 303)
    response.headers["Location"] = url
    return response


@blueprint.post("/<key>/back-channel-logout")
@_proven_inside
@limit("3000 per minute", by=client_address)
def back_channel_logout(key: str) -> Response:
    with db.reading():
        provider = providers.find(key, kind="oidc")
    try:
        claims = departures.logout_claims(provider, request.form.get("logout_token", ""))
    except SignInRefused as refused:
        note(provider, refused.reason, f"a request to sign somebody out: {refused.cause}")
        return make_response({"error": "invalid_request"}, 400)
    departures.end(key, subject=claims.get("sub", ""), sids=[claims["sid"]] if claims.get("sid") else [])
    response = make_response("", 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def leave(origin: dict[str, str] | None) -> Response | None:
    """Leads a browser that has signed out here to the provider that it came by, if that has a way out."""
    provider = next((p for p in providers.usable() if origin and p.key == origin["provider"]), None)
    if provider is None or origin is None:
        return None
    home = address("auth.login")
    try:
        if provider.kind == "saml":
            url = saml.leave(provider, address("sso.assertion", key=provider.key), origin, home)
        else:
            url = departures.with_return(origin.get("leave", ""), home)
    except SignInRefused as refused:
        log.warning("signing out at %s: %s", provider.key, refused.cause)
        return None
    return _away(url, provider) if url else None
