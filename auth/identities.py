"""From a proof to an account: found by source and stable id, else joined or made by the rules, never by mail alone.

An existing account is joined only if the same source owns it, or if the provider's settings say that its addresses are
proof for their domains. Everything else would let whoever can write an address somewhere take an account over.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from portal.core import clock, db, events, text
from portal.core.errors import Conflict, Invalid
from portal.core.subjects import Ref

from . import accounts
from .audience import EVERYONE
from .models import Identity, User
from .roles import roles_from_groups

if TYPE_CHECKING:
    from .providers.contract import Provider


@dataclass(frozen=True)
class Proven:
    """What a provider has proven: `subject` is its id of the person, which never changes and is never given anew.

    `is_email_verified` is False only where the provider says so. `language` is a code such as de-AT, or empty. `groups`
    is None where the provider does not say; then roles that follow from groups stay as they are.
    """

    source: str
    subject: str
    name: str = ""
    email: str = ""
    is_email_verified: bool = True
    login: str = ""
    language: str = ""
    groups: frozenset[str] | None = None
    more: dict[str, Any] = field(default_factory=dict)


def account_of(proven: Proven, provider: "Provider") -> User:
    """Gives the account of whoever was proven; the first time it is joined or made. Raises SignInRefused."""
    user = _known(proven) or _first_time(proven, provider)
    require_open(user)
    if user.source == proven.source:
        _follow(user, proven, provider)
    if proven.groups is not None:
        roles_from_groups(proven.source, {user.id: proven.groups})
    return user


def require_open(user: User) -> None:
    """Raises SignInRefused for a closed account, apart for one whose time has run out."""
    from .provisioning.history import today
    from .provisioning.models import Record

    if user.is_active:
        return
    over = select(Record.user_id).where(Record.user_id == user.id, Record.valid_until <= today())
    reason = "closed" if db.session.scalar(over.limit(1)) is None else "expired"
    raise _refused(reason, f"account {user.id} is {reason}")


def is_known_as(user_id: int, proven: Proven) -> bool:
    """Whether what was proven is this account."""
    theirs = (Identity.source == proven.source, Identity.subject == proven.subject, Identity.user_id == user_id)
    return db.session.scalar(select(Identity.id).where(*theirs)) is not None


def link(user: User, source: str, subject: str, *, actor_id: int = 0, by: str = "") -> None:
    """Ties an account to an id elsewhere. Raises SignInRefused where the account has another one at that source."""
    held = db.session.scalar(select(Identity.subject).where(Identity.user_id == user.id, Identity.source == source))
    if held == subject:
        return
    if held is not None:
        raise _refused("unknown", f"account {user.id} already belongs to another id of {source}")
    _tie(user, source, subject, actor_id=actor_id, by=by)


def _tie(user: User, source: str, subject: str, *, actor_id: int = 0, by: str) -> None:
    from .providers.events import IdentityLinked

    db.session.add(Identity(user_id=user.id, source=source, subject=subject, created_at=clock.now()))
    db.session.flush()
    about = Ref("person", user.id)
    events.publish(IdentityLinked(actor_id=actor_id, subject=about, audience=f"user:{user.id}", source=source, by=by))


def _refused(reason: Any, cause: str) -> Exception:
    from .providers.contract import SignInRefused

    return SignInRefused(reason, cause)


def _known(proven: Proven) -> User | None:
    if not 0 < len(proven.subject) <= 255 or not proven.subject.isprintable():
        raise _refused("refused", "the provider gave no usable stable id")
    theirs = (Identity.source == proven.source, Identity.subject == proven.subject)
    return db.session.scalar(select(User).join(Identity, Identity.user_id == User.id).where(*theirs))


def _first_time(proven: Proven, provider: "Provider") -> User:
    """Joins an account or makes one. Of two who come in at the same moment the later waits for the first.

    The same person then finds the account; another one of the same name takes the next free address.
    """
    for _try in range(3):
        with suppress(IntegrityError), db.session.begin_nested():
            return _known(proven) or _joined(proven, provider) or _made(proven, provider)
    raise Conflict


def _joined(proven: Proven, provider: "Provider") -> User | None:
    email = _mail(proven)
    user = db.session.scalar(select(User).where(func.lower(User.email) == email)) if email else None
    if user is None:
        return None
    by = _right_to_join(user, proven, provider)
    if not by:
        raise _refused("unknown", f"account {user.id} has the address, but {provider.key} may not join it by mail")
    link(user, proven.source, proven.subject, by=by)
    return user


def _right_to_join(user: User, proven: Proven, provider: "Provider") -> str:
    if not proven.is_email_verified:
        return ""
    if user.source and user.source == proven.source:
        return "source"
    return "mail" if provider.mail_is_proof and _is_own(_mail(proven), provider) else ""


def _mail(proven: Proven) -> str:
    """The address as it is kept and compared, or nothing where it is none."""
    email = proven.email.strip().lower()
    return email if "@" in email and len(email) <= 254 and email.isprintable() else ""


def _is_own(email: str, provider: "Provider") -> bool:
    return email.rpartition("@")[2] in provider.domains


def _called(said: str) -> str:
    """A name as it is kept. What is longer than any name is cut: it keeps nobody out."""
    return " ".join(text.clean(said).split())[: accounts.LONGEST_NAME].strip()


def _made(proven: Proven, provider: "Provider") -> User:
    if not provider.makes_accounts:
        raise _refused("unknown", f"nobody here belongs to {proven.subject}, and {provider.key} makes no accounts")
    user = _new(proven, provider)
    db.session.add(user)
    db.session.flush()
    _tie(user, proven.source, proven.subject, by="first sign-in")
    return user


def _new(proven: Proven, provider: "Provider") -> User:
    try:
        said = (proven.name, proven.login, proven.email.partition("@")[0])
        user = accounts.make_user(name=next(filter(None, map(_called, said)), ""))
    except Invalid as error:
        raise _refused("refused", f"{provider.key} gave no usable name for {proven.subject}") from error
    user.source = proven.source
    user.email = _address(proven, provider)
    if proven.language[:2].lower() in ("de", "en"):
        user.language = proven.language[:2].lower()
    return user


def _address(proven: Proven, provider: "Provider") -> str | None:
    """An address of somebody else's domain is not kept: later it might be taken for proof."""
    email = _mail(proven) if proven.is_email_verified else ""
    return email if email and (not provider.domains or _is_own(email, provider)) else None


def _follow(user: User, proven: Proven, provider: "Provider") -> None:
    """What the owning source says of name and address holds."""
    changed = []
    name = _called(proven.name)
    if name and name != user.name:
        user.name, user.sort_name = name, text.fold(name)
        user.card_version += 1
        changed.append("name")
    email = _address(proven, provider)
    if email and email != user.email and not _is_taken(email):
        db.session.execute(update(User).where(User.id == user.id).values(email=email))
        changed.append("email")
    db.session.flush()
    if changed:
        _tell(user, proven.source, changed)


def _tell(user: User, source: str, changed: list[str]) -> None:
    from .provisioning.events import AccountChanged

    about = Ref("person", user.id)
    said = AccountChanged(actor_id=0, subject=about, audience=EVERYONE, source=source, fields=tuple(changed))
    events.publish(said)


def _is_taken(email: str) -> bool:
    return db.session.scalar(select(User.id).where(func.lower(User.email) == email)) is not None
