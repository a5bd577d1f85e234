"""SAML 2.0: a signed request there, a signed assertion back; and single logout both ways. By python3-saml.

Its answers come by a POST from elsewhere that carries no cookie, so what they prove is kept under the state that only
the browser that began knows. Every assertion counts once.
"""

import base64
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ..identities import Proven
from . import flows, saml_settings
from .contract import Departure, Finding, Kind, Provider, SignInRefused
from .saml_settings import SamlSettings

_PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
_STABLE = (_PERSISTENT, "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified", None, "")
_SKEW = 120  # seconds that two clocks may differ
_OLDEST = 86_400  # seconds that a used assertion is remembered at most


def begin(provider: Provider, back: str, state: str, login: str, *, anew: bool = False) -> Departure:
    """Gives the address to send the browser to, and what to remember until it is back. Raises SignInRefused.

    `anew` has the provider ask who it is, even where its own session lasts.
    """
    auth = _auth(provider, back)
    hint = login if "@" in login else None
    url: str = auth.login(return_to=state, force_authn=anew, name_id_value_req=hint, set_nameid_policy=False)
    kept = {"request": auth.get_last_request_id(), "back": back} | ({"asked_at": int(time.time())} if anew else {})
    if not saml_settings.takes_forms_alone(auth.get_settings().get_idp_data()):
        return Departure(url, kept)
    return Departure(auth.get_sso_url(), kept, {"SAMLRequest": _as_form(auth), "RelayState": state})


def _as_form(auth: Any) -> str:
    """The request as the HTTP-POST binding wants it: whole, with its signature inside."""
    from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils  # type: ignore[import-untyped]  # it has no types

    text, settings = auth.get_last_request_xml(), auth.get_settings()
    if settings.get_sp_key():
        how = settings.get_security_data()
        key, certificate = settings.get_sp_key(), settings.get_sp_cert()
        signed = (how["signatureAlgorithm"], how["digestAlgorithm"])
        text = Utils.add_sign(text, key, certificate, False, *signed)
    raw = text if isinstance(text, bytes) else text.encode()
    return base64.b64encode(raw).decode()


def refresh(provider: Provider) -> None:
    """Reads the provider's metadata anew. Raises SignInRefused."""
    saml_settings.idp(provider.settings, anew=True)


def finish(
    provider: Provider, back: str, answer: Mapping[str, str], kept: Mapping[str, Any]
) -> tuple[Proven, dict[str, str]]:
    """Gives who a response proves, and what signing out will need. Raises SignInRefused, with the exact cause.

    Where nothing was kept nobody here has asked; whether that is allowed is for the caller.
    """
    auth, request_id = _auth(provider, back, answer), kept.get("request")
    try:
        auth.process_response(request_id=request_id)
        errors = auth.get_errors()
    except Exception as error:  # the library raises its own, lxml's and xmlsec's on what is no response
        raise SignInRefused("refused", f"no SAML response: {type(error).__name__}: {error}") from error
    if errors or not auth.is_authenticated():
        raise SignInRefused("refused", f"{', '.join(errors)}: {auth.get_last_error_reason()}")
    if request_id is None and auth.get_last_response_in_response_to():
        raise SignInRefused("refused", "the response answers a request that is not under way here")
    if "asked_at" in kept:
        _require_asked_since(auth, kept["asked_at"])
    _once(provider.key, auth)
    return _proven(provider, auth)


def _require_asked_since(auth: Any, moment: int) -> None:
    """The response was checked before: it has one assertion, and that is signed."""
    from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils
    from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml  # type: ignore[import-untyped]  # it has no types

    said = Xml.to_etree(auth.get_last_response_xml()).findall(".//{*}Assertion/{*}AuthnStatement")
    at = max((Utils.parse_SAML_to_time(one.get("AuthnInstant")) for one in said), default=0)
    if at < moment - _SKEW:
        raise SignInRefused("refused", f"the provider did not ask again: AuthnInstant is {at}, wanted since {moment}")


def _once(key: str, auth: Any) -> None:
    until = auth.get_last_assertion_not_on_or_after() or 0
    name = auth.get_last_assertion_id()
    seconds = min(max(int(until - time.time()), 0) + 600, _OLDEST)
    if not name or until - time.time() > _OLDEST or not flows.is_first_use(key, name, seconds=seconds):
        raise SignInRefused("refused", f"the assertion {name!r} was used before, or would count for too long")


