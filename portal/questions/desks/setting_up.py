"""Opening a desk, setting it up otherwise, closing it; and what becomes of it when its people leave."""

from typing import Any

from sqlalchemy import delete, func, select

from auth.audience import EVERYONE, Actor, keys_changed
from auth.models import Unit
from auth.policy import require
from portal.core import clock, db, events, text
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.people import people_named
from portal.topics import slug_of

from ..forms import tags_of
from .events import DeskChanged, DeskClosed, DeskDeserted, DeskOpened
from .forms import DeskForm
from .models import Case, Desk, DeskMember, DeskTopic
from .timing import OPEN


def open_desk(actor: Actor, form: DeskForm) -> Desk:
    """Opens a desk of a department. Raises Forbidden, and Invalid for what cannot be or nobody is called."""
    values, people = form.values(), _people(form)
    _check_unit(form.unit_id)
    desk = Desk(**values, slug=_free_slug(form.name_de), tags=tags_of(form.tags), opened_at=clock.now())
    require(actor, "create", desk)
    db.session.add(desk)
    db.session.flush()
    _staff(desk, people)
    _know(desk)
    events.publish(DeskOpened(**_said(actor.id, desk)))
    return desk


def change_desk(actor: Actor, desk: Desk, form: DeskForm) -> None:
    """Sets a desk up otherwise. Raises Forbidden for who does not run it, and Invalid as opening one does."""
    require(actor, "manage", desk)
    values, people = form.values() | {"tags": tags_of(form.tags)}, _people(form)
    _check_unit(form.unit_id)
    changed = [name for name, value in values.items() if getattr(desk, name) != value]
    for name in changed:
        setattr(desk, name, values[name])
    if _staff(desk, people):
        changed.append("members")
    _know(desk)
    if changed:
        events.publish(DeskChanged(**_said(actor.id, desk), fields=tuple(changed)))


def close_desk(actor: Actor, desk: Desk) -> None:
    """Has a desk take no questions any more. Raises Conflict while some wait for it."""
    require(actor, "manage", desk)
    waiting = select(Case.question_id).where(Case.desk_id == desk.id, Case.state.in_(OPEN))
    if db.session.scalar(waiting.limit(1)) is not None:
        raise Conflict(_("Questions wait for this desk. Hand them over first."))
    desk.closed_at = clock.now()
    _staff(desk, {})
    events.publish(DeskClosed(**_said(actor.id, desk)))


def leave_desks(user_id: int) -> None:
    """Takes somebody off every desk: what they had taken is there for the others again."""
    mine = select(Desk).join(DeskMember, DeskMember.desk_id == Desk.id).where(DeskMember.user_id == user_id)
    for desk in db.session.scalars(mine).all():
        _let_go(desk, {user_id})
        left = select(func.count(), func.count().filter(DeskMember.is_lead)).where(DeskMember.desk_id == desk.id)
        people, leads = db.session.execute(left).one()
        if not leads:
            events.publish(DeskDeserted(**_said(0, desk), is_empty=not people))


def _people(form: DeskForm) -> dict[int, bool]:
    members = dict.fromkeys(people_named(form.members, "members"), False)
    return members | dict.fromkeys(people_named(form.leads, "leads"), True)


def _check_unit(unit_id: int) -> None:
    if db.session.scalar(select(Unit.id).where(Unit.id == unit_id)) is None:
        raise Invalid("unit_id", _("Choose a department or site."))


def _free_slug(name: str) -> str:
    wanted = text.slug(name)[:50] or "desk"
    taken = {"new", *db.session.scalars(select(Desk.slug).where(Desk.slug.startswith(wanted)))}
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _staff(desk: Desk, people: dict[int, bool]) -> bool:
    """Whether anything changed by it."""
    rows = db.session.execute(select(DeskMember.user_id, DeskMember.is_lead).where(DeskMember.desk_id == desk.id))
    before: dict[int, bool] = {row.user_id: row.is_lead for row in rows}
    _let_go(desk, before.keys() - people.keys())
    for user_id, is_lead in people.items():
        row = {"desk_id": desk.id, "user_id": user_id, "is_lead": is_lead}
        db.upsert(DeskMember, row, keys=("desk_id", "user_id"), update={"is_lead": is_lead})
    keys_changed(*sorted(user_id for user_id, is_lead in people.items() if before.get(user_id) != is_lead))
    return before != people


def _let_go(desk: Desk, user_ids: Any) -> None:
    """What they had taken waits for the others at the desk."""
    gone = sorted(user_ids)
    if not gone:
        return
    held = select(Case).where(Case.desk_id == desk.id, Case.holder_id.in_(gone), Case.state != "done")
    for case in db.session.scalars(held.with_for_update()):
        case.holder_id, case.state = None, "new"
    members = delete(DeskMember).where(DeskMember.desk_id == desk.id, DeskMember.user_id.in_(gone))
    db.session.execute(members.execution_options(synchronize_session=False))
    db.session.flush()
    keys_changed(*gone)


def _know(desk: Desk) -> None:
    gone = delete(DeskTopic).where(DeskTopic.desk_id == desk.id)
    db.session.execute(gone.execution_options(synchronize_session=False))
    slugs = dict.fromkeys(slug for tag in desk.tags if (slug := slug_of(tag)))
    db.session.add_all(DeskTopic(desk_id=desk.id, slug=slug) for slug in slugs)
    db.session.flush()


def _said(actor_id: int, desk: Desk) -> dict[str, Any]:
    return {"actor_id": actor_id, "subject": Ref("desk", desk.id), "audience": EVERYONE, "name": desk.name_en}
