"""Taking the steps that are due."""

from sqlalchemy import select

from portal.core import clock, db
from portal.core.jobs import enqueue, every, job

from . import steps
from .models import Asking

BATCH = 200


@every(minutes=2)
def look_for_answers() -> None:
    """Asks for the steps that are due, the longest due first; what is too much comes the next time."""
    due = select(Asking.question_id).where(Asking.due_at <= clock.now()).order_by(Asking.due_at).limit(BATCH)
    for question_id in db.session.scalars(due).all():
        enqueue(take_the_step, key=str(question_id), question_id=question_id)


@job
def take_the_step(*, question_id: int) -> None:
    """Takes the step of one question, where it is still due."""
    steps.advance(question_id)
