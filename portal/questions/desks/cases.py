"""Questions at desks: how one comes there, who takes it, and how it goes on."""

from typing import Any

from sqlalchemy import select

from auth.audience import EVERYONE, Actor, members_of_key, shared
from auth.models import User
from auth.policy import get, require
from portal.core import clock, db, events
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref

from ..models import Question
from .events import CaseHandedOver, CaseMoved, CasePutBack, CaseTaken, DeskAsked
from .forms import HandOverForm
from .models import Case, CaseStep, Desk, DeskMember
from .timing import is_full, open_count

SETTLED = ("solved", "closed", "merged")


def desk_called(slug: str) -> Desk:
    """Gives the desk of that slug. Raises NotFound, also for one that has closed."""
    desk = db.session.scalar(select(Desk).where(Desk.slug == slug, Desk.closed_at.is_(None)))
    if desk is None:
        raise NotFound
    return desk


def desk_to_ask(slug: str, audience: str) -> Desk | None:
    """Gives the desk that a question for this audience is to go to; None without a slug.

    Raises Invalid for a desk that is gone, that has as much as it takes, or whose people do not all read there.
    """
    if not slug:
        return None
    desk = db.session.scalar(select(Desk).where(Desk.slug == slug, Desk.closed_at.is_(None)).with_for_update())
    if desk is None:
        raise Invalid("desk", _("This desk takes no questions any more."))
    if is_full(desk, open_count(desk.id)):
        raise Invalid("desk", _("This desk has as many questions as it takes at a time. Ask without it, or later."))
    if not reads(desk.id, audience):
        raise Invalid("desk", _("Not everybody at this desk reads there. Ask the whole company, or ask without it."))
    return desk


def reads(desk_id: int, audience: str) -> bool:
    """Whether everybody at the desk may read what stands there, and anybody works there at all."""
    members = select(DeskMember.user_id).join(User, User.id == DeskMember.user_id)
    here = members.where(DeskMember.desk_id == desk_id, User.is_active)
    if db.session.scalar(here.limit(1)) is None:
        return False
    if audience == EVERYONE:
        return True
    outside = here.where(DeskMember.user_id.not_in(members_of_key(audience)), ~shared(audience))
    return db.session.scalar(outside.limit(1)) is None


def hand_in(question: Question, desk: Desk, *, by: int) -> Case:
    """Puts a question on the board of a desk, and gives its place there; `by` 0 is the portal itself."""
    case = Case(question_id=question.id, desk_id=desk.id, state="new", since=clock.now())
    db.session.add(case)
    _note(question.id, desk.id, "asked", by=by)
    events.publish(DeskAsked(**_said(by, question), desk_id=desk.id))
    return case


