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
    due = select(Asking.question_id, Asking.stage).where(Asking.due_at <= clock.now()).order_by(Asking.due_at)
    for question_id, stage in db.session.execute(due.limit(BATCH)).all():
        enqueue(take_the_step, key=f"{question_id}:{stage}", question_id=question_id, stage=stage)


@job
def take_the_step(*, question_id: int, stage: int) -> None:
    """Takes this step of one question, where it is still due and was not taken yet."""
    steps.advance(question_id, stage)
