"""Forgetting reports about what is gone, and noting what is over."""

from portal.core.jobs import enqueue, every, job
from portal.core.purging import delete_some
from portal.core.subjects import Ref

from .models import Reading, Report
from .reading.actions import end_all, end_what_is_over


@job
def forget_reports(*, kind: str, subject_id: int) -> None:
    """Deletes the next reports about a subject that is gone, and what was asked of them, and asks for the rest."""
    end_all(Ref(kind, subject_id), "gone")
    delete_some(Reading, Reading.subject_kind == kind, Reading.subject_id == subject_id)
    if delete_some(Report, Report.subject_kind == kind, Report.subject_id == subject_id):
        enqueue(forget_reports, kind=kind, subject_id=subject_id)


@every(minutes=1)
def end_readings() -> None:
    """Notes the end of what may not be read any more."""
    end_what_is_over()
