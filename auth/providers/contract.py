"""What a provider is: a configured server that answers "who are you?", and what each kind of them can do.

A kind with `check` takes name and password (LDAP); the others send the browser there and back (OpenID Connect, SAML).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from portal.core import text
from portal.core.i18n import LazyText, lazy_

from ..identities import Proven

Reason = Literal["wrong", "closed", "expired", "password", "unknown", "unreachable", "refused", "misconfigured"]
SENTENCES: dict[Reason, LazyText] = {
    "wrong": lazy_("Name and password do not belong together."),
    "closed": lazy_("Your sign-in worked, but no account is open to you here. Please ask your IT or HR."),
    "expired": lazy_(
        "Your sign-in worked, but the time of your account has run out. Please ask HR whether it goes on."
    ),
    "password": lazy_("Your password has run out, or has to be changed first. Change it at work, then sign in here."),
    "unknown": lazy_("Your sign-in worked, but no account is open to you here. Please ask your IT or HR."),
    "unreachable": lazy_("The sign-in server does not answer at present. Try again in a minute."),
    "refused": lazy_("The sign-in could not be checked. Please try once more from the beginning."),
    "misconfigured": lazy_("Sign-in is not set up completely. Please tell your IT."),
}
"""What the person reads: the same for a wrong password, a name that is unknown there and a locked one."""
NAMES: dict[str, LazyText] = {
    "wrong": lazy_("Wrong name or password"),
    "closed": lazy_("Account closed"),
    "expired": lazy_("Account run out"),
    "password": lazy_("Password run out"),
    "unknown": lazy_("No account here"),
    "unreachable": lazy_("Server not reached"),
    "refused": lazy_("Proof refused"),
    "misconfigured": lazy_("Wrong settings"),
    "waits": lazy_("Waits after wrong attempts"),
    "stray": lazy_("Answer that nobody here waits for"),
}
"""What administrators read of a refusal, before the exact cause."""


def one_line(cause: str) -> str:
    """Gives a cause as log and database can hold it, whatever a stranger or a server said."""
    return " ".join(text.clean(cause).split())


class ProviderSettings(BaseModel):
    """What one kind of provider is told. Fields of type SecretStr are kept encrypted and never shown again."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class SignInRefused(Exception):  # noqa: N818  (an answer, not a fault)
    """Somebody may not come in this way. `message` tells a stranger nothing.

    `cause` is for administrators. `provider` is filled in by whoever asked it.
    """

    def __init__(self, reason: Reason, cause: str) -> None:
        super().__init__(cause)
        self.reason: Reason = reason
        self.cause = one_line(cause)
        self.provider: Provider | None = None

    @property
    def message(self) -> str:
        """A short sentence for the person."""
        return str(SENTENCES[self.reason])


@dataclass(frozen=True)
class Departure:
    """Where a browser is sent to sign in, what the way back will need, and what the browser sends there by a form.

    Without `fields` it just goes there.
    """

    url: str
    kept: dict[str, Any]
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One step of a connection test: what was looked at, whether it is well, and the exact cause where it is not."""

    step: str
    is_fine: bool
    cause: str = ""


@dataclass(frozen=True)
class Provider:
    """One configured provider. `key` is also the name of the source whose accounts it proves.

    `domains` are those of the mail addresses that sign in here. `mail_is_proof` says that the provider alone gives out
    addresses of these domains, so that an existing account may be joined by its address. `makes_accounts` says that
    whoever signs in first gets an account. `faults` are what is wrong with its settings; then `settings` is None.
    """

    key: str
    kind: str
    label: str
    settings: Any
    is_on: bool = True
    domains: frozenset[str] = frozenset()
    mail_is_proof: bool = False
    makes_accounts: bool = True
    is_from_file: bool = False
    faults: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether people can sign in with it: it is on, and its settings make sense."""
        return self.is_on and self.settings is not None


@dataclass(frozen=True)
class Kind:
    """What every provider of a kind has: the model of its settings, a test of the connection, perhaps a password check.

    `check(provider, login, password)` gives who it is, with the provider's key as source, or raises SignInRefused.
    `test(provider)` says step by step what is well, and never raises. `refresh(provider)` reads anew what the provider
    says of itself, so that nobody who signs in waits for it, or raises SignInRefused. All have a timeout.
    """

    name: str
    label: LazyText
    settings: type[ProviderSettings]
    test: Callable[[Provider], list[Finding]]
    check: Callable[[Provider, str, str], Proven] | None = None
    refresh: Callable[[Provider], object] | None = None