def _proven(provider: Provider, auth: Any) -> tuple[Proven, dict[str, str]]:
    settings: SamlSettings = provider.settings
    said: dict[str, list[str]] = auth.get_attributes()

    def first(name: str) -> str:
        values = [value for value in said.get(name, []) if isinstance(value, str)]
        return values[0] if values else ""

    subject = first(settings.subject_attribute) if settings.subject_attribute else _stable_name(auth)
    name = first(settings.name_attribute) or f"{first(settings.given_attribute)} {first(settings.family_attribute)}"
    proven = Proven(
        source=provider.key,
        subject=subject,
        name=name.strip(),
        email=first(settings.email_attribute),
        login=first(settings.login_attribute),
        language=first(settings.language_attribute),
        groups=frozenset(map(str, said.get(settings.groups_attribute, []))) if settings.groups_attribute else None,
    )
    origin = {
        "subject": auth.get_nameid() or "",
        "sid": auth.get_session_index() or "",
        "format": auth.get_nameid_format() or "",
        "qualifier": auth.get_nameid_nq() or "",
    }
    return proven, origin


def _stable_name(auth: Any) -> str:
    """An address or a name for one visit is no id that never changes."""
    if auth.get_nameid_format() not in _STABLE:
        kind = auth.get_nameid_format()
        raise SignInRefused("misconfigured", f"NameID is {kind}; ask for a persistent one, or set subject_attribute")
    name: str = auth.get_nameid() or ""
    return name


def leave(provider: Provider, back: str, origin: Mapping[str, str], return_to: str) -> str:
    """Gives the address at the provider that ends its session too, or nothing where it has none."""
    auth = _auth(provider, back, is_logout=True)
    if not auth.get_slo_url() or not origin.get("subject"):
        return ""
    url: str = auth.logout(
        return_to=return_to,
        name_id=origin["subject"],
        session_index=origin.get("sid") or None,
        name_id_format=origin.get("format") or None,
        nq=origin.get("qualifier") or None,
    )
    return url


def asked_to_leave(provider: Provider, back: str, query: Mapping[str, str], raw: str) -> tuple[str, str, list[str]]:
    """Checks a request to end sessions. Gives where to send the answer, the subject, and the provider's session ids.

    Raises SignInRefused for one that is not signed by the provider, or makes no sense.
    """
    from onelogin.saml2.logout_request import OneLogin_Saml2_Logout_Request as LogoutRequest  # type: ignore[import-untyped]  # it has no types

    auth = _auth(provider, back, query, raw=raw, is_logout=True)
    try:
        url = auth.process_slo(keep_local_session=True)
        errors = auth.get_errors()
        xml = auth.get_last_request_xml()
        subject = LogoutRequest.get_nameid(xml, provider.settings.private_key.get_secret_value() or None)
        sessions = LogoutRequest.get_session_indexes(xml)
    except Exception as error:  # as above
        raise SignInRefused("refused", f"no request to leave: {type(error).__name__}: {error}") from error
    if errors or not url:
        raise SignInRefused("refused", f"{', '.join(errors)}: {auth.get_last_error_reason()}")
    return url, subject, sessions


def metadata(provider: Provider, back: str) -> bytes:
    """Gives what the provider has to know of this portal. Raises SignInRefused where the settings make no sense."""
    from onelogin.saml2.settings import OneLogin_Saml2_Settings as Checked  # type: ignore[import-untyped]  # it has no types

    settings = Checked(saml_settings.own(provider, back), sp_validation_only=True)
    text = settings.get_sp_metadata()
    faults = settings.validate_metadata(text)
    if faults:
        raise SignInRefused("misconfigured", ", ".join(faults))
    return text if isinstance(text, bytes) else str(text).encode()


def _auth(
    provider: Provider, back: str, sent: Mapping[str, str] | None = None, *, raw: str = "", is_logout: bool = False
) -> Any:
    from onelogin.saml2.auth import OneLogin_Saml2_Auth  # type: ignore[import-untyped]  # it has no types

    place = urlsplit(saml_settings.logout_url(back) if is_logout else back)
    request = {
        "https": "on" if place.scheme == "https" else "off",
        "http_host": place.netloc,
        "script_name": place.path,
        "get_data": dict(sent or {}) if is_logout else {},
        "post_data": {} if is_logout else dict(sent or {}),
        "query_string": raw,
        "validate_signature_from_qs": True,
    }
    try:
        return OneLogin_Saml2_Auth(request, saml_settings.whole(provider, back, is_logout=is_logout))
    except SignInRefused:
        raise
    except Exception as error:  # settings and metadata are refused by several kinds
        raise SignInRefused("misconfigured", f"{type(error).__name__}: {error}") from error


def test(provider: Provider) -> list[Finding]:
    """Reads the provider's metadata; says step by step what is well."""
    return saml_settings.findings(provider)


KIND = Kind("saml", saml_settings.LABEL, SamlSettings, test, refresh=refresh)
