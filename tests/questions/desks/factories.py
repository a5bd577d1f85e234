"""Desks for tests, opened through the actions that open them in the portal."""

from typing import Any

from auth.models import User
from portal.core import db
from portal.questions.desks.forms import DeskForm
from portal.questions.desks.models import Desk
from portal.questions.desks.setting_up import open_desk
from tests.factories import actor, make_unit, make_user


def form(lead: User, *members: User, **fields: Any) -> DeskForm:
    """A desk for travel that is there on weekdays from 8 to 17; `fields` say what is otherwise."""
    said: dict[str, Any] = {"name_de": "Reisestelle", "name_en": "Travel desk", "tags": "travel, train"}
    said |= {"purpose_de": "Alles zu Reisen.", "purpose_en": "All about travelling.", "zone": "Europe/Berlin"}
    said |= {"leads": f"@{lead.slug}", "members": ", ".join(f"@{one.slug}" for one in members)}
    said |= {"days": (0, 1, 2, 3, 4)} | (
        {} if "unit_id" in fields else {"unit_id": make_unit(f"Unit of {lead.name}").id}
    )
    return DeskForm(**(said | fields))


def make_desk(lead: User | None = None, *members: User, **fields: Any) -> Desk:
    """Opens a desk; without a lead somebody called Lena runs it."""
    boss = make_user("Petra", roles=("community-manager",))
    desk = open_desk(actor(boss), form(lead or make_user("Lena Lead"), *members, **fields))
    db.commit()
    return desk
