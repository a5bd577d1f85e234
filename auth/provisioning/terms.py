"""Until when somebody has access who is looked after here, who answers for them, and what becomes of the name."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ForeignKey, and_, case, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from auth import accounts
from auth.audience import EVERYONE, PORTAL, Actor
from auth.models import User
from auth.roles import LastAdmin, require_another_admin, say_kept
from portal.core import db, events, text
from portal.core.db import Base
from portal.core.i18n import gettext, lazy_, using
from portal.core.subjects import Ref

from . import history, limits, photos
from .events import AccountChanged, AccountEnding, NamingChosen
from .models import Choice, Record

FORMER = lazy_("Former colleague")
DAYS = 7
"""How long before the end it is warned of."""
_MOST = 500
_NAMING = "names of leavers"


class Term(Base):
    """What is kept of somebody's end. `ends_on` is the first day without access; a source says it in its record.

    `warned_for` is the end of which it was warned last. `former_name` is what the person was called before the name was
    replaced: shown to nobody, it comes back with the person.
    """

    __tablename__ = "provisioning_term"

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id", ondelete="SET NULL"), index=True)
    ends_on: Mapped[date | None] = mapped_column(index=True)
    warned_for: Mapped[date | None]
    former_name: Mapped[str | None]


def term_of(user_id: int) -> Term:
    """Gives what is kept of somebody's end, made where there is nothing yet."""
    term = db.session.get(Term, user_id)
    if term is None:
        term = Term(user_id=user_id)
        db.session.add(term)
    return term


def close(actor: Actor, user: User) -> None:
    """Closes the account of somebody who leaves; the name is kept or replaced as was chosen or is configured.

    With the name goes the photo.
    """
    if (chosen_naming() or limits.limits().leavers) == "replace":
        term_of(user.id).former_name = user.name
        with using(limits.limits().language):
            user.name = gettext(FORMER.msgid)
        user.sort_name, user.slug = text.fold(user.name), accounts.free_slug(user.name)
        photos.put_away(user)
        _say_renamed(actor, user)
    accounts.deactivate(actor, user)


def _say_renamed(actor: Actor, user: User) -> None:
    user.card_version += 1
    db.session.flush()
    about = Ref("person", user.id)
    events.publish(
        AccountChanged(actor_id=actor.id, subject=about, audience=EVERYONE, source=user.source, fields=("name",))
    )


def chosen_naming() -> str:
    """Gives whether names of those who leave are to `keep` or `replace`; empty where nobody has chosen."""
    return db.session.scalar(select(Choice.value).where(Choice.name == _NAMING)) or ""


def choose_naming(actor: Actor, naming: str) -> None:
    """Says what becomes of names of those who leave from now on; empty is as it is configured."""
    if naming:
        db.upsert(Choice, {"name": _NAMING, "value": naming}, keys=("name",), update={"value": naming})
    else:
        db.session.execute(delete(Choice).where(Choice.name == _NAMING))
    about, what = Ref("person", actor.id), naming or "configured"
    events.publish(NamingChosen(actor_id=actor.id, subject=about, audience=f"user:{actor.id}", what=what))


def give_name_back(actor: Actor, user: User) -> None:
    """Gives somebody who comes back the name that was replaced."""
    term = db.session.get(Term, user.id)
    if term is not None and term.former_name:
        user.name, term.former_name = term.former_name, None
        user.sort_name, user.slug = text.fold(user.name), accounts.free_slug(user.name)
        _say_renamed(actor, user)


def close_those_who_end() -> None:
    """Closes the accounts whose last day is over; that of the last IT administrator once there is another one."""
    for user, record, _term, _end in db.session.execute(_ending(history.today())).all():
        with suppress(LastAdmin), db.session.begin_nested():
            if record is not None:
                record.is_active = False
            close(PORTAL, user)


def say_who_stays() -> None:
    """Says that the last IT administrator is still here although the last day is over."""
    for user, *_rest in db.session.execute(_ending(history.today())).all():
        try:
            require_another_admin(user.id)
        except LastAdmin:
            say_kept(user.id)


def warn() -> None:
    """Says once, some days before, that somebody's access ends."""
    soon = _ending(history.today() + timedelta(days=DAYS)).where(Term.warned_for.is_distinct_from(_END))
    for user, _record, term, ends_on in db.session.execute(soon).all():
        kept = term or term_of(user.id)
        kept.warned_for = ends_on
        about = Ref("person", user.id)
        said: dict[str, Any] = {"ends_on": ends_on.isoformat(), "sponsor_id": kept.sponsor_id or user.manager_id}
        events.publish(AccountEnding(actor_id=PORTAL.id, subject=about, audience=f"user:{user.id}", **said))
    db.session.flush()


_END = case((User.source == "", Term.ends_on), else_=Record.valid_until)
"""The first day without access: what a source says, or what was said here where no source looks after the person."""


def _ending(day: date) -> Any:
    """Selects active people whose access ends until that day, with record, term and end."""
    by_record = select(Record.user_id).where(Record.valid_until <= day)
    by_term = select(Term.user_id).where(Term.ends_on <= day)
    return (
        select(User, Record, Term, _END.label("end"))
        .outerjoin(Record, and_(Record.user_id == User.id, Record.source == User.source))
        .outerjoin(Term, Term.user_id == User.id)
        .where(User.is_active, User.id.in_(by_record.union(by_term)), day >= _END)
        .order_by(User.id)
        .limit(_MOST)
    )
