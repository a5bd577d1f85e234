"""LDAP and Active Directory as a kind of provider. The library is imported when somebody first signs in."""

from portal.core.i18n import lazy_

from . import ldap_probe, ldap_sign_in
from .contract import Kind
from .ldap_settings import LdapSettings

KIND = Kind(
    name="ldap",
    label=lazy_("LDAP or Active Directory"),
    settings=LdapSettings,
    test=ldap_probe.test,
    check=ldap_sign_in.check,
)
