"""What an LDAP provider is told, and what the two usual directories call things. Knows no server."""

from typing import Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from portal.core.i18n import _

from .contract import ProviderSettings

_HERE = ("127.0.0.1", "localhost", "::1")
LOGIN = "{login}"
NOT_READ = "-"
_NEEDED = ("id", "login", "group_name")


class Preset(NamedTuple):
    """Filters and attributes of one kind of directory."""

    people: str
    login: str
    groups: str
    attributes: dict[str, str]


_SHARED = {
    "name": "displayName",
    "given": "givenName",
    "family": "sn",
    "mail": "mail",
    "title": "title",
    "site": "l",
    "phone": "telephoneNumber",
    "manager": "manager",
    "member_of": "memberOf",
    "group_name": "cn",
    "language": "preferredLanguage",
}
PRESETS = {
    "openldap": Preset(
        people="(objectClass=inetOrgPerson)",
        login="(|(uid={login})(mail={login}))",
        groups="(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))",
        attributes=_SHARED
        | {
            "id": "entryUUID",
            "login": "uid",
            "department": "ou",
            "number": "employeeNumber",
            "photo": "jpegPhoto",
        },
    ),
    "ad": Preset(
        people="(&(objectCategory=person)(objectClass=user))",
        login="(|(sAMAccountName={login})(userPrincipalName={login})(mail={login}))",
        groups="(objectCategory=group)",
        attributes=_SHARED
        | {
            "id": "objectGUID",
            "login": "sAMAccountName",
            "department": "department",
            "number": "employeeID",
            "photo": "thumbnailPhoto",
        },
    ),
}


class LdapSettings(ProviderSettings):
    """How to reach a directory, whom to look for in it, and what its attributes are called."""

    preset: Literal["openldap", "ad"] = "openldap"
    urls: str
    start_tls: bool = True
    ca_file: str = ""
    bind_dn: str = ""
    bind_password: SecretStr = SecretStr("")
    base: str = Field(min_length=3)
    people_base: str = ""
    group_base: str = ""
    people_filter: str = ""
    login_filter: str = ""
    group_filter: str = ""
    attributes: str = ""
    connect_seconds: float = Field(3, ge=0.1, le=30)
    answer_seconds: float = Field(6, ge=0.1, le=120)
    page_size: int = Field(500, ge=10, le=1000)

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        faults = [*_address_faults(self), *_filter_faults(self), *_attribute_faults(self)]
        if self.bind_dn and not self.bind_password.get_secret_value():
            faults.append(_("The reading account needs its password: a directory takes an empty one for nobody."))
        if faults:
            raise ValueError(" ".join(faults))
        return self

    @property
    def servers(self) -> list[str]:
        """The addresses, in the order in which they are tried."""
        return self.urls.split()

    @property
    def usual(self) -> Preset:
        """What is usual for this kind of directory."""
        return PRESETS[self.preset]

    @property
    def people(self) -> tuple[str, str]:
        """Where people are, and the filter that they pass."""
        return self.people_base or self.base, self.people_filter or self.usual.people

    @property
    def groups(self) -> tuple[str, str]:
        """Where groups are, and the filter that they pass."""
        return self.group_base or self.base, self.group_filter or self.usual.groups

    @property
    def named(self) -> dict[str, str]:
        """What each thing is called in this directory; what is not read there is left out."""
        given = self.usual.attributes | dict(pair.split("=", 1) for pair in self.attributes.split())
        return {key: name for key, name in given.items() if name != NOT_READ}

    def finding(self, escaped: str) -> str:
        """The filter that finds the person of a login; what was typed has to be escaped already."""
        wanted = (self.login_filter or self.usual.login).replace(LOGIN, escaped)
        return f"(&{self.people[1]}{wanted})"


def is_encrypted(settings: LdapSettings, url: str) -> bool:
    """Whether passwords travel to this server encrypted."""
    return url.startswith("ldaps://") or settings.start_tls


def _address_faults(settings: LdapSettings) -> list[str]:
    faults = [] if settings.servers else [_("At least one server is needed.")]
    for url in settings.servers:
        try:
            parts = urlsplit(url)
            is_address = parts.scheme in ("ldap", "ldaps") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            is_address = False
        if not is_address or parts.path.strip("/") or parts.query or parts.username:
            faults.append(_("%(url)s is no address such as ldaps://dc1.corp.example.", url=url))
        elif not is_encrypted(settings, url) and parts.hostname not in _HERE:
            faults.append(_("%(url)s would send passwords in clear: use ldaps:// or StartTLS.", url=url))
    return faults


def _filter_faults(settings: LdapSettings) -> list[str]:
    faults = []
    for name in ("people_filter", "login_filter", "group_filter"):
        value = getattr(settings, name)
        if value and not _is_filter(value):
            said = _("“%(filter)s” is no filter: brackets around it, and as many closing as opening.", filter=value)
            faults.append(said)
    if settings.login_filter and LOGIN not in settings.login_filter:
        faults.append(_("The filter for sign-in lacks {login}, so it would find the same person for everybody."))
    return faults


def _is_filter(value: str) -> bool:
    depth = 0
    for place, letter in enumerate(value):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth < 1 and place < len(value) - 1:
            return False
    return depth == 0 and value.startswith("(")


def _attribute_faults(settings: LdapSettings) -> list[str]:
    known = settings.usual.attributes
    pairs = [pair.partition("=") for pair in settings.attributes.split()]
    lacking = [pair[0] for pair in pairs if pair[2] == NOT_READ and pair[0] in _NEEDED]
    wrong = ["".join(pair) for pair in pairs if pair[0] not in known or not pair[2]]
    usual = ", ".join(sorted(known))
    return [_("The attribute %(name)s cannot be done without.", name=name) for name in lacking] + [
        _("“%(pair)s” names none of these attributes: %(usual)s.", pair=pair, usual=usual) for pair in wrong
    ]
