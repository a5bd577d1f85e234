"""Tokens of OpenID providers, checked: signature by a key of the provider's, issuer, audience, time, nonce.

Only signatures by a public key are believed: `none` and everything with a shared secret is refused. A key that is not
known yet is asked for once more, since providers change theirs.
"""

import time
from typing import TYPE_CHECKING, Any

from . import asking
from .contract import SignInRefused

if TYPE_CHECKING:
    from .oidc import OidcSettings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
SKEW = 120  # seconds that two clocks may differ
OLDEST = 600  # seconds that a token may have been under way
_BACK_CHANNEL = "http://schemas.openid.net/event/backchannel-logout"


def keys(metadata: dict[str, Any], *, anew: bool = False) -> dict[str, Any]:
    """Gives the provider's public signing keys by their ids. Raises SignInRefused where they cannot be read."""
    from joserfc.errors import JoseError
    from joserfc.jwk import JWKRegistry

    url = metadata["jwks_uri"]
    found: dict[str, Any] = {}
    listed = asking.json_document(url, anew=anew).get("keys")
    for number, entry in enumerate(listed if isinstance(listed, list) else []):
        if not isinstance(entry, dict) or entry.get("kty") == "oct" or entry.get("use", "sig") != "sig":
            continue
        try:
            found[str(entry.get("kid", number))] = JWKRegistry.import_key(entry)
        except (JoseError, ValueError, TypeError, KeyError):
            continue  # a key of a kind that is not known here signs nothing here
    return found


def id_token(
    text: str, settings: "OidcSettings", metadata: dict[str, Any], *, nonce: str, access_token: str
) -> dict[str, Any]:
    """Gives the claims of a checked ID token. Raises SignInRefused."""
    from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # it has no types
    from joserfc.errors import JoseError

    token = _decoded(text, metadata)
    wanted = {"iss": {"essential": True, "value": settings.issuer}, "aud": _audience(settings)}
    sent = {"nonce": nonce, "client_id": settings.client_id, "access_token": access_token}
    claims = CodeIDToken(token.claims, token.header, wanted, sent)
    try:
        claims.validate(now=int(time.time()), leeway=SKEW)
    except (JoseError, ValueError, TypeError) as error:
        raise SignInRefused("refused", f"the ID token does not hold: {error}") from error
    return _sound(dict(claims))


def require_asked_since(claims: dict[str, Any], moment: int) -> None:
    """Raises SignInRefused unless the token says that the person proved who it is since the moment.

    The request asks for it, but the address of a request can be changed by whoever sits at the browser.
    """
    at = claims.get("auth_time")
    if not isinstance(at, int | float):
        raise SignInRefused("misconfigured", "the ID token does not say when it asked (claim auth_time)")
    if at < moment - SKEW:
        raise SignInRefused("refused", f"the provider did not ask again: auth_time is {at}, wanted since {moment}")


def logout_token(text: str, settings: "OidcSettings", metadata: dict[str, Any]) -> dict[str, Any]:
    """Gives the claims of a checked logout token (OpenID Connect Back-Channel Logout). Raises SignInRefused."""
    from joserfc.errors import JoseError
    from joserfc.jwt import JWTClaimsRegistry

    token = _decoded(text, metadata)
    registry = JWTClaimsRegistry(
        now=int(time.time()),
        leeway=SKEW,
        iss={"essential": True, "value": settings.issuer},
        aud=_audience(settings),
        jti={"essential": True},
    )
    try:
        registry.validate(token.claims)
    except (JoseError, ValueError, TypeError) as error:
        raise SignInRefused("refused", f"the logout token does not hold: {error}") from error
    claims = dict(token.claims)
    happened = claims.get("events")
    if not isinstance(happened, dict) or _BACK_CHANNEL not in happened or "nonce" in claims:
        raise SignInRefused("refused", "this is no logout token")
    who = [claims[name] for name in ("sub", "sid") if claims.get(name) is not None]
    if not who or not all(map(is_text, [*who, claims["jti"]])):
        raise SignInRefused("refused", "the logout token says nobody")
    return _fresh(claims)


def _audience(settings: "OidcSettings") -> Any:
    return {"essential": True, "value": settings.client_id}


def _sound(claims: dict[str, Any]) -> dict[str, Any]:
    if not is_text(claims.get("sub")):
        raise SignInRefused("refused", "the ID token has no subject")
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if len(audience) > 1 and "azp" not in claims:
        raise SignInRefused("refused", "the ID token is for several and does not say which")
    return _fresh(claims)


def _fresh(claims: dict[str, Any]) -> dict[str, Any]:
    issued = claims.get("iat")
    age = time.time() - issued if isinstance(issued, int | float) else None
    if age is None:
        raise SignInRefused("refused", "the token does not say when it was made")
    if not -SKEW <= age <= OLDEST + SKEW:
        raise SignInRefused("refused", f"the token is {age:.0f} seconds old; is one of the two clocks wrong?")
    return claims


def is_text(value: object) -> bool:
    """Whether this can be an id or a name of a group: not empty, not endless, without letters that nobody sees."""
    return isinstance(value, str) and 0 < len(value) <= 255 and value.isprintable()


def _decoded(text: str, metadata: dict[str, Any]) -> Any:
    for anew in (False, True):
        found = keys(metadata, anew=anew)
        token, cause = _tried(text, found)
        if token is not None:
            return token
        if cause:
            raise SignInRefused("refused", cause)
    raise SignInRefused("refused", "no key of the provider fits the token")


def _tried(text: str, found: dict[str, Any]) -> tuple[Any, str]:
    """Gives the token, or why it is not believed; neither where its key is not among these."""
    from joserfc import jws, jwt
    from joserfc.errors import BadSignatureError, JoseError

    try:
        header = jws.extract_compact(text.encode()).headers()
    except (JoseError, ValueError, TypeError, UnicodeError) as error:
        return None, f"the token cannot be read: {error}"
    if header.get("alg") not in ALGORITHMS:
        return None, f"the token is signed by {header.get('alg')!r}, which is not believed"
    kid = header.get("kid")
    fitting = [found[kid]] if isinstance(kid, str) and kid in found else [] if kid else list(found.values())
    for key in fitting:
        try:
            return jwt.decode(text, key, algorithms=[header["alg"]]), ""
        except BadSignatureError:
            if kid:
                return None, "the signature is not the provider's"
        except (JoseError, ValueError, TypeError) as error:
            return None, f"the token cannot be read: {error}"
    return None, ""
