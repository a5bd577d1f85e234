"""Refusals that only programs meet."""

from portal.core.errors import Refusal


class Unreadable(Refusal):
    """The body is not what it says that it is."""

    status = 400


class Stale(Refusal):
    """The thing has another version than the one that the change was meant for."""

    status = 412


class WrongKind(Refusal):
    """The body is of a kind that is not read here."""

    status = 415


class VersionNeeded(Refusal):
    """A change has to say which version it was meant for."""

    status = 428
