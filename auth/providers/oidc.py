"""OpenID Connect: there with a code challenge, state and nonce, and back with a code that becomes a checked token.

Authorisation code flow with PKCE (RFC 7636, S256), discovery, sign-out at the provider (RP-initiated) and from there
(back-channel). The answer is believed only from the provider that was asked (RFC 9207).
"""

import base64
import time
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote, urlencode

from pydantic import Field, SecretStr

from portal.core.i18n import _, lazy_
from portal.core.outgoing import Answer

from ..identities import Proven
from . import asking, oidc_tokens
from .contract import Departure, Finding, Kind, Provider, ProviderSettings, SignInRefused

_METADATA = "/.well-known/openid-configuration"
_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class OidcSettings(ProviderSettings):
    """What an OpenID provider is told, and how its claims are read."""

    issuer: str = Field(max_length=300, pattern=r"^https?://\S+$")
    client_id: str = Field(min_length=1, max_length=200)
    client_secret: SecretStr = SecretStr("")
    scopes: str = Field("openid profile email", max_length=200)
    subject_claim: Literal["sub", "oid"] = "sub"
    groups_claim: str = Field("", max_length=100)


def metadata(settings: OidcSettings, *, anew: bool = False) -> dict[str, Any]:
    """Gives what the provider says of itself. Raises SignInRefused where it does not answer or is another one."""
    url = settings.issuer.rstrip("/") + _METADATA
    found = asking.json_document(url, anew=anew)
    if found.get("issuer") != settings.issuer:
        asking.forget(url)
        raise SignInRefused("misconfigured", f"{url} says its issuer is {found.get('issuer')!r}")
    for name in _NEEDED:
        if not isinstance(found.get(name), str) or not asking.is_allowed(found[name].partition("#")[0]):
            asking.forget(url)
            raise SignInRefused("misconfigured", f"{url} gives no usable {name}: {found.get(name)!r}")
    return found


def begin(provider: Provider, back: str, state: str, login: str, *, anew: bool = False) -> Departure:
    """Gives the address to send the browser to, and what to remember until it is back. Raises SignInRefused.

    `anew` has the provider ask who it is, even where its own session lasts.
    """
    from authlib.common.security import generate_token  # type: ignore[import-untyped]  # it has no types
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]  # it has no types
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]  # it has no types

    settings: OidcSettings = provider.settings
    kept: dict[str, Any] = {"nonce": generate_token(32), "verifier": generate_token(64), "back": back}
    if anew:
        kept["asked_at"] = int(time.time())
    url = prepare_grant_uri(
        metadata(settings)["authorization_endpoint"],
        settings.client_id,
        "code",
        redirect_uri=back,
        scope=settings.scopes,
        state=state,
        nonce=kept["nonce"],
        code_challenge=create_s256_code_challenge(kept["verifier"]),
        code_challenge_method="S256",
        login_hint=login if "@" in login else None,
        **({"prompt": "login", "max_age": "0"} if anew else {}),
    )
    return Departure(url, kept)


def finish(provider: Provider, kept: Mapping[str, Any], answer: Mapping[str, str]) -> tuple[Proven, dict[str, str]]:
    """Gives who came back, and what signing out will need. Raises SignInRefused, with the exact cause."""
    settings: OidcSettings = provider.settings
    if answer.get("iss") not in (None, settings.issuer):
        raise SignInRefused("refused", f"the answer names another issuer: {answer.get('iss')!r}")
    if "error" in answer:
        said = f"{answer['error'][:100]}: {answer.get('error_description', '')[:300]}"
        raise SignInRefused("refused", f"the provider refused: {said}")
    if not answer.get("code"):
        raise SignInRefused("refused", "the answer has no code")
    found = metadata(settings)
    tokens = _exchange(settings, found, kept, answer["code"])
    text = tokens.get("id_token")
    if not isinstance(text, str):
        raise SignInRefused("refused", "the token endpoint gave no ID token")
    access = str(tokens.get("access_token", ""))
    claims = oidc_tokens.id_token(text, settings, found, nonce=kept["nonce"], access_token=access)
    if "asked_at" in kept:
        oidc_tokens.require_asked_since(claims, kept["asked_at"])
    proven = _proven(provider.key, settings, _completed(claims, found, access))
    sid = claims["sid"] if oidc_tokens.is_text(claims.get("sid")) else ""
    return proven, {"sid": sid, "subject": claims["sub"], "leave": _leave(settings, found, text)}


def refresh(provider: Provider) -> None:
    """Reads anew what the provider says of itself, and its keys. Raises SignInRefused."""
    oidc_tokens.keys(metadata(provider.settings, anew=True), anew=True)


