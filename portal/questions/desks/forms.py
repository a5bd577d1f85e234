"""What may be sent in about desks, their questions and their texts."""

import re
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import BeforeValidator, Field

from portal.core.errors import Invalid
from portal.core.forms import EntityId, Form, Line, OptionalDay, OptionalId, Prose
from portal.core.i18n import _

from .models import BLOCK, NAME, NOTE, NOTICE, PURPOSE

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


Day = Annotated[int, Field(ge=0, le=6)]
Bound = Annotated[Annotated[int, Field(ge=1, le=999)] | None, BeforeValidator(_empty_is_none)]


class DeskForm(Form):
    """How a desk is set up: `leads` and `members` are names or handles, `tags` is what it knows about."""

    unit_id: EntityId
    name_de: Annotated[str, Line(NAME, 1)]
    name_en: Annotated[str, Line(NAME, 1)]
    purpose_de: Annotated[str, Line(PURPOSE, 1)]
    purpose_en: Annotated[str, Line(PURPOSE, 1)]
    leads: Annotated[str, Line(1000, 1)]
    members: Annotated[str, Line(2000)] = ""
    tags: Annotated[str, Line(400, 1)]
    days: Annotated[tuple[Day, ...], Field(max_length=7)] = ()
    opens: Annotated[str, Line(5, 1)] = "08:00"
    closes: Annotated[str, Line(5, 1)] = "17:00"
    zone: Annotated[str, Line(40, 1)]
    within: int = Field(default=9, ge=1, le=90)
    most_open: Bound = None
    away_de: Annotated[str, Line(NOTICE)] = ""
    away_en: Annotated[str, Line(NOTICE)] = ""
    away_from: OptionalDay = None
    away_until: OptionalDay = None

    def values(self) -> dict[str, Any]:
        """Gives the columns of the desk. Raises Invalid for hours and an absence that cannot be."""
        opens, closes = _minutes("opens", self.opens), _minutes("closes", self.closes)
        if closes <= opens:
            raise Invalid("closes", _("The desk closes after it opens."))
        if not self.days:
            raise Invalid("days", _("Choose at least one day."))
        if self.zone not in available_timezones():
            raise Invalid("zone", _("This time zone is not known. Europe/Berlin is one."))
        self._check_absence()
        kept = self.model_dump(exclude={"leads", "members", "tags"})
        return kept | {"opens": opens, "closes": closes, "days": sorted(set(self.days))}

    def _check_absence(self) -> None:
        if not self.away_from and not self.away_until:
            return
        if not self.away_from or not self.away_until or self.away_until < self.away_from:
            raise Invalid("away_until", _("Say the first day and the last one."))
        if not self.away_de or not self.away_en:
            raise Invalid("away_en" if self.away_de else "away_de", _("Say in both languages what holds meanwhile."))


def _minutes(field: str, said: str) -> int:
    found = _CLOCK.fullmatch(said)
    if found is None:
        raise Invalid(field, _("This is not a time of day. 08:00 is one."))
    return int(found[1]) * 60 + int(found[2])


class GivingForm(Form):
    """Which colleague at the desk is to answer; empty for oneself."""

    holder: OptionalId = None


class HandOverForm(Form):
    """The desk that is to answer, by its slug, and why."""

    desk: Annotated[str, Line(60, 1)]
    note: Annotated[str, Line(NOTE)] = ""


class TextForm(Form):
    """Words that a desk has ready: in one language or both, each with its title."""

    title_de: Annotated[str, Line(NAME)] = ""
    body_de: Annotated[str, Prose(BLOCK)] = ""
    title_en: Annotated[str, Line(NAME)] = ""
    body_en: Annotated[str, Prose(BLOCK)] = ""
    tags: Annotated[str, Line(200)] = ""
    valid_until: OptionalDay = None
    version: int = Field(default=1, ge=1, le=2**31)
