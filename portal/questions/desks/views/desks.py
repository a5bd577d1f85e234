"""Which desks there are, one of them, how it is set up, and what the form for asking says of them."""

from typing import Any

from flask import Response, request

from auth.policy import can, require
from auth.session import actor
from portal.core import working_time
from portal.core.i18n import _
from portal.core.web import fragment, go, page, parse, redraw
from portal.people import choices
from portal.topics import slug_of

from ...forms import tags_of
from .. import cases, keys, queries, setting_up
from ..forms import DeskForm
from ..models import Desk
from . import blueprint


@blueprint.get("/desks")
def index() -> Response:
    who = actor()
    mine = set(keys.desks_of(who))
    return page("questions/desks/list.html", desks=queries.all_desks(), mine=mine, may_open=can(who, "create", Desk()))


@blueprint.get("/desks/<slug>")
def show(slug: str) -> Response:
    who, row = actor(), queries.desk(slug)
    shown: dict[str, Any] = {"people": queries.colleagues(row.desk.id), "solved": queries.solved(who, row.desk.id)}
    may = {"may_run": can(who, "manage", row.desk), "may_work": can(who, "edit", row.desk)}
    return page("questions/desks/show.html", row=row, topics=_topics(row.desk), **shown, **may)


def _topics(desk: Desk) -> list[tuple[str, str]]:
    return [(tag, slug_of(tag)) for tag in desk.tags]


@blueprint.get("/desks/new")
def new() -> Response:
    require(actor(), "create", Desk())
    return page("questions/desks/new.html", **_form(None))


def _form(desk: Desk | None) -> dict[str, Any]:
    people = queries.colleagues(desk.id) if desk else []
    names = {lead: ", ".join(f"@{one.slug}" for one in people if one.is_lead is lead) for lead in (True, False)}
    opens, closes = (queries.clock_time(getattr(desk or working_time.company(), name)) for name in ("opens", "closes"))
    found = choices()
    units = [(unit.id, unit.indented) for unit in (*found.departments, *found.sites)]
    shown: dict[str, Any] = {"desk": desk, "units": units, "leads": names[True], "members": names[False]}
    return shown | {"opens": opens, "closes": closes, "company": working_time.company(), "weekdays": queries.weekdays()}


@blueprint.post("/desks")
@redraw(new)
def create() -> Response:
    desk = setting_up.open_desk(actor(), parse(DeskForm))
    return go("desks.show", slug=desk.slug, say=_("The desk is open."))


@blueprint.get("/desks/<slug>/edit")
def edit(slug: str) -> Response:
    desk = cases.desk_called(slug)
    require(actor(), "manage", desk)
    return page("questions/desks/edit.html", **_form(desk))


@blueprint.put("/desks/<slug>")
@redraw(edit)
def update(slug: str) -> Response:
    setting_up.change_desk(actor(), cases.desk_called(slug), parse(DeskForm))
    return go("desks.show", slug=slug, say=_("The desk is set up."))


@blueprint.delete("/desks/<slug>")
def close(slug: str) -> Response:
    setting_up.close_desk(actor(), cases.desk_called(slug))
    return go("desks.index", say=_("The desk is closed. What it answered stays."))


@blueprint.get("/questions/desks")
def fit() -> Response:
    return fragment(
        "questions/desks/_fitting.html", **choosing(request.args.get("tags", ""), request.args.get("desk", ""))
    )


def choosing(tags: str, chosen: str) -> dict[str, Any]:
    """Gives what the form for asking says of desks: all of them, those that fit the tags, the one that was chosen."""
    found = queries.all_desks()
    slugs = [slug for tag in tags_of(tags[:200]) if (slug := slug_of(tag))]
    picked = next((row for row in found if row.desk.slug == chosen), None)
    return {"desks": found, "fitting": queries.fitting(slugs), "chosen": picked}