def _exchange(settings: OidcSettings, found: dict[str, Any], kept: Mapping[str, Any], code: str) -> dict[str, Any]:
    url = found["token_endpoint"]
    answer = _tokens(settings, found, kept, code)
    if answer.status in (400, 401):
        raise SignInRefused("refused", f"{url} answered {answer.status}: {answer.body[:300]!r}")
    if answer.status != 200:
        raise SignInRefused("unreachable", f"{url} answered {answer.status}")
    return asking.read_object(answer.body, url)


def _tokens(settings: OidcSettings, found: dict[str, Any], kept: Mapping[str, Any], code: str) -> Answer:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": kept["back"],
        "code_verifier": kept["verifier"],
        "client_id": settings.client_id,
    }
    headers = {"Accept": "application/json"}
    secret = settings.client_secret.get_secret_value()
    methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if secret and "client_secret_basic" in methods:
        pair = f"{quote(settings.client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    elif secret:
        form["client_secret"] = secret
    return asking.ask_anyway(found["token_endpoint"], urlencode(form).encode(), headers)


def _completed(claims: dict[str, Any], found: dict[str, Any], access: str) -> dict[str, Any]:
    """Asks for what is not in the ID token; what comes is believed only for the same subject."""
    url = found.get("userinfo_endpoint")
    if ("name" in claims and "email" in claims) or not isinstance(url, str) or not access:
        return claims
    answer = asking.ask(url, headers={"Authorization": f"Bearer {access}", "Accept": "application/json"})
    more = asking.read_object(answer.body, url)
    if more.get("sub") != claims["sub"]:
        raise SignInRefused("refused", f"{url} tells of somebody else")
    return more | claims


def _proven(source: str, settings: OidcSettings, claims: dict[str, Any]) -> Proven:
    return Proven(
        source=source,
        subject=_text(claims.get(settings.subject_claim)),
        name=_text(claims.get("name"))
        or f"{_text(claims.get('given_name'))} {_text(claims.get('family_name'))}".strip(),
        email=_text(claims.get("email")),
        is_email_verified=claims.get("email_verified") not in (False, "false"),
        login=_text(claims.get("preferred_username")),
        language=_text(claims.get("locale")),
        groups=_groups(settings, claims),
    )


def _groups(settings: OidcSettings, claims: dict[str, Any]) -> frozenset[str] | None:
    """Somebody in very many groups is told of elsewhere (Entra's overage), which says nothing."""
    name, elsewhere = settings.groups_claim, claims.get("_claim_names")
    if not name or (name not in claims and isinstance(elsewhere, dict) and name in elsewhere):
        return None
    groups = claims.get(name)
    return frozenset(filter(oidc_tokens.is_text, groups)) if isinstance(groups, list) else frozenset()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _leave(settings: OidcSettings, found: dict[str, Any], token: str) -> str:
    url = found.get("end_session_endpoint")
    if not isinstance(url, str) or not asking.is_allowed(url):
        return ""
    return f"{url}{'&' if '?' in url else '?'}" + urlencode({"client_id": settings.client_id, "id_token_hint": token})


def test(provider: Provider) -> list[Finding]:
    """Asks the provider what it says of itself and for its keys; says step by step what is well."""
    settings: OidcSettings = provider.settings
    asking.forget(settings.issuer.rstrip("/") + _METADATA)
    try:
        found = metadata(settings)
    except SignInRefused as refused:
        return [Finding(_("The provider says what it is"), False, refused.cause)]
    findings = [Finding(_("The provider says what it is"), True, found["issuer"])]
    try:
        keys = oidc_tokens.keys(found, anew=True)
        findings.append(Finding(_("Its keys can be read"), bool(keys), ", ".join(sorted(keys)) or "no key"))
    except SignInRefused as refused:
        findings.append(Finding(_("Its keys can be read"), False, refused.cause))
    methods = found.get("code_challenge_methods_supported", ["S256"])
    findings.append(Finding(_("It protects codes by PKCE with S256"), "S256" in methods, ", ".join(map(str, methods))))
    return [*findings, _knows_us(settings, found)]


def _knows_us(settings: OidcSettings, found: dict[str, Any]) -> Finding:
    """A code that nobody was given is refused; whether for the code or for our secret, the answer says."""
    step = _("It knows this portal by its id and secret")
    nothing = {"back": "https://nowhere.invalid", "verifier": "no verifier at all, and long enough to be one"}
    try:
        answer = _tokens(settings, found, nothing, "no-code")
        said = asking.read_object(answer.body, found["token_endpoint"])
    except SignInRefused as refused:
        return Finding(step, False, refused.cause)
    fault = _text(said.get("error"))
    cause = f"{fault}: {_text(said.get('error_description'))}" if fault != "invalid_grant" else ""
    return Finding(step, fault == "invalid_grant", cause)


KIND = Kind("oidc", lazy_("OpenID Connect"), OidcSettings, test, refresh=refresh)
