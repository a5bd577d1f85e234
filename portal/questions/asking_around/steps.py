"""The steps in which a question without an answer is carried further, each after so much working time.

Who asks at the weekend is helped on Monday: the clock stands still while nobody works.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select

from auth.audience import EVERYONE, NOBODY, Actor, members_of_key, shared
from auth.models import Unit, User
from auth.policy import get
from auth.roles import holders as holders_of_role
from portal.core import clock, db, events, working_time
from portal.core.errors import NotFound
from portal.core.subjects import ref
from portal.groups import group_id_of, holders

from ..desks.cases import hand_in, reads
from ..desks.models import Case
from ..desks.queries import fitting
from ..models import Question, Tag
from .choosing import choose
from .events import HelpWanted, NobodyAnswers
from .models import Asking, Invitation

FIRST, MORE = 2, 3
FASTER = {"normal": 1.0, "soon": 0.5, "now": 0.25}


class Step(NamedTuple):
    """What is done once the question has waited so long in working time."""

    after: timedelta
    act: Callable[[Question], None]


def begin(question: Question) -> None:
    """Has people be looked for, from the first step on."""
    now = clock.now()
    row = {"stage": 0, "begun_at": now, "due_at": _due(question, 0, now)}
    db.upsert(Asking, {"question_id": question.id} | row, keys=("question_id",), update=row)


def end(question_id: int) -> None:
    """Has nobody be looked for any more. Who was invited stays invited: a second answer may be the better one."""
    db.session.execute(delete(Asking).where(Asking.question_id == question_id))


def advance(question_id: int, stage: int) -> None:
    """Takes the step, where it is due and was not taken before; ends where the question needs nobody any more."""
    asking = db.session.get(Asking, question_id, with_for_update=True, populate_existing=True)
    if asking is None or asking.stage != stage or asking.due_at is None or asking.due_at > clock.now():
        return
    question = db.session.get_one(Question, question_id)
    if question.state != "open" or question.audience == NOBODY:
        db.session.delete(asking)
        return
    STEPS[asking.stage].act(question)
    asking.stage += 1
    asking.due_at = _due(question, asking.stage, asking.begun_at)


def _due(question: Question, stage: int, begun_at: datetime) -> datetime | None:
    if stage >= len(STEPS):
        return None
    country = select(Unit.country).join(User, User.site_id == Unit.id).where(User.id == question.author_id)
    hours = working_time.company(db.session.scalar(country) or "")
    needed = STEPS[stage].after * FASTER[question.urgency]
    return working_time.after(begun_at, needed, hours)


def invite(question: Question, most: int) -> None:
    """Invites the likeliest of those who were not invited yet."""
    chosen = choose(question, most)
    now = clock.now()
    for one in chosen:
        why: dict[str, Any] = {"reason": one.reason, "topic": one.topic, "number": one.number}
        db.session.add(Invitation(question_id=question.id, user_id=one.user_id, at=now, **why))
        db.session.flush()
        events.publish(HelpWanted(**_said(question), user_id=one.user_id, **why))


def decline(actor: Actor, question_id: int) -> None:
    """Takes the word of somebody who was invited that it is not for them; somebody else is invited. Raises NotFound."""
    question = get(actor, Question, question_id)
    mine = select(Invitation).where(Invitation.question_id == question.id, Invitation.user_id == actor.id)
    invitation = db.session.scalars(mine.with_for_update()).one_or_none()
    if invitation is None:
        raise NotFound
    if invitation.declined_at is None:
        invitation.declined_at = clock.now()
        db.session.flush()
        if question.state == "open":
            invite(question, 1)


def _ask_the_desk(question: Question) -> None:
    """Puts the question on the board of the desk that fits best, is there, takes more, and may read it."""
    if db.session.get(Case, question.id) is not None:
        return
    slugs = db.session.scalars(select(Tag.slug).where(Tag.question_id == question.id))
    able = (row for row in fitting(slugs) if not row.is_full and not row.away and reads(row.desk.id, question.audience))
    row = next(able, None)
    if row is not None:
        hand_in(question, row.desk, by=0)


def _tell_who_looks_after_it(question: Question) -> None:
    """Says that nobody has answered: to hosts in a group, to community managers who may see it elsewhere."""
    if group_id_of(question.audience) is not None:
        people = holders(f"{question.audience}:managers")
    else:
        people = holders_of_role("community-manager")
        if question.audience != EVERYONE:
            people = people.where(User.id.in_(members_of_key(question.audience)) | shared(question.audience))
    events.publish(NobodyAnswers(**_said(question), people=tuple(sorted(db.session.scalars(people)))))


def _said(question: Question) -> dict[str, Any]:
    return {"actor_id": question.author_id, "subject": ref(question), "audience": question.audience}


STEPS = (
    Step(timedelta(), lambda question: invite(question, FIRST)),
    Step(timedelta(hours=4), lambda question: invite(question, MORE)),
    Step(timedelta(hours=8), _ask_the_desk),
    Step(timedelta(hours=12), _tell_who_looks_after_it),
)
"""A working day has nine hours: more people and a desk are asked on the same day, somebody is told on the next."""
