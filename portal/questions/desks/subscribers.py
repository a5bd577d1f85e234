"""What follows for the board of a desk, and who hears of it."""

from typing import Any

from auth.audience import AudienceMoved, actor_for
from auth.events import UserDeactivated
from auth.roles import holders as holders_of_role
from portal.comments import CommentAdded
from portal.core import db
from portal.core.errors import NotFound
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.notifications import kind, notify

from ..events import (
    AcceptanceWithdrawn,
    AnswerAccepted,
    AnswerGiven,
    QuestionClosed,
    QuestionMerged,
    QuestionReopened,
)
from ..models import Answer, Question
from . import cases, setting_up
from .events import CaseHandedOver, CaseTaken, DeskAsked, DeskDeserted
from .keys import holders, works_at
from .models import Case, Desk

kind("desk", label=lazy_("Questions at a desk where I work"))
_NOTICE = "questions/desks/_notice.html"


@on(AnswerGiven)
def wait_for_the_asker(event: AnswerGiven) -> None:
    """Has the question wait for whoever asked, when the desk has answered; a colleague's help leaves it there."""
    case = db.session.get(Case, event.question.id)
    if case is not None and case.state in ("new", "taken") and _works_there(event.author_id, case.desk_id):
        cases.move_to(event.actor_id, case, "waiting", holder_id=case.holder_id or event.author_id)


def _works_there(user_id: int, desk_id: int) -> bool:
    try:
        return works_at(actor_for(user_id), desk_id)
    except NotFound:
        return False


@on(CommentAdded)
def go_on_when_more_is_said(event: CommentAdded) -> None:
    """Has the desk go on, when whoever asked says more."""
    question_id = event.about.id if event.about.kind == "question" else 0
    if event.about.kind == "answer":
        question_id = db.session.get_one(Answer, event.about.id).question_id
    case = db.session.get(Case, question_id) if question_id else None
    if case is None or case.state != "waiting":
        return
    if db.session.get_one(Question, question_id).author_id == event.actor_id:
        cases.go_on(event.actor_id, case)


@on(AnswerAccepted)
def finish_what_is_solved(event: AnswerAccepted) -> None:
    """Has a question be done that is solved."""
    _follow(event.actor_id, event.question.id, is_done=True)


@on(AcceptanceWithdrawn)
def take_up_what_is_not_solved(event: AcceptanceWithdrawn) -> None:
    """Has the desk go on with what was not solved after all."""
    _follow(event.actor_id, event.question.id, is_done=False)


@on(QuestionClosed)
def finish_what_is_closed(event: QuestionClosed) -> None:
    """Has a question be done that takes no more answers."""
    _follow(event.actor_id, event.subject.id, is_done=True)


@on(QuestionMerged)
def finish_what_goes_on_elsewhere(event: QuestionMerged) -> None:
    """Has a question be done that goes on in another one."""
    _follow(event.actor_id, event.subject.id, is_done=True)


@on(QuestionReopened)
def take_up_again(event: QuestionReopened) -> None:
    """Has the desk go on with a question that is open again."""
    _follow(event.actor_id, event.subject.id, is_done=False)


def _follow(actor_id: int, question_id: int, *, is_done: bool) -> None:
    case = db.session.get(Case, question_id)
    if case is None:
        return
    if is_done:
        cases.finish(actor_id, case)
    elif case.state == "done":
        cases.go_on(actor_id, case)


@on(AudienceMoved)
def leave_the_board(event: AudienceMoved) -> None:
    """Takes a question off the board that moved to where the desk does not read; a removed one may come back."""
    if event.subject.kind != "question" or event.audience == "nobody":
        return
    case = db.session.get(Case, event.subject.id)
    if case is not None and not cases.reads(case.desk_id, event.audience):
        cases.drop(event.subject.id)


@on(UserDeactivated)
def leave_the_desks(event: UserDeactivated) -> None:
    """Takes somebody off the desks whose account was closed."""
    setting_up.leave_desks(event.subject.id)


@on(DeskDeserted)
def tell_that_nobody_runs_it(event: DeskDeserted) -> None:
    """Tells community managers that a desk has no lead any more."""
    people = db.session.scalars(holders_of_role("community-manager"))
    desk = db.session.get_one(Desk, event.subject.id)
    _tell(people, event, what="deserted", desk=desk)


@on(DeskAsked)
def tell_the_desk(event: DeskAsked) -> None:
    """Tells those who work there that there is a new question."""
    desk = db.session.get_one(Desk, event.desk_id)
    _tell(db.session.scalars(holders(f"desk:{desk.id}")), event, what="new", desk=desk)


@on(CaseTaken)
def tell_who_waits_for_it(event: CaseTaken) -> None:
    """Tells whoever asked that somebody answers, and a colleague who was named that it is theirs."""
    desk = db.session.get_one(Desk, event.desk_id)
    asker = db.session.get_one(Question, event.subject.id).author_id
    _tell([asker], event, what="taken", desk=desk)
    _tell([event.holder_id], event, what="given", desk=desk)


@on(CaseHandedOver)
def tell_where_it_goes_on(event: CaseHandedOver) -> None:
    """Tells whoever asked at which desk the question goes on, and why."""
    asker = db.session.get_one(Question, event.subject.id).author_id
    _tell([asker], event, what="handed over", desk=db.session.get_one(Desk, event.desk_id), note=event.note)


def _tell(people: Any, event: Any, *, what: str, desk: Desk, note: str = "") -> None:
    url = f"/desks/{desk.slug}" if what == "deserted" else ""
    data = {"what": what, "desk_de": desk.name_de, "desk_en": desk.name_en, "note": note} | (
        {"url": url} if url else {}
    )
    notify(people, event, kind="desk", notice=_NOTICE, about=event.subject, fold=f"{what}:{event.subject}", data=data)
