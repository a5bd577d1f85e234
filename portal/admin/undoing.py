"""What taking a run back means, in numbers, before anybody does it."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy import func, select

from auth.audience import Actor
from auth.provisioning.models import Change, Run
from portal.core import db
from portal.core.errors import Conflict
from portal.core.i18n import _

from .previews import Seen, may_carry_out
from .sync import can_undo


class Undoing(NamedTuple):
    """A run that would be taken back, how many later ones with it, and how many accounts and units are concerned."""

    seen: Seen
    later: int
    closed: int
    opened: int
    changed: int
    units: int


def undoing(actor: Actor, run_id: int) -> Undoing:
    """Gives what taking a run and all later ones of its source back means. Raises NotFound, Forbidden, Conflict."""
    seen = may_carry_out(actor, run_id)
    if not can_undo(seen.run):
        raise Conflict(_("There is nothing to take back."))
    runs = select(Run.id).where(Run.source == seen.run.source, Run.id >= run_id, Run.state == "applied")
    taken_over = (Change.choice == "same").label("taken_over")
    done = select(Change.kind, taken_over, func.count()).where(Change.state == "applied", Change.run_id.in_(runs))
    counts: Counter[str] = Counter()
    for kind, is_taken_over, count in db.session.execute(done.group_by(Change.kind, "taken_over")):
        counts[_fate(kind, is_taken_over=bool(is_taken_over))] += count
    later = (db.session.scalar(select(func.count()).select_from(runs.subquery())) or 1) - 1
    return Undoing(seen, later, counts["closed"], counts["opened"], counts["changed"], counts["units"])


def _fate(kind: str, *, is_taken_over: bool) -> str:
    """An account that was there before and was taken over goes back instead of being closed."""
    if kind.startswith("unit"):
        return "units"
    if kind == "deactivate":
        return "opened"
    return "closed" if kind in ("add", "reactivate") and not is_taken_over else "changed"
