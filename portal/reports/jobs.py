"""Forgetting reports about what is gone."""

from portal.core.jobs import enqueue, job
from portal.core.purging import delete_some

from .models import Report


@job
def forget_reports(*, kind: str, subject_id: int) -> None:
    """Deletes the next reports about a subject that is gone, and asks for the rest."""
    if delete_some(Report, Report.subject_kind == kind, Report.subject_id == subject_id):
        enqueue(forget_reports, kind=kind, subject_id=subject_id)
