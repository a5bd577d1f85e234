"""The tree of departments and sites."""

from typing import Any

from flask import Response

from auth.provisioning import units_due
from auth.session import actor
from portal.core.i18n import _
from portal.core.web import form_state, go, page, parse, redraw

from .. import actions, past, queries
from ..forms import PeopleFilter, ReorganiseForm, UnitForm
from ..policy import looks_after_everybody
from ..reorganising import belonging, follows
from .blueprint import blueprint


@blueprint.get("/admin/departments")
def units() -> Response:
    who = actor()
    shown: dict[str, Any] = {"departments": queries.tree(who, "department"), "sites": queries.tree(who, "site")}
    return page("admin/units.html", everywhere=looks_after_everybody(who), closed=past.closed_units(who), **shown)


@blueprint.post("/admin/departments")
@redraw(units)
def make_unit() -> Response:
    unit = actions.make_unit(actor(), parse(UnitForm))
    return go("admin.unit", unit_id=unit.id, say=_("Made."))


@blueprint.get("/admin/departments/<int:unit_id>")
def unit(unit_id: int) -> Response:
    who = actor()
    found = queries.unit(who, unit_id)
    tree = [branch for branch in queries.tree(who, found.kind) if branch.id != unit_id]
    people = queries.accounts(who, PeopleFilter(unit=unit_id))
    shown: dict[str, Any] = {"unit": found, "tree": tree, "people": people, "waiting": units_due.waiting(unit_id)}
    state = form_state()
    shown |= {"belonging": belonging(found), "chosen": state.all("people")}
    shown |= {"versions": past.versions(found), "successors": past.successors(found)}
    shown["predecessors"] = past.predecessors(found)
    shown["follows"] = follows(found, state.values, len(shown["chosen"]))
    return page("admin/unit.html", everywhere=looks_after_everybody(who), **shown)


@blueprint.post("/admin/departments/<int:unit_id>/changes")
@redraw(unit)
def reorganise(unit_id: int) -> Response:
    is_done = actions.reorganise(actor(), unit_id, parse(ReorganiseForm))
    return go("admin.unit", unit_id=unit_id, say=_("Done.") if is_done else _("It will be done on that day."))


@blueprint.delete("/admin/departments/<int:unit_id>/changes/<int:change_id>")
def call_off(unit_id: int, change_id: int) -> Response:
    actions.call_off(actor(), unit_id, change_id)
    return go("admin.unit", unit_id=unit_id, say=_("Called off."))
