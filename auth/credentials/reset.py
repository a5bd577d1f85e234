"""A new password by mail, or a first one: the answer is the same for everybody, since only a job looks who it is.

A first one is for those whom nobody else signs in: no provider serves them, and they have no role. Whoever has a role
gets a new one only if the account is looked after here, where IT alone changes such an address.
"""

import base64
import hmac
import secrets
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import ColumnElement, and_, delete, func, or_, select

from portal.core import clock, db, i18n, mail
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _
from portal.core.jobs import enqueue, job

from .. import providers
from ..letters.policy import by_no_provider, has_no_role, has_nothing_to_gain
from ..models import User
from ..programs import programs
from ..session import digest, end_sessions
from . import hashing
from .models import Reset
from .passwords import fault

MINUTES = 30


def ask(email: str, base_url: str) -> None:
    """Asks for a link; whether anybody gets one is found out later, by a job."""
    ends_at = (clock.now() + timedelta(minutes=MINUTES)).isoformat()
    enqueue(send_link, email=email, base_url=base_url, nonce=secrets.token_urlsafe(16), ends_at=ends_at)


@job(transaction=False)
def send_link(*, email: str, base_url: str, nonce: str, ends_at: str) -> None:
    """Sends the link, if there is an account with this address that has a password here or may have one.

    The secret follows from the job, so that a job that has to be tried again sends the same link.
    """
    secret, expires_at = _secret(nonce), datetime.fromisoformat(ends_at)
    with db.unit_of_work() as session:
        same = func.lower(User.email) == email.strip().lower()
        user = session.scalar(select(User).where(same, User.is_active, _may_have_one()))
        if user is None or not mail.is_on() or expires_at < clock.now():
            return
        former = delete(Reset).where(Reset.user_id == user.id, Reset.hash != digest(secret))
        session.execute(former.execution_options(synchronize_session=False))
        row = {"hash": digest(secret), "user_id": user.id, "expires_at": expires_at}
        db.upsert(Reset, row, keys=("hash",), update={})
        with i18n.using(user.language):
            letter = _letter(user, f"{base_url}/password/{secret}")
    with mail.courier() as courier:
        name = f"password-{digest(secret)[:16]}"
        courier.send(mail.Envelope(mail.sender_address(), str(letter["To"]), letter.as_bytes(), name))


def _may_have_one() -> ColumnElement[bool]:
    """Gives the SQL condition that an account may get a password by mail.

    Where a source says the address, whoever looks after the source could send the link to himself.
    """
    new = and_(User.password_hash.is_not(None), or_(User.source == "", has_no_role()))
    if any(not provider.domains for provider in providers.usable()):
        return new  # that one may serve anybody
    return or_(new, and_(has_nothing_to_gain(), User.id.not_in(programs()), *by_no_provider()))


def _secret(nonce: str) -> str:
    key = mail.settings().secret_key.encode()
    return base64.urlsafe_b64encode(hmac.digest(key, f"reset {nonce}".encode(), "sha256")).decode().rstrip("=")


def _letter(user: User, url: str) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = _("A new password"), mail.sender(), user.email
    letter["Auto-Submitted"] = "auto-generated"
    sentences = [
        _("Hello %(name)s,", name=user.name),
        _("somebody, probably you, has asked for a new password. Choose it here within %(n)s minutes:", n=MINUTES),
        url,
        _("If it was not you, there is nothing to do: your password stays as it is."),
    ]
    letter.set_content("\n\n".join(sentences) + "\n")
    return letter


def whose(secret: str) -> User:
    """Gives whom a link belongs to. Raises NotFound for one that is over, used or made up."""
    found = (
        select(User)
        .join(Reset, Reset.user_id == User.id)
        .where(Reset.hash == digest(secret), Reset.expires_at > clock.now(), User.is_active, _may_have_one())
    )
    user = db.session.scalar(found)
    if user is None:
        raise NotFound(_("This link is over or was used before. Ask for a new one."))
    return user


def choose(secret: str, password: str) -> User:
    """Sets the new password and signs the account out everywhere; the link is used up. Raises NotFound, Invalid."""
    user = whose(secret)
    set_password(user, password)
    used = delete(Reset).where(Reset.hash == digest(secret)).returning(Reset.hash)
    if db.session.scalar(used) is None:
        raise NotFound
    end_sessions(user.id)
    return user


def set_password(user: User, password: str) -> None:
    """Sets a password. Raises Invalid for one that is too short, too long or easy to guess."""
    if said := fault(password, user):
        raise Invalid("new_password", said)
    user.password_hash = hashing.hashed(password)
    db.session.flush()
