"""The registry of sign-in: which providers are configured, by file or on the page, and which of them serves whom.

What a file names (FOYER_PROVIDERS) wins over the table and can be changed there alone. Kinds are imported when asked
for, and none imports its heavy library before somebody signs in.
"""

import importlib
from functools import cache

from portal.config import Settings
from portal.core.errors import NotFound

from . import configuration, store
from .contract import Finding, Kind, Provider, ProviderSettings, Reason, SignInRefused

__all__ = [
    "Finding",
    "Kind",
    "Provider",
    "ProviderSettings",
    "Reason",
    "SignInRefused",
    "checks_passwords",
    "configure",
    "configured",
    "find",
    "for_domain",
    "kind",
    "kinds",
    "serving",
    "usable",
    "with_buttons",
]

_KINDS = {
    "ldap": "auth.providers.ldap_kind",
    "oidc": "auth.providers.oidc",
    "saml": "auth.providers.saml",
}
"""The module of each kind; it has its `KIND`."""


def configure(settings: Settings) -> None:
    """Reads the file of providers that the settings name. Raises SettingsError with every fault in it."""
    configuration.configure(settings)
    configuration.check(_settings_of)


@cache
def kind(name: str) -> Kind:
    """Gives a kind of provider. Raises NotFound for an unknown one."""
    if name not in _KINDS:
        raise NotFound
    found: Kind = importlib.import_module(_KINDS[name]).KIND
    return found


def kinds() -> list[Kind]:
    """Gives all kinds, in the order in which they are offered."""
    return [kind(name) for name in _KINDS]


def configured() -> list[Provider]:
    """Gives all providers: those of the file, then those of the table, each by its label."""
    given = configuration.given()
    from_file = [_built(entry, is_from_file=True) for entry in given.values()]
    kept = [_built(entry) for entry in store.kept() if entry["key"] not in given]
    return sorted(from_file, key=_by_label) + sorted(kept, key=_by_label)


def usable() -> list[Provider]:
    """Gives the providers that people can sign in with at present."""
    return [provider for provider in configured() if provider.is_usable]


def find(key: str, *, kind: str = "") -> Provider:
    """Gives a provider that is in use. Raises NotFound for one that is unknown, off, broken, or of another kind."""
    for provider in usable():
        if provider.key == key and kind in ("", provider.kind):
            return provider
    raise NotFound


def for_domain(login: str) -> Provider | None:
    """Gives the provider that serves the domain of a mail address, whether or not anybody here has that address."""
    return serving(login, usable())


def serving(login: str, among: list[Provider]) -> Provider | None:
    """The same, among providers that are at hand."""
    domain = login.strip().lower().rpartition("@")[2] if "@" in login else ""
    return next((provider for provider in among if domain and domain in provider.domains), None)


def with_buttons() -> list[Provider]:
    """Gives the providers that no domain leads to, so that people have to choose them."""
    return [provider for provider in usable() if not provider.domains and not checks_passwords(provider)]


def checks_passwords(provider: Provider) -> bool:
    """Whether the provider is told name and password, rather than the browser sent there."""
    return kind(provider.kind).check is not None


def _by_label(provider: Provider) -> str:
    return provider.label.casefold()


def _built(entry: dict[str, object], *, is_from_file: bool = False) -> Provider:
    return configuration.built(entry, _settings_of, is_from_file=is_from_file)


def _settings_of(name: str) -> type[ProviderSettings]:
    return kind(name).settings
