"""Reporting, and saying that a report is settled."""

from typing import Any

from auth.audience import NOBODY, Actor
from auth.policy import get, require
from portal.core import clock, db, events, subjects
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref

from .events import Reported, ReportSettled
from .forms import ReportForm, SettleForm
from .models import Report
from .reading.queries import reports_on


def reportable(actor: Actor, about: Ref) -> Any:
    """Gives what somebody wants to report. Raises NotFound for what the actor does not see or nobody reports."""
    kind = subjects.get(about.kind)
    if "reports" not in kind.traits:
        raise NotFound
    return get(actor, kind.model, about.id)


def report(actor: Actor, form: ReportForm) -> None:
    """Tells those who look after the place, without saying who reports. Once a person and subject.

    Raises NotFound, Conflict for a second report and for what the actor wrote, Invalid for `other` without words.
    """
    about = Ref.parse(form.about)
    thing = reportable(actor, about)
    author_id = getattr(thing, "author_id", None)
    if author_id == actor.id:
        raise Conflict(_("You wrote this yourself. You can change or remove it."))
    if form.reason == "other" and not form.words:
        raise Invalid("words", _("Say in a few words what it is."))
    values = {"reporter_id": actor.id, "subject_kind": about.kind, "subject_id": about.id, "at": clock.now()}
    statement = db.insert(Report).values(**values, reason=form.reason, words=form.words).on_conflict_do_nothing()
    if db.session.scalar(statement.returning(Report.id)) is None:
        raise Conflict(_("You have reported this already. It is with those who look after the place."))
    said: dict[str, Any] = {"actor_id": actor.id, "subject": about, "audience": thing.audience}
    events.publish(Reported(**said, reason=form.reason, words=form.words, author_id=author_id))


def settle(actor: Actor, form: SettleForm) -> None:
    """Says of all reports about a thing that they were looked at, and what came of it.

    Raises NotFound where none waits, Forbidden for those who do not know what was reported.
    """
    about = Ref.parse(form.about)
    waiting = list(db.session.scalars(reports_on(about).with_for_update()))
    if not waiting:
        raise NotFound
    require(actor, "moderate", waiting[0])
    for one in waiting:
        one.settled_at = clock.now()
    db.session.flush()
    events.publish(ReportSettled(actor_id=actor.id, subject=about, audience=NOBODY, reason=form.reason))
