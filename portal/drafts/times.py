"""From a clock on the wall to an instant and back. Twice a year a wall clock skips an hour or shows one twice."""

from datetime import UTC, datetime, timedelta

from portal.core import clock, i18n
from portal.core.errors import Invalid
from portal.core.i18n import _

from .forms import DueForm, known_zones
from .models import Draft

LONGEST = timedelta(days=366)


def instant(form: DueForm) -> datetime:
    """Gives the instant in UTC; of an hour that comes twice, the first.

    Raises Invalid for what is no date, time or zone, for an hour that does not exist on that day, and for one that is
    past or more than a year away.
    """
    zone = form.zone or i18n.zone_name()
    if zone not in known_zones():
        raise Invalid("zone", _("There is no such time zone."))
    try:
        shown = datetime.strptime(f"{form.day} {form.time}", "%Y-%m-%d %H:%M")  # noqa: DTZ007  (the zone comes next)
    except ValueError as error:
        raise Invalid("day", _("Choose a day and a time.")) from error
    there = shown.replace(tzinfo=i18n.zone(zone))
    moment = there.astimezone(UTC)
    if moment.astimezone(there.tzinfo).replace(tzinfo=None) != shown:
        raise Invalid("time", _("On that day the clocks go forward over this hour. Choose another time."))
    if moment <= clock.now():
        raise Invalid("time", _("This time has passed."))
    if moment > clock.now() + LONGEST:
        raise Invalid("day", _("Choose a day within the next year."))
    return moment


def due_fields(draft: Draft) -> dict[str, str]:
    """Gives day, time and zone of a draft as the fields of its form show them; no day and time where it is not due."""
    day, time = wall(draft.due_at, draft.zone) if draft.due_at else ("", "")
    return {"day": day, "time": time, "zone": draft.zone or i18n.zone_name()}


def wall(moment: datetime, zone: str) -> tuple[str, str]:
    """Gives day and time of an instant as the form's fields show them."""
    there = moment.astimezone(i18n.zone(zone or i18n.zone_name()))
    return there.strftime("%Y-%m-%d"), there.strftime("%H:%M")
