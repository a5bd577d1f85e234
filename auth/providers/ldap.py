"""The door to python-ldap: connecting with an end in time, searching, proving a password. Says faults in one way.

Everything has a timeout, referrals are never followed, certificates are always checked. A server that did not answer
is tried last for half a minute.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Literal, NamedTuple

from . import ldap_wire
from .ldap_settings import LdapSettings, is_encrypted

Scope = Literal["tree", "entry"]
FaultKind = Literal["missing", "unreachable", "denied", "misconfigured", "incomplete"]
_REST = 30.0  # seconds
_resting: dict[str, float] = {}
_POLICY = "1.3.6.1.4.1.42.2.27.8.5.1"
INSTALL = (
    "python-ldap is not installed. Run: sudo apt-get install gcc libldap-dev libsasl2-dev python3-dev && make setup"
)


class LdapFault(Exception):  # noqa: N818  (the kind says whether it is one of ours)
    """The directory could not be asked, or did not answer whole. The message is for administrators."""

    def __init__(self, kind: FaultKind, cause: str) -> None:
        super().__init__(cause)
        self.kind: FaultKind = kind
        self.cause = cause


class Entry(NamedTuple):
    """One entry: its name in the tree, and its values by the attribute's name in small letters."""

    name: str
    values: dict[str, list[bytes]]


class Answer(NamedTuple):
    """What the directory said of a password: whether it is right, what the server said, and its policy's code."""

    is_right: bool
    said: str = ""
    policy: int | None = None


@cache
def library() -> ModuleType:
    """Gives python-ldap. Raises LdapFault where it is not installed."""
    try:
        import ldap
        import ldap.controls.ppolicy
        import ldap.dn
        import ldap.filter
    except ImportError as error:
        raise LdapFault("missing", INSTALL) from error
    return ldap  # type: ignore[no-any-return]  # it has no types


def escaped(value: str) -> str:
    """Gives what somebody typed as a filter takes it (RFC 4515): no letter of it means anything."""
    return str(library().filter.escape_filter_chars(value))


def is_place(name: str) -> bool:
    """Whether this is a name in the tree, rather than what something is called."""
    return bool("=" in name and library().dn.is_dn(name))


def plain_name(name: str) -> str:
    """Gives a name in the tree in one spelling: how a comma is escaped, capitals and spaces make no difference."""
    parts = library().dn.str2dn(name)
    return "\n".join("\t".join(sorted(f"{key}={value}".casefold() for key, value, _ in part)) for part in parts)


@dataclass(frozen=True)
class Line:
    """An open connection, signed in as the account that may read."""

    settings: LdapSettings
    url: str
    connection: Any

    def begin(self, seconds: float) -> None:
        """Signs in as the account that may read; nothing is left of whoever was proven here. Raises LdapFault."""
        secret = self.settings.bind_password.get_secret_value()
        with _named(self.url):
            self.connection.result3(self.connection.simple_bind(self.settings.bind_dn, secret), timeout=seconds)

    def close(self) -> None:
        """Ends the connection; one that is broken already is left alone."""
        with suppress(library().LDAPError):
            self.connection.unbind_s()

    def search(self, base: str, wanted: str, attributes: Sequence[str], scope: Scope = "tree") -> list[Entry]:
        """Gives what is found, in one answer. Raises LdapFault."""
        return self._ask(base, wanted, attributes, scope, ())[0]

    def pages(self, base: str, wanted: str, attributes: Sequence[str], *, size: int = 0) -> Iterator[list[Entry]]:
        """Gives everything, page by page. Raises LdapFault, also in the middle: then what came before is not all."""
        size = size or self.settings.page_size
        control = library().controls.SimplePagedResultsControl(True, size=size, cookie="")
        while True:
            found, controls = self._ask(base, wanted, attributes, "tree", (control,))
            yield found
            given = [c for c in controls if c.controlType == control.controlType]
            if not given:
                raise LdapFault("incomplete", f"{self.url} does not give entries page by page")
            control.cookie = given[0].cookie
            if not control.cookie:
                return

    def _ask(
        self, base: str, wanted: str, attributes: Sequence[str], scope: Scope, controls: Sequence[Any]
    ) -> tuple[list[Entry], list[Any]]:
        ldap, seconds = library(), self.settings.answer_seconds
        depth = ldap.SCOPE_SUBTREE if scope == "tree" else ldap.SCOPE_BASE
        with _named(self.url):
            number = self.connection.search_ext(
                base, depth, wanted, list(attributes), serverctrls=list(controls), timeout=seconds
            )
            _, found, _, given = self.connection.result3(number, timeout=seconds)
        # What has no name is a referral to another server.
        return [Entry(name, {k.lower(): v for k, v in values.items()}) for name, values in found if name], given

    def prove(self, name: str, password: str) -> Answer:
        """Asks whether a password is right; afterwards the connection belongs to that person. Raises LdapFault."""
        ldap = library()
        if not password or not name:
            raise ValueError("a directory takes an empty password for nobody, and says that it is right")
        policy = ldap.controls.ppolicy.PasswordPolicyControl
        try:
            with _named(self.url, but=(ldap.INVALID_CREDENTIALS, *_refusals(ldap))):
                number = self.connection.simple_bind(name, password, serverctrls=[policy()])
                given = self.connection.result3(number, timeout=self.settings.answer_seconds)[3]
        except ldap.LDAPError as error:
            return Answer(False, _words(error), _policy_code(error))
        return Answer(True, policy=next((c.error for c in given if c.controlType == _POLICY), None))


