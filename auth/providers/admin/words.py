"""What the fields of a provider's form are called, and what helps to fill them in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from portal.core.i18n import LazyText, lazy_


class Words(NamedTuple):
    """The label of a field, a hint, and what its options are called."""

    label: LazyText
    hint: LazyText | str = ""
    options: Mapping[str, LazyText] = MappingProxyType({})


_ATTRIBUTE = lazy_("As the provider calls it.")
_USUAL = lazy_("Empty: what is usual for this kind of directory.")
WORDS: dict[str, dict[str, Words]] = {
    "oidc": {
        "issuer": Words(lazy_("Address of the issuer"), lazy_("Exactly as the provider writes it.")),
        "client_id": Words(lazy_("Client id"), lazy_("The provider gives it to this portal.")),
        "client_secret": Words(lazy_("Client secret")),
        "scopes": Words(lazy_("What is asked for"), lazy_("Scopes, with spaces between.")),
        "subject_claim": Words(
            lazy_("What identifies a person"),
            lazy_("It has to stay the same for ever. Do not change it once people have signed in."),
            {"sub": lazy_("sub, usual everywhere"), "oid": lazy_("oid, for Microsoft Entra ID")},
        ),
        "groups_claim": Words(lazy_("Claim with the groups"), lazy_("Empty: groups there give no roles here.")),
    },
    "saml": {
        "metadata_url": Words(
            lazy_("Address of the provider’s metadata"), lazy_("It is read again every half an hour.")
        ),
        "metadata": Words(lazy_("The provider’s metadata as text"), lazy_("Instead of the address.")),
        "idp_entity_id": Words(
            lazy_("Name of the provider in its metadata"), lazy_("Only where the metadata describes several.")
        ),
        "certificate": Words(
            lazy_("Certificate of this portal"), lazy_("Left empty, a certificate and its key are made when you save.")
        ),
        "private_key": Words(lazy_("Key of that certificate")),
        "wants_encrypted": Words(lazy_("What the provider says must be encrypted")),
        "is_idp_initiated_allowed": Words(
            lazy_("People may begin at the provider"),
            lazy_("Then they say here once more that it is they. Leave it off where nobody needs it."),
        ),
        "subject_attribute": Words(
            lazy_("Attribute that identifies a person"), lazy_("Empty: the NameID, which has to be a persistent one.")
        ),
        "name_attribute": Words(lazy_("Attribute with the whole name"), _ATTRIBUTE),
        "given_attribute": Words(lazy_("Attribute with the given name"), _ATTRIBUTE),
        "family_attribute": Words(lazy_("Attribute with the family name"), _ATTRIBUTE),
        "email_attribute": Words(lazy_("Attribute with the e-mail address"), _ATTRIBUTE),
        "login_attribute": Words(lazy_("Attribute with the account name"), _ATTRIBUTE),
        "language_attribute": Words(lazy_("Attribute with the language"), _ATTRIBUTE),
        "groups_attribute": Words(lazy_("Attribute with the groups"), lazy_("Empty: groups there give no roles here.")),
    },
    "ldap": {
        "preset": Words(
            lazy_("What the directory is"),
            "",
            {"openldap": lazy_("OpenLDAP and its like"), "ad": lazy_("Active Directory")},
        ),
        "urls": Words(lazy_("Servers"), lazy_("With spaces between, tried in turn: ldaps://dc1.corp.example")),
        "start_tls": Words(lazy_("Encrypt ldap:// before any password is sent (StartTLS)")),
        "ca_file": Words(
            lazy_("File with the authority of the servers’ certificates"),
            lazy_("Empty: the authorities of this machine."),
        ),
        "bind_dn": Words(
            lazy_("Reading account"),
            lazy_("A DN, in Active Directory also name@domain. It may read, and nothing else."),
        ),
        "bind_password": Words(lazy_("Password of the reading account")),
        "base": Words(lazy_("Where to look"), lazy_("Such as dc=corp,dc=example.")),
        "people_base": Words(lazy_("Where people are"), lazy_("Empty: everywhere below.")),
        "group_base": Words(lazy_("Where groups are that count here"), lazy_("Empty: everywhere below.")),
        "people_filter": Words(lazy_("Filter: who is one of the people"), _USUAL),
        "login_filter": Words(
            lazy_("Filter: how somebody is found"), lazy_("{login} stands for what was typed. Empty: what is usual.")
        ),
        "group_filter": Words(lazy_("Filter: what is a group"), _USUAL),
        "attributes": Words(
            lazy_("Attributes of other names"),
            lazy_("With spaces between: site=physicalDeliveryOfficeName; site=- is not read."),
        ),
        "connect_seconds": Words(lazy_("Seconds until a server counts as not reached")),
        "answer_seconds": Words(lazy_("Seconds until an answer counts as missing")),
        "page_size": Words(lazy_("Entries that are read at a time")),
    },
}
