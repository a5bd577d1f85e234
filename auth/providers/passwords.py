"""Name and password: of a local account, or as a directory knows them. Which of the two it was, nobody learns.

The local account comes first, so that one gets in while the directory is down. A password goes to the directory of the
name's domain alone; a name without a known domain goes to those that are bound to none.
"""

from portal.core import db

from .. import accounts
from ..credentials import hashing
from ..identities import Proven, require_open
from ..models import User
from .contract import Provider, SignInRefused


def check(login: str, password: str) -> User | tuple[Proven, Provider]:
    """Gives the local account, or what a directory has proven. Raises SignInRefused, the same for all that is wrong.

    Nothing is open in the database while a directory is asked. Every refusal takes as long, whether or not a password
    is kept here for the name.
    """
    here = accounts.check_password(login, password)
    if here.user is not None:
        require_open(here.user)
        return here.user
    refusals = [SignInRefused("wrong", f"{login!r}: wrong password or PIN of the portal")] if here.is_kept else []
    try:
        return _at_directories(login, password, refusals)
    except SignInRefused:
        if not here.is_kept:
            hashing.fits(None, password)  # so that it takes as long
        raise


def _at_directories(login: str, password: str, refusals: list[SignInRefused]) -> tuple[Proven, Provider]:
    for provider in _asked(login) if password else []:
        try:
            return _checked(provider, login, password), provider
        except SignInRefused as refused:
            refused.provider = provider
            refusals.append(refused)
    raise next((refused for refused in refusals if refused.reason != "wrong"), _wrong(login, refusals))


def are_checked_elsewhere() -> bool:
    """Whether a directory checks passwords at all."""
    from . import checks_passwords, usable

    return any(checks_passwords(provider) for provider in usable())


def _asked(login: str) -> list[Provider]:
    from . import checks_passwords, serving, usable

    with db.reading():
        found = usable()
    own, checking = serving(login, found), [provider for provider in found if checks_passwords(provider)]
    if own is not None:
        return [own] if own in checking else []
    return [provider for provider in checking if not provider.domains or "@" not in login]


def _checked(provider: Provider, login: str, password: str) -> Proven:
    from . import kind

    check_there = kind(provider.kind).check
    if check_there is None:
        raise SignInRefused("misconfigured", f"{provider.key} checks no passwords")
    return check_there(provider, login, password)


def _wrong(login: str, refusals: list[SignInRefused]) -> SignInRefused:
    """One refusal of all who were asked: the page says the same, whoever it was; the causes are for administrators."""
    causes = [refused.cause for refused in refusals] or [f"{login!r}: no account of the portal with a password or PIN"]
    found = SignInRefused("wrong", "; ".join(causes))
    found.provider = next((refused.provider for refused in refusals if refused.provider is not None), None)
    return found
