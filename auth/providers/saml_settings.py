"""What a SAML provider is told, its metadata, and how python3-saml wants to hear both."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, model_validator

from portal.core import clock
from portal.core.i18n import _, lazy_

from . import asking
from .contract import Finding, Provider, ProviderSettings, SignInRefused

LABEL = lazy_("SAML 2.0")
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
_POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"


class SamlSettings(ProviderSettings):
    """Where the provider's metadata is, our key pair, and how its attributes are read.

    Without `subject_attribute` the NameID is the stable id, which has to be a persistent one.
    """

    metadata_url: str = Field("", max_length=500)
    metadata_file: str = Field("", max_length=500)
    metadata: str = Field("", max_length=500_000)
    idp_entity_id: str = Field("", max_length=500)
    certificate: str = Field("", max_length=20_000)
    private_key: SecretStr = SecretStr("")
    wants_encrypted: bool = False
    is_idp_initiated_allowed: bool = False
    subject_attribute: str = Field("", max_length=200)
    name_attribute: str = Field("displayName", max_length=200)
    given_attribute: str = Field("givenName", max_length=200)
    family_attribute: str = Field("sn", max_length=200)
    email_attribute: str = Field("mail", max_length=200)
    login_attribute: str = Field("uid", max_length=200)
    language_attribute: str = Field("preferredLanguage", max_length=200)
    groups_attribute: str = Field("", max_length=200)

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if sum(bool(given) for given in (self.metadata_url, self.metadata_file, self.metadata)) != 1:
            raise ValueError(_("Give the metadata once: by its address, as a file or as text."))
        if bool(self.certificate) != bool(self.private_key.get_secret_value()):
            raise ValueError(_("A certificate and its key belong together."))
        if self.wants_encrypted and not self.certificate:
            raise ValueError(_("What is encrypted needs a certificate of this portal and its key."))
        return self


def logout_url(back: str) -> str:
    """Gives where the provider's messages about signing out come in."""
    return f"{back.rpartition('/')[0]}/sign-out"


def metadata_url(back: str) -> str:
    """Gives where our own metadata is, which is also our name there."""
    return f"{back.rpartition('/')[0]}/metadata"


def own(provider: Provider, back: str, *, is_logout: bool = False) -> dict[str, Any]:
    """Gives our side of the settings."""
    settings: SamlSettings = provider.settings
    has_key = bool(settings.certificate)
    return {
        "strict": True,
        "sp": {
            "entityId": metadata_url(back),
            "assertionConsumerService": {"url": back, "binding": _POST},
            "singleLogoutService": {"url": logout_url(back), "binding": _REDIRECT},
            "NameIDFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            "x509cert": settings.certificate,
            "privateKey": settings.private_key.get_secret_value(),
        },
        "security": {
            "authnRequestsSigned": has_key,
            "logoutRequestSigned": has_key,
            "logoutResponseSigned": has_key,
            "wantAssertionsSigned": True,
            "wantMessagesSigned": is_logout,
            "wantAssertionsEncrypted": settings.wants_encrypted,
            "wantNameId": True,
            "wantAttributeStatement": False,
            "requestedAuthnContext": False,
            "rejectDeprecatedAlgorithm": True,
            "signatureAlgorithm": _RSA_SHA256,
            "digestAlgorithm": _SHA256,
        },
    }


def whole(provider: Provider, back: str, *, is_logout: bool = False) -> dict[str, Any]:
    """Gives both sides. Raises SignInRefused where the provider's metadata cannot be had or makes no sense."""
    return own(provider, back, is_logout=is_logout) | {"idp": idp(provider.settings)}


def idp(settings: SamlSettings, *, anew: bool = False) -> dict[str, Any]:
    """Gives the provider's side, from its metadata. Raises SignInRefused.

    `anew` reads metadata that has an address once more.
    """
    found: dict[str, Any] = {}

    def is_sound(text: bytes) -> None:
        found.update(_parsed(text, settings.idp_entity_id))

    is_sound(_text(settings, is_sound, anew=anew))
    return found


def takes_forms_alone(found: dict[str, Any]) -> bool:
    """Whether requests reach the provider by the HTTP-POST binding only."""
    return bool(found.get("singleSignOnService", {}).get("binding") == _POST)


def _parsed(text: bytes, entity_id: str) -> dict[str, Any]:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise SignInRefused("misconfigured", "the metadata has a document type, which is not read")
    found = _side(text, entity_id, _REDIRECT)
    if not found.get("singleSignOnService"):
        found = _side(text, entity_id, _POST)
    door = found.get("singleSignOnService", {}).get("url", "")
    if not found.get("entityId") or not (found.get("x509cert") or found.get("x509certMulti")):
        raise SignInRefused("misconfigured", "the metadata names no provider with a signing certificate")
    if not asking.is_allowed(door):
        raise SignInRefused("misconfigured", f"the metadata gives no usable address to sign in: {door!r}")
    return found


def _side(text: bytes, entity_id: str, binding: str) -> dict[str, Any]:
    from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as Parser  # type: ignore[import-untyped]  # it has no types

    wanted = {"required_sso_binding": binding, "required_slo_binding": _REDIRECT, "entity_id": entity_id or None}
    try:
        found: dict[str, Any] = Parser.parse(text, **wanted).get("idp", {})
    except Exception as error:  # the parser raises lxml's and its own
        raise SignInRefused("misconfigured", f"the metadata cannot be read: {error}") from error
    return found


def new_pair(name: str) -> tuple[str, str]:
    """Gives a certificate for ten years and its key, as PEM; providers look at the key, never at who signed it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 3072)
    own = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Foyer {name}")])
    begins = clock.now()
    built = x509.CertificateBuilder().subject_name(own).issuer_name(own).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number())
    built = built.not_valid_before(begins - timedelta(days=1)).not_valid_after(begins + timedelta(days=3650))
    certificate = built.sign(key, hashes.SHA256())
    kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return certificate.public_bytes(kind[0]).decode(), key.private_bytes(*kind).decode()


def _text(settings: SamlSettings, is_sound: Callable[[bytes], None], *, anew: bool) -> bytes:
    if settings.metadata_url:
        return asking.document(settings.metadata_url, anew=anew, is_sound=is_sound)
    if settings.metadata:
        return settings.metadata.encode()
    try:
        return Path(settings.metadata_file).read_bytes()
    except OSError as error:
        raise SignInRefused("misconfigured", f"{settings.metadata_file} cannot be read: {error}") from error


def findings(provider: Provider) -> list[Finding]:
    """Says step by step what is well with the metadata."""
    settings: SamlSettings = provider.settings
    if settings.metadata_url:
        asking.forget(settings.metadata_url)
    try:
        found = idp(settings)
    except SignInRefused as refused:
        return [Finding(_("Its metadata can be read"), False, refused.cause)]
    return [
        Finding(_("Its metadata can be read"), True, found["entityId"]),
        Finding(_("People can be sent there"), True, found["singleSignOnService"]["url"]),
        Finding(_("Signing out reaches it"), "singleLogoutService" in found, ""),
        Finding(_("Our requests are signed"), bool(settings.certificate), ""),
    ]