def case_of(actor: Actor, question_id: int) -> Case:
    """Gives the question's place at a desk, locked. Raises NotFound where it has none or the actor does not see it."""
    get(actor, Question, question_id)
    case = db.session.get(Case, question_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise NotFound
    return case


def take(actor: Actor, question_id: int) -> None:
    """Takes a question: the actor answers it. Raises Conflict where somebody else has taken it or it is done."""
    case = case_of(actor, question_id)
    require(actor, "edit", case)
    if case.holder_id == actor.id and case.state == "taken":
        return
    if case.holder_id not in (None, actor.id):
        name = db.session.get_one(User, case.holder_id).name
        raise Conflict(_("%(name)s has taken this question already.", name=name))
    _hold(actor, case, actor.id, "taken")


def give(actor: Actor, question_id: int, holder_id: int) -> None:
    """Has a colleague at the desk answer it. Raises Invalid for who does not work there, Conflict when it is done."""
    case = case_of(actor, question_id)
    require(actor, "edit", case)
    if not reads_as(case.desk_id, holder_id):
        raise Invalid("holder", _("Choose somebody who works at this desk."))
    if case.holder_id != holder_id:
        _hold(actor, case, holder_id, "taken" if holder_id == actor.id else "given")


def reads_as(desk_id: int, user_id: int) -> bool:
    """Whether somebody works at the desk, with an account that is open."""
    member = select(DeskMember.user_id).join(User, User.id == DeskMember.user_id)
    mine = member.where(DeskMember.desk_id == desk_id, DeskMember.user_id == user_id, User.is_active)
    return db.session.scalar(mine) is not None


def _hold(actor: Actor, case: Case, holder_id: int, what: str) -> None:
    _check_open(case)
    case.holder_id, case.state = holder_id, "taken"
    _note(case.question_id, case.desk_id, what, by=actor.id, holder_id=holder_id)
    events.publish(CaseTaken(**_about(actor, case), desk_id=case.desk_id, holder_id=holder_id))


def _check_open(case: Case) -> None:
    if case.state == "done":
        raise Conflict(_("This question is done."))


def put_back(actor: Actor, question_id: int) -> None:
    """Leaves a question to the others at the desk; once more is the same as once. Raises Conflict when it is done."""
    case = case_of(actor, question_id)
    require(actor, "edit", case)
    _check_open(case)
    if case.holder_id is None:
        return
    case.holder_id, case.state = None, "new"
    _note(case.question_id, case.desk_id, "put back", by=actor.id)
    events.publish(CasePutBack(**_about(actor, case), desk_id=case.desk_id))


def hand_over(actor: Actor, question_id: int, form: HandOverForm) -> None:
    """Has another desk answer it; whoever asked is told why. Raises Conflict when it is done.

    Raises Invalid without a reason, and for a desk that is the same, gone, full, or does not read there.
    """
    case = case_of(actor, question_id)
    require(actor, "edit", case)
    _check_open(case)
    if not form.note:
        raise Invalid("note", _("Say why: whoever asked will read it."))
    question = db.session.get_one(Question, question_id)
    desk = desk_to_ask(form.desk, question.audience)
    if desk is None or desk.id == case.desk_id:
        raise Invalid("desk", _("Choose another desk."))
    former_id = case.desk_id
    case.desk_id, case.state, case.holder_id, case.since = desk.id, "new", None, clock.now()
    _note(case.question_id, desk.id, "handed over", by=actor.id, note=form.note)
    said = _about(actor, case) | {"former_id": former_id, "desk_id": desk.id, "note": form.note}
    events.publish(CaseHandedOver(**said))
    events.publish(DeskAsked(**_about(actor, case), desk_id=desk.id))


def wait(actor: Actor, question_id: int) -> None:
    """Says that the desk waits for whoever asked. Raises Conflict when it is done."""
    case = case_of(actor, question_id)
    require(actor, "edit", case)
    _check_open(case)
    move_to(actor.id, case, "waiting", holder_id=case.holder_id or actor.id)


def go_on(actor_id: int, case: Case) -> None:
    """Has the desk go on with a question, such as when whoever asked has said more."""
    move_to(actor_id, case, "taken" if case.holder_id else "new", holder_id=case.holder_id)


def finish(actor_id: int, case: Case) -> None:
    """Says that the question is done."""
    move_to(actor_id, case, "done", holder_id=case.holder_id)


def move_to(actor_id: int, case: Case, state: str, *, holder_id: int | None) -> None:
    """Puts a question into a column of the board, where it is not there yet."""
    if case.state == state:
        return
    case.state, case.holder_id = state, holder_id
    case.done_at = clock.now() if state == "done" else None
    db.session.flush()
    question = db.session.get_one(Question, case.question_id)
    events.publish(CaseMoved(**_said(actor_id, question), desk_id=case.desk_id, state=state))


def drop(question_id: int) -> None:
    """Takes a question off the board, for a place that the desk does not read."""
    case = db.session.get(Case, question_id, with_for_update=True, populate_existing=True)
    if case is not None:
        db.session.delete(case)
        db.session.flush()


def _note(question_id: int, desk_id: int, what: str, *, by: int, holder_id: int | None = None, note: str = "") -> None:
    step = {"question_id": question_id, "desk_id": desk_id, "what": what, "note": note, "at": clock.now()}
    db.session.add(CaseStep(**step, actor_id=by or None, holder_id=holder_id))
    db.session.flush()


def _about(actor: Actor, case: Case) -> dict[str, Any]:
    return _said(actor.id, db.session.get_one(Question, case.question_id))


def _said(actor_id: int, question: Question) -> dict[str, Any]:
    return {"actor_id": actor_id, "subject": Ref("question", question.id), "audience": question.audience}
