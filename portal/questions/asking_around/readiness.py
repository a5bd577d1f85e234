"""How often somebody wants to be invited, and since when not at all."""

from pydantic import Field

from auth.audience import Actor
from portal.core import clock, db, i18n
from portal.core.errors import Invalid
from portal.core.forms import Form, OptionalDay
from portal.core.i18n import _

from .models import WEEKLY, Readiness

LONGEST = 366  # days


class ReadinessForm(Form):
    """At most how many invitations a week, 0 for none; the last day of an absence, empty for none."""

    weekly: int = Field(default=WEEKLY, ge=0, le=20)
    away_until: OptionalDay = None


def readiness(actor: Actor) -> Readiness:
    """Gives what the actor has chosen, otherwise what holds for all."""
    return db.session.get(Readiness, actor.id) or Readiness(user_id=actor.id, weekly=WEEKLY, away_until=None)


def choose_readiness(actor: Actor, form: ReadinessForm) -> None:
    """Keeps how often the actor wants to be invited. Raises Invalid for an absence that is over or lasts too long."""
    today = i18n.local(clock.now()).date()
    if form.away_until is not None and not 0 <= (form.away_until - today).days <= LONGEST:
        raise Invalid("away_until", _("Choose a day from today on, within a year."))
    chosen = {"weekly": form.weekly, "away_until": form.away_until}
    db.upsert(Readiness, {"user_id": actor.id} | chosen, keys=("user_id",), update=chosen)
