"""Forgetting reactions to what is gone."""

from portal.core.jobs import enqueue, job
from portal.core.purging import delete_some

from .models import Reaction


@job
def forget_reactions(*, kind: str, subject_id: int) -> None:
    """Deletes the next reactions to a subject that is gone, and asks for those behind them."""
    if delete_some(Reaction, Reaction.subject_kind == kind, Reaction.subject_id == subject_id):
        enqueue(forget_reactions, kind=kind, subject_id=subject_id)
