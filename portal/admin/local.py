"""Accounts that no source looks after, such as those of externals or of a small company: made and changed here."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from auth import accounts
from auth.audience import EVERYONE, Actor
from auth.credentials import totp
from auth.events import CodesTurnedOff
from auth.letters.policy import has_nothing_to_gain
from auth.models import User
from auth.policy import require
from auth.programs import is_program
from auth.provisioning import faults, history
from auth.provisioning.events import AccountChanged, AccountMade, PeopleArrived
from auth.provisioning.partial import settle_soon
from auth.roles import ADMIN
from auth.session import end_sessions
from portal.core import db, events, text
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.i18n import _
from portal.core.jobs import enqueue
from portal.core.subjects import Ref
from portal.roles import somebody

from .actions import check_place, set_term
from .forms import AccountForm, NewAccountForm, TermForm
from .policy import looks_after_people


def make_account(actor: Actor, form: NewAccountForm) -> User:
    """Makes an account. Its person comes in by a letter, or by mail. Raises Forbidden, Invalid."""
    if not looks_after_people(actor):
        raise Forbidden
    check_place(actor, form)
    user = accounts.make_user(name=form.name, email=_address(form.email), language=form.language)
    lead = somebody(form.lead, field="lead") if form.lead else None
    user.title, user.manager_id = form.title, lead.id if lead else None
    user.department_id, user.site_id = form.department_id, form.site_id
    try:
        with db.session.begin_nested():
            db.session.add(user)
            db.session.flush()
    except IntegrityError as error:
        raise Conflict from error
    about = Ref("person", user.id)
    events.publish(AccountMade(actor_id=actor.id, subject=about, audience=EVERYONE, source=""))
    events.publish(PeopleArrived(actor_id=actor.id, subject=about, audience=EVERYONE, user_ids=(user.id,)))
    history.note([user.id])
    enqueue(settle_soon, key="soon")
    if form.last_day is not None or form.sponsor:
        set_term(actor, user.id, TermForm(last_day=form.last_day, sponsor=form.sponsor))
    return user


def _address(typed: str, *, but: int = 0) -> str | None:
    email = typed.lower()
    if not email:
        return None
    if not faults.is_address(email):
        raise Invalid("email", _("This is not an e-mail address: %(value)s", value=typed[:80]))
    if db.session.scalar(select(User.id).where(func.lower(User.email) == email, User.id != but)) is not None:
        raise Invalid("email", _("There is an account with this address already."))
    return email


def change_account(actor: Actor, user_id: int, form: AccountForm) -> None:
    """Changes what an account says that is looked after here. Raises NotFound, Forbidden, Conflict, Invalid."""
    user = db.session.get(User, user_id, with_for_update={"key_share": True})
    if user is None:
        raise NotFound
    require(actor, "manage", user)
    if user.source:
        raise Conflict(_("The source of this account looks after these fields."))
    if not user.is_active or is_program(user_id):
        raise Conflict(_("This account is closed, or belongs to a program."))
    name = accounts.checked_name(form.name)
    lead = somebody(form.lead, field="lead") if form.lead else None
    wanted: dict[str, Any] = {"name": name, "title": form.title, "manager_id": _lead_of(user, lead)}
    wanted["email"] = _address(form.email, but=user_id)
    changed = {name for name, value in wanted.items() if (getattr(user, name) or None) != (value or None)}
    if "email" in changed:
        _require_right_to_readdress(actor, user)
    if not changed:
        return
    for name in changed:
        setattr(user, name, wanted[name])
    user.sort_name = text.fold(user.name)
    user.card_version += 1
    db.session.flush()
    said = AccountChanged(
        actor_id=actor.id, subject=Ref("person", user.id), audience=EVERYONE, source="", fields=tuple(sorted(changed))
    )
    events.publish(said)


def _lead_of(user: User, lead: User | None) -> int | None:
    if lead is None:
        return None
    above = select(User.id, User.manager_id).where(User.id == lead.id).cte("above", recursive=True)
    above = above.union(select(User.id, User.manager_id).where(User.id == above.c.manager_id))
    if db.session.scalar(select(func.count()).where(above.c.id == user.id)):
        raise Invalid("lead", _("The leads would form a circle."))
    return lead.id


def _require_right_to_readdress(actor: Actor, user: User) -> None:
    """A new password goes to the address: whoever sets it must gain nothing by that but an ordinary account."""
    harmless = select(User.id).where(User.id == user.id, has_nothing_to_gain())
    if not actor.has(ADMIN) and db.session.scalar(harmless) is None:
        raise Invalid("email", _("This person has a password or a role: IT of the whole company changes the address."))


def may_turn_off_codes(actor: Actor, user: User) -> bool:
    """Whether the account asks for codes, and the actor may end that: IT of the whole company, not for oneself."""
    return actor.has(ADMIN) and actor.id != user.id and totp.has_totp(user)


def turn_off_codes(actor: Actor, user_id: int) -> None:
    """Has an account ask for no codes, whose person has lost the device. Raises NotFound, Forbidden, Conflict."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound
    require(actor, "manage", user)
    if not actor.has(ADMIN):
        raise Forbidden
    if not totp.has_totp(user):
        raise Conflict(_("This account asks for no codes."))
    totp.turn_off(user)
    end_sessions(user_id)
    events.publish(CodesTurnedOff(actor_id=actor.id, subject=Ref("person", user_id), audience=f"user:{user_id}"))
