"""Asking once more who it is, before acts of power: whoever finds an open browser may read there, and no more.

`@confirmed` on a view is all that it takes. A sign-in, or a proof, that is younger than the setting lets it through;
otherwise the person is asked, and then goes on with what was typed.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from flask_login import current_user
from sqlalchemy import select, update

from portal.core import clock, db
from portal.core.errors import Refusal
from portal.core.web import settings

from .models import Session, User

V = TypeVar("V", bound=Callable[..., Any])


class ConfirmationNeeded(Refusal):
    """The last proof of who it is lies too far back for this step."""

    status = 403


class Door(NamedTuple):
    """A way to prove it elsewhere: what the button says, and the address to which it sends `next` and `resume`.

    That address begins a new sign-in, which is a fresh proof, and then goes on like every sign-in.
    """

    label: str
    url: str


Doors = Callable[[User], list[Door]]
_doors: list[Doors] = []


def offer_doors(doors: Doors) -> Doors:
    """Adds doors of providers: a function from an account to those that can prove it is the same person."""
    if doors not in _doors:
        _doors.append(doors)
    return doors


def doors_for(user: User) -> list[Door]:
    """Gives the doors at which this person can be asked again."""
    return [door for doors in _doors for door in doors(user)]


def is_fresh() -> bool:
    """Whether the last proof of who it is lies no further back than the setting says."""
    minutes = settings().confirm_minutes
    proven_at = getattr(current_user, "proven_at", None)
    return proven_at is not None and proven_at > clock.now() - timedelta(minutes=minutes)


def confirmed(view: V) -> V:
    """Lets a view be reached only with a fresh proof of who it is. Raises ConfirmationNeeded."""

    @wraps(view)
    def guarded(**arguments: Any) -> Any:
        if not is_fresh():
            raise ConfirmationNeeded
        return view(**arguments)

    guarded.needs_confirmation = True  # type: ignore[attr-defined]  # a mark on the function, read by its guard
    return guarded  # type: ignore[return-value]  # same signature, seen through functools.wraps


def confirm() -> None:
    """Keeps that the person at this browser has just proven who it is."""
    now = clock.now()
    this = update(Session).where(Session.id == current_user.session_id).values(confirmed_at=now)
    db.session.execute(this.execution_options(synchronize_session=False))
    current_user.proven_at = now


def account() -> User:
    """Gives the account of whoever is signed in."""
    return db.session.scalars(select(User).where(User.id == current_user.id)).one()


def session_id() -> int:
    """Gives the number of this browser's session."""
    found: int = current_user.session_id
    return found
