"""What an LDAP provider is told, and what the two usual directories call things. Knows no server."""

from typing import Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

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
        attributes=_SHARED | {"id": "entryUUID", "login": "uid", "department": "ou", "number": "employeeNumber"},
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
        },
    ),
}


class LdapSettings(ProviderSettings):
    """How to reach a directory, whom to look for in it, and what its attributes are called."""

    preset: Literal["openldap", "ad"] = Field("openldap", description="What the directory is: openldap, or ad.")
    urls: str = Field(description="Servers with spaces between, tried in turn: ldaps://dc1.corp.example ldap://…:389.")
    start_tls: bool = Field(True, description="Whether ldap:// is encrypted before any password is sent.")
    ca_file: str = Field("", description="File with the authority of the servers' certificates; empty: the machine's.")
    bind_dn: str = Field("", description="Account that may read: a DN, in Active Directory also name@domain.")
    bind_password: SecretStr = Field(SecretStr(""), description="Its password.")
    base: str = Field(min_length=3, description="Where to look: dc=corp,dc=example.")
    people_base: str = Field("", description="Where people are, if not everywhere below the base.")
    group_base: str = Field("", description="Where groups are that count here, if not everywhere below the base.")
    people_filter: str = Field("", description="Who is one of the people; empty: what is usual for the directory.")
    login_filter: str = Field("", description="How somebody is found: {login} stands for what was typed.")
    group_filter: str = Field("", description="What is a group; empty: what is usual for the directory.")
    attributes: str = Field(
        "", description="Attributes of other names, with spaces: site=physicalDeliveryOfficeName; site=- is not read."
    )
    connect_seconds: float = Field(3, ge=0.1, le=30, description="How long a server may take to be reached.")
    answer_seconds: float = Field(6, ge=0.1, le=120, description="How long a server may take for one answer.")
    page_size: int = Field(500, ge=10, le=1000, description="How many entries are read at a time.")

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        faults = [*_address_faults(self), *_filter_faults(self), *_attribute_faults(self)]
        if self.bind_dn and not self.bind_password.get_secret_value():
            faults.append("bind_password is missing: a directory takes an empty one for nobody at all")
        if faults:
            raise ValueError("; ".join(faults))
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
    faults = [] if settings.servers else ["urls names no server"]
    for url in settings.servers:
        try:
            parts = urlsplit(url)
            is_address = parts.scheme in ("ldap", "ldaps") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            is_address = False
        if not is_address or parts.path.strip("/") or parts.query or parts.username:
            faults.append(f"{url} is no address such as ldaps://dc1.corp.example")
        elif not is_encrypted(settings, url) and parts.hostname not in _HERE:
            faults.append(f"{url} would send passwords in clear: use ldaps:// or switch start_tls on")
    return faults


def _filter_faults(settings: LdapSettings) -> list[str]:
    faults = []
    for name in ("people_filter", "login_filter", "group_filter"):
        value = getattr(settings, name)
        if value and not _is_filter(value):
            faults.append(f"{name} is no filter: brackets around it, and as many closing as opening")
    if settings.login_filter and LOGIN not in settings.login_filter:
        faults.append(f"login_filter lacks {LOGIN}, so it would find the same person for everybody")
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
    lacking = [name for name, _, value in pairs if value == NOT_READ and name in _NEEDED]
    return [f"attributes: {name} cannot be done without" for name in lacking] + [
        f"attributes: {name}{equals}{value} is none of {', '.join(sorted(known))}"
        for name, equals, value in pairs
        if name not in known or not value
    ]
