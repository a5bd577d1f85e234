"""Reading whose letters are printed, used, over or still to come, and what people are called at the sign-in page."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from portal.core import clock, db, text
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.paging import Page, paginate

from ..audience import Actor
from ..credentials.models import AccessCode, Passkey, Pin
from ..models import Identity, Unit, User
from ..reach import units_below
from ..session import digest
from .forms import LettersFilter
from .policy import has_nothing_to_gain, may_get_one, require_right

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Letters and digits that nobody takes for another one."""
Department, Site = aliased(Unit), aliased(Unit)
_TYPED = re.compile(r"[A-Za-z0-9._-]{1,20}")


def letters(actor: Actor, wanted: LettersFilter, *, after: str | None = None) -> Page:
    """Gives people who need a letter, had one, or came in by one, by name. Raises Forbidden."""
    require_right(actor)
    statement = (
        _matching(actor, wanted)
        .add_columns(
            User.id,
            User.name,
            User.sort_name,
            User.email,
            Department.name.label("department"),
            Site.name.label("site"),
            AccessCode.issued_at,
            AccessCode.expires_at,
            AccessCode.used_at,
        )
        .outerjoin(Department, Department.id == User.department_id)
        .outerjoin(Site, Site.id == User.site_id)
    )
    return paginate(statement, order=[(User.sort_name, "asc"), (User.id, "asc")], after=after, size=50)


def ids_of(actor: Actor, wanted: LettersFilter, *, most: int) -> list[int]:
    """Gives the ids of the first people of the list. Raises Forbidden."""
    require_right(actor)
    first = _matching(actor, wanted).add_columns(User.id).order_by(User.sort_name, User.id).limit(most)
    return [row.id for row in db.session.execute(first)]


def _matching(actor: Actor, wanted: LettersFilter) -> Select[Any]:
    statement = select().select_from(User).outerjoin(AccessCode, AccessCode.user_id == User.id)
    statement = statement.where(may_get_one(actor), _state(wanted.view))
    if wanted.unit is not None:
        units = units_below([wanted.unit])
        statement = statement.where(or_(User.department_id.in_(units), User.site_id.in_(units)))
    if wanted.q:
        named = User.sort_name.contains(text.fold(wanted.q), autoescape=True)
        numbered = select(Identity.user_id).where(Identity.subject == wanted.q)
        statement = statement.where(or_(named, User.id.in_(numbered)))
    return statement


def _state(view: str) -> ColumnElement[bool]:
    has_way = or_(exists().where(Pin.user_id == User.id), exists().where(Passkey.user_id == User.id))
    is_unused = and_(AccessCode.user_id.is_not(None), AccessCode.used_at.is_(None))
    states: dict[str, ColumnElement[bool]] = {
        "none": and_(AccessCode.user_id.is_(None), ~has_way),
        "open": and_(is_unused, AccessCode.expires_at > clock.now()),
        "over": and_(is_unused, AccessCode.expires_at <= clock.now()),
        "in": and_(~is_unused, has_way),
        "all": true(),
    }
    return states[view]


def normal(code: str) -> str:
    """Gives a code as it is kept, from however somebody types it."""
    return re.sub(r"[\s-]", "", code).upper()


def whose(code: str) -> User:
    """Gives whom a code is for. Raises NotFound, the same for one that is used, over, taken back or made up."""
    found = (
        select(User)
        .join(AccessCode, AccessCode.user_id == User.id)
        .where(
            AccessCode.hash == digest(normal(code)),
            AccessCode.used_at.is_(None),
            AccessCode.expires_at > clock.now(),
            User.is_active,
            has_nothing_to_gain(),
        )
    )
    user = db.session.scalar(found)
    if user is None:
        raise NotFound(_("This code is not good, or not any more. Ask HR for a new letter."))
    return user


def names_of(users: Iterable[User]) -> dict[int, str]:
    """Gives what each types to sign in: the number at the own source, where it is short and theirs alone."""
    people = list(users)
    own = (
        select(Identity.user_id, Identity.subject)
        .join(User, and_(User.id == Identity.user_id, User.source == Identity.source))
        .where(User.id.in_([user.id for user in people]))
    )
    numbers = {row.user_id: row.subject for row in db.session.execute(own) if _TYPED.fullmatch(row.subject)}
    shared = select(Identity.subject).where(Identity.subject.in_(set(numbers.values())))
    several = set(db.session.scalars(shared.group_by(Identity.subject).having(func.count() > 1)))
    several |= set(db.session.scalars(select(User.slug).where(User.slug.in_({n.lower() for n in numbers.values()}))))
    return {
        user.id: numbers[user.id]
        if user.id in numbers and not {numbers[user.id], numbers[user.id].lower()} & several
        else user.slug
        for user in people
    }
