"""Local accounts: making them, checking a password. Passwords are kept as argon2id only."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import func, select

from portal.core import clock, db, events, text
from portal.core.errors import Invalid
from portal.core.i18n import _
from portal.core.subjects import Ref

from .audience import EVERYONE, PORTAL, Actor, keys_changed
from .credentials import hashing, pins
from .credentials.passwords import fault
from .events import RoleGranted, UserDeactivated, UserMoved
from .models import RoleGrant, User
from .provisioning.events import AccountMade, PeopleArrived
from .roles import require_another_admin
from .session import end_sessions

RESERVED_SLUGS = frozenset({"following", "mentions", "org", "photos", "topics"})
"""Words that stand for pages of their own below /people."""
LONGEST_NAME = 200


class Compared(NamedTuple):
    """The account, open or closed, whose password or PIN it is, or None; `is_kept` says that there was one to compare.

    Comparing takes its time. Whoever refuses a name without a password here has to take that time too.
    """

    user: User | None
    is_kept: bool


def check_password(login: str, password: str) -> Compared:
    """Compares a password or PIN with what is kept here for this name.

    The slow part comes before anything is opened for writing, so nobody else waits for it.
    """
    with db.reading():
        found = pins.kept(login) if pins.is_pin(password) else _kept(login)
    if found is None or not found.hash:
        return Compared(None, is_kept=False)
    is_right = hashing.fits(found.hash, password)
    return Compared(db.session.get(User, found.id) if is_right else None, is_kept=True)


def _kept(email: str) -> Any:
    own = func.lower(User.email) == email.strip().lower()
    return db.session.execute(select(User.id, User.password_hash.label("hash")).where(own)).first()


def is_password_of(user: User, password: str) -> bool:
    """Whether this is the account's password or PIN."""
    return hashing.fits(pins.hash_of(user) if pins.is_pin(password) else user.password_hash, password)


def create_local_account(*, email: str, name: str, password: str, roles: tuple[str, ...] = ()) -> User:
    """Makes an account that signs in with a password, from the command line. Raises Invalid.

    What it is refused for: a password that is too easy, an address that is none or taken.
    """
    if said := fault(password):
        raise Invalid("password", said)
    if "@" not in email or len(email) > 254:
        raise Invalid("email", _("This is not an e-mail address."))
    if db.session.scalar(select(User.id).where(func.lower(User.email) == email.lower())) is not None:
        raise Invalid("email", _("There is an account with this address already."))
    user = make_user(name=name, email=email.lower())
    user.password_hash = hashing.hashed(password)
    db.session.add(user)
    db.session.flush()
    for role in roles:
        db.session.add(RoleGrant(user_id=user.id, role=role, granted_at=clock.now()))
    db.session.flush()
    _tell_of_new(user, roles)
    return user


def _tell_of_new(user: User, roles: Iterable[str]) -> None:
    who, about = PORTAL.id, Ref("person", user.id)
    events.publish(AccountMade(actor_id=who, subject=about, audience=EVERYONE, source=""))
    events.publish(PeopleArrived(actor_id=who, subject=about, audience=EVERYONE, user_ids=(user.id,)))
    for role in roles:
        granted = RoleGranted(
            actor_id=who, subject=about, audience=EVERYONE, role=role, unit_id=None, until="", reason=""
        )
        events.publish(granted)


def checked_name(said: str) -> str:
    """Gives a name as it is kept. Raises Invalid for one that is empty or too long."""
    name = " ".join(text.clean(said).split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("name", _("A name has between 1 and 200 characters."))
    return name


def make_user(*, name: str, email: str | None = None, language: str = "de") -> User:
    """Gives a new account, not yet added, with an address of its own in the portal. Raises Invalid for the name."""
    name = checked_name(name)
    return User(
        name=name,
        sort_name=text.fold(name),
        slug=free_slug(name),
        email=email,
        language=language,
        created_at=clock.now(),
    )


def slug_of(name: str) -> str:
    """Gives the part of an address that stands for a name, whether or not somebody has it."""
    return text.slug(name).replace("-", ".", 1) or "person"


def free_slug(name: str, *, also: Iterable[str] = ()) -> str:
    """Gives an unused part of an address for a name; the second person of a name gets a number.

    Those in `also` count as used too.
    """
    base = slug_of(name)
    taken = RESERVED_SLUGS.union(
        also, db.session.scalars(select(User.slug).where(User.slug.startswith(base, autoescape=True)))
    )
    number = 2
    slug = base
    while slug in taken:
        slug, number = f"{base}.{number}", number + 1
    return slug


def move_user(actor: Actor, user: User, *, department_id: int | None, site_id: int | None) -> None:
    """Puts somebody into another department or site; what they see follows at once."""
    user.department_id, user.site_id = department_id, site_id
    user.card_version += 1
    db.session.flush()
    keys_changed(user.id)
    events.publish(UserMoved(actor_id=actor.id, subject=Ref("person", user.id), audience=EVERYONE))


def deactivate(actor: Actor, user: User) -> None:
    """Closes an account: its sessions end at once, its contributions stay. Raises LastAdmin."""
    require_another_admin(user.id)
    user.is_active, user.deactivated_at = False, clock.now()
    db.session.flush()
    end_sessions(user.id)
    keys_changed(user.id)
    events.publish(UserDeactivated(actor_id=actor.id, subject=Ref("person", user.id), audience=EVERYONE))
