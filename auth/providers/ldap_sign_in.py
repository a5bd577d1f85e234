"""Signing in against a directory: find the person, then let the directory say whether the password is right.

Few sign-ins ask at once, so a directory that hangs keeps few threads from people who are signed in already.
"""

from threading import BoundedSemaphore

from ..identities import Proven
from . import ldap_kept
from .contract import Provider, Reason, SignInRefused
from .ldap import Answer, FaultKind, LdapFault, Line, escaped
from .ldap_groups import groups_of
from .ldap_people import LdapPerson, person, wanted_attributes
from .ldap_settings import LdapSettings

AT_ONCE = 8
_turns = BoundedSemaphore(AT_ONCE)
_LONGEST_LOGIN = 254
_LONGEST_PASSWORD = 512
_NOBODY = "nobody-of-this-name"
_REASONS: dict[FaultKind, Reason] = {
    "missing": "misconfigured",
    "unreachable": "unreachable",
    "denied": "misconfigured",
    "misconfigured": "misconfigured",
    "incomplete": "refused",
}
# What Active Directory says with "data …", and what that means; "wrong" unless the password was right.
_TOLD: dict[str, tuple[str, Reason]] = {
    "525": ("unknown to the directory", "wrong"),
    "52e": ("wrong password", "wrong"),
    "530": ("may not sign in at this hour", "closed"),
    "531": ("may not sign in from here", "closed"),
    "532": ("the password has run out", "password"),
    "533": ("disabled", "closed"),
    "701": ("the account has run out", "expired"),
    "773": ("the password has to be changed first", "password"),
    "775": ("locked after wrong passwords", "wrong"),
}
# Codes of password policies, as OpenLDAP sends them.
_POLICY: dict[int, tuple[str, Reason]] = {
    0: ("the password has run out", "password"),
    1: ("locked after wrong passwords, or by an administrator", "wrong"),
    2: ("the password has to be changed first", "password"),
}
_RUN_OUT = "expired on "


def check(provider: Provider, login: str, password: str) -> Proven:
    """Says who somebody is. Raises SignInRefused, with the exact cause for administrators."""
    settings: LdapSettings = provider.settings
    login = login.strip()
    if not _is_askable(login, password):
        raise SignInRefused("wrong", "name or password is empty, too long or has characters that none has")
    if not _turns.acquire(timeout=settings.connect_seconds):
        raise SignInRefused("unreachable", f"{AT_ONCE} sign-ins wait for the directory already")
    try:
        with ldap_kept.line(settings) as opened:
            return _proven(provider, opened, login, password)
    except LdapFault as fault:
        raise SignInRefused(_REASONS[fault.kind], fault.cause) from fault
    finally:
        _turns.release()


def _is_askable(login: str, password: str) -> bool:
    """An empty password would be right for everybody: a directory takes it for a visit without a name."""
    is_whole = 0 < len(login) <= _LONGEST_LOGIN and 0 < len(password) <= _LONGEST_PASSWORD
    return is_whole and bool(password.strip()) and login.isprintable() and "\0" not in password


def _proven(provider: Provider, opened: Line, login: str, password: str) -> Proven:
    found = find(opened, login)
    if found is None:
        opened.prove(f"cn={_NOBODY},{opened.settings.base}", password)  # so that it takes as long
        raise SignInRefused("wrong", f"the directory knows no {login!r}")
    groups = groups_of(opened, found.place)
    _refuse(found, opened.prove(found.place, password))
    return Proven(
        source=provider.key,
        subject=found.id,
        name=found.name,
        email=found.mail,
        login=found.login,
        language=found.language,
        groups=groups,
        more={"department": found.department, "site": found.site, "title": found.title},
    )


def find(opened: Line, login: str) -> LdapPerson | None:
    """Gives the one person of a login, or None. Raises LdapFault where several have it."""
    settings = opened.settings
    base = settings.people[0]
    found = opened.search(base, settings.finding(escaped(login)), wanted_attributes(settings))
    if len(found) > 1:
        raise LdapFault("misconfigured", f"{login!r} is {len(found)} people: {found[0].name} and {found[1].name}")
    return person(settings, found[0]) if found else None


def _refuse(found: LdapPerson, answer: Answer) -> None:
    """Raises SignInRefused unless the password is right and the account open.

    Whoever has no right password learns nothing: neither that there is such a person, nor that they are locked.
    """
    cause, reason = _told(answer)
    if answer.is_right and not cause:
        cause, reason = found.closed, "expired" if found.closed.startswith(_RUN_OUT) else "closed"
    if cause:
        also = f"; also {found.closed}" if found.closed and found.closed != cause else ""
        raise SignInRefused(reason, f"{found.place}: {cause}{also}")


def _told(answer: Answer) -> tuple[str, Reason]:
    if answer.policy in _POLICY:
        return _POLICY[answer.policy]
    if answer.is_right:
        return "", "closed"
    code = answer.said.partition(" data ")[2].partition(",")[0].strip().lower()
    return _TOLD.get(code, (answer.said or "wrong password", "wrong"))
