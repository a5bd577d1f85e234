"""Providers for the servers of the tests, and what comes of a sign-in there."""

from typing import Any

from auth.providers import ldap
from auth.providers.contract import Provider, SignInRefused
from auth.providers.ldap_settings import LdapSettings
from auth.providers.ldap_sign_in import check
from tests.counterparts import openldap


def settings(directory: openldap.Directory, **changed: Any) -> LdapSettings:
    """How to reach an OpenLDAP of the tests."""
    known = {
        "urls": directory.url,
        "base": openldap.BASE,
        "bind_dn": openldap.SYNC,
        "bind_password": openldap.SYNC_SECRET,
        "ca_file": str(directory.ca),
    }
    return LdapSettings.model_validate(known | changed)


def provider(given: LdapSettings, **more: Any) -> Provider:
    return Provider(key="ldap", kind="ldap", label="Company", settings=given, **more)


def refusal(given: LdapSettings, login: str, password: str) -> tuple[str, str]:
    """How somebody is refused: the reason, and the cause for administrators; empty when they are not."""
    try:
        check(provider(given), login, password)
    except SignInRefused as refused:
        return refused.reason, refused.cause
    return "", ""


def forget_rests() -> None:
    """Has every server tried in the order of the settings again."""
    ldap._resting.clear()
