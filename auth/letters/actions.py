"""Printing letters, taking a code back, and coming in by one."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update

from portal.core import clock, db, events
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref

from ..audience import Actor
from ..credentials import passkeys, pins
from ..credentials.models import AccessCode
from ..credentials.passkeys import Party
from ..models import User
from ..session import digest, end_sessions
from .events import AccessCodeIssued, AccessCodeRevoked, AccessCodeUsed
from .forms import NewPasskeyForm, PinForm
from .policy import may_get_one, require_right
from .queries import ALPHABET, names_of, normal, whose

MOST = 100
"""Letters that are printed at once."""
_SIGNS, _GROUP = 16, 4


class Letter(NamedTuple):
    """What stands on a letter; the code is known at this moment alone."""

    user: User
    code: str
    login: str
    expires_at: datetime


def print_letters(actor: Actor, user_ids: Iterable[int], *, days: int) -> list[Letter]:
    """Gives new codes, by name; those on former letters open nothing any more. Raises Forbidden, Invalid, Conflict."""
    require_right(actor)
    ids = set(user_ids)
    if not ids:
        raise Invalid("people", _("Choose at least one person."))
    if len(ids) > MOST:
        raise Invalid("people", _("At most %(n)s letters are printed at once.", n=MOST))
    chosen = select(User).where(User.id.in_(ids), may_get_one(actor)).order_by(User.sort_name, User.id)
    users = list(db.session.scalars(chosen))
    if len(users) < len(ids):
        raise Conflict(_("Somebody among them needs no letter, or not from you. Look at the list again."))
    logins, expires_at = names_of(users), clock.now() + timedelta(days=days)
    return [_new(actor, user, logins[user.id], expires_at) for user in users]


def _new(actor: Actor, user: User, login: str, expires_at: datetime) -> Letter:
    code = "".join(secrets.choice(ALPHABET) for _number in range(_SIGNS))
    row = {"hash": digest(code), "issued_at": clock.now(), "expires_at": expires_at, "used_at": None}
    db.upsert(AccessCode, {"user_id": user.id} | row, keys=("user_id",), update=row)
    events.publish(AccessCodeIssued(actor_id=actor.id, subject=Ref("person", user.id), audience=f"user:{user.id}"))
    return Letter(user, "-".join(code[at : at + _GROUP] for at in range(0, _SIGNS, _GROUP)), login, expires_at)


def revoke_code(actor: Actor, user_id: int) -> None:
    """Takes back a code that nobody has used. Raises Forbidden, NotFound."""
    require_right(actor)
    theirs = select(User.id).where(User.id == user_id, may_get_one(actor))
    unused = delete(AccessCode).where(AccessCode.user_id.in_(theirs), AccessCode.used_at.is_(None))
    if db.session.scalar(unused.returning(AccessCode.user_id)) is None:
        raise NotFound
    events.publish(AccessCodeRevoked(actor_id=actor.id, subject=Ref("person", user_id), audience=f"user:{user_id}"))


def choose_pin(code: str, form: PinForm) -> User:
    """Lets the owner of a letter in with a PIN from now on. Raises NotFound, Invalid."""
    user = whose(code)
    if form.pin != form.pin_again:
        raise Invalid("pin_again", _("These are two different PINs."))
    pins.set_pin(user, form.pin, names=tuple(names_of([user]).values()))
    _use(code, user, "pin")
    return user


def choose_passkey(code: str, party: Party, form: NewPasskeyForm) -> User:
    """Lets the owner of a letter in with a passkey from now on. Raises NotFound, Invalid, Conflict."""
    user = whose(code)
    passkeys.register(party, user, token=form.token, credential=form.credential, name=form.name)
    _use(code, user, "passkey")
    return user


def _use(code: str, user: User, way: str) -> None:
    unused = (AccessCode.hash == digest(normal(code)), AccessCode.used_at.is_(None))
    used = update(AccessCode).where(*unused).values(used_at=clock.now()).returning(AccessCode.user_id)
    if db.session.scalar(used.execution_options(synchronize_session=False)) is None:
        raise NotFound
    end_sessions(user.id)
    events.publish(
        AccessCodeUsed(actor_id=user.id, subject=Ref("person", user.id), audience=f"user:{user.id}", way=way)
    )