def _refusals(ldap: ModuleType) -> tuple[type[Exception], ...]:
    """What some servers say of accounts that are locked or closed."""
    return (ldap.INAPPROPRIATE_AUTH, ldap.CONSTRAINT_VIOLATION, ldap.UNWILLING_TO_PERFORM, ldap.NO_SUCH_OBJECT)


@contextmanager
def line(settings: LdapSettings) -> Iterator[Line]:
    """Opens a connection to the first server that answers. Raises LdapFault where none does."""
    with closing(opened(settings)) as found:
        yield found


def opened(settings: LdapSettings) -> Line:
    """The same, for whoever closes it. Raises LdapFault."""
    faults: list[LdapFault] = []
    now = time.monotonic()
    for url in sorted(settings.servers, key=lambda url: _resting.get(url, 0) > now):
        try:
            found = connect(settings, url)
        except LdapFault as fault:
            if fault.kind != "unreachable":
                raise
            _resting[url] = time.monotonic() + _REST
            faults.append(fault)
        else:
            _resting.pop(url, None)
            return found
    raise LdapFault("unreachable", "; ".join(fault.cause for fault in faults))


def connect(settings: LdapSettings, url: str) -> Line:
    """Opens a connection to this server, encrypted, signed in as the account that may read. Raises LdapFault."""
    ldap = library()
    descriptor = _wire(settings, url)
    with _named(url):
        # Its address is that of the wire: it never connects to anything itself.
        opened = Line(settings, url, ldap.initialize("ldap://wire", fileno=descriptor))
        try:
            opened.connection.set_option(ldap.OPT_PROTOCOL_VERSION, 3)
            opened.connection.set_option(ldap.OPT_REFERRALS, 0)
            opened.connection.set_option(ldap.OPT_TIMEOUT, settings.answer_seconds)
            opened.begin(settings.answer_seconds)
        except BaseException:
            opened.close()
            raise
    return opened


def _wire(settings: LdapSettings, url: str) -> int:
    try:
        raw = ldap_wire.connected(url, settings.connect_seconds)
        try:
            if is_encrypted(settings, url):
                raw = ldap_wire.encrypted(raw, url, settings.ca_file, settings.connect_seconds)
            raw.settimeout(settings.answer_seconds)
            return ldap_wire.passed_on(raw)
        except BaseException:
            raw.close()
            raise
    except ldap_wire.WireFault as fault:
        raise LdapFault("unreachable", f"{url}: {fault}") from fault


@contextmanager
def _named(url: str, but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Gives every error of the library its kind, and the server's address."""
    ldap = library()
    try:
        yield
    except but:
        raise
    except ldap.LDAPError as error:
        raise LdapFault(_kind(error), f"{url}: {_words(error)}") from error
    except (TypeError, ValueError) as error:
        raise LdapFault("misconfigured", f"{url}: {error}") from error


def _kind(error: Exception) -> FaultKind:
    ldap = library()
    kinds: dict[FaultKind, tuple[type[Exception], ...]] = {
        "unreachable": (ldap.SERVER_DOWN, ldap.TIMEOUT, ldap.CONNECT_ERROR, ldap.UNAVAILABLE, ldap.BUSY),
        "denied": (ldap.INVALID_CREDENTIALS, ldap.INSUFFICIENT_ACCESS, ldap.STRONG_AUTH_REQUIRED),
        "incomplete": (
            *(ldap.SIZELIMIT_EXCEEDED, ldap.TIMELIMIT_EXCEEDED, ldap.ADMINLIMIT_EXCEEDED),
            *(ldap.PARTIAL_RESULTS, ldap.REFERRAL, ldap.UNAVAILABLE_CRITICAL_EXTENSION),
        ),
    }
    return next((kind for kind, types in kinds.items() if isinstance(error, types)), "misconfigured")


def _words(error: Exception) -> str:
    told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    said = [str(told[key]) for key in ("desc", "info") if told.get(key)]
    return ": ".join(said) or type(error).__name__


def _policy_code(error: Exception) -> int | None:
    told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    for oid, _, value in told.get("ctrls", ()):
        if oid == _POLICY and value:
            control = library().controls.ppolicy.PasswordPolicyControl()
            control.decodeControlValue(value)
            return None if control.error is None else int(control.error)
    return None
