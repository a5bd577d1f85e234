"""The first page of those who look after people: what they ask most, and how sources and doors are."""

from flask import Response

from auth.again import confirmed
from auth.session import actor
from portal.core.i18n import _
from portal.core.web import go, page, parse, redraw
from portal.roles import somebody

from .. import health, naming, queries
from ..forms import AskForm, NamingForm
from ..policy import looks_after_everybody
from ..why import group_named
from .blueprint import blueprint


@blueprint.get("/admin")
def first_page() -> Response:
    return go("admin.overview")


@blueprint.get("/admin/health")
def overview() -> Response:
    who = actor()
    return page(
        "admin/overview.html",
        sources=health.of_sources(who),
        doors=health.of_doors(who),
        everywhere=looks_after_everybody(who),
        is_alone=health.has_one_admin(who),
    )


@blueprint.post("/admin/why")
@redraw(overview)
def ask() -> Response:
    who = actor()
    health.of_sources(who)
    form = parse(AskForm)
    asked = queries.account(who, somebody(form.person).id)
    group_named(who, form.group)
    return go("admin.person", user_id=asked.user.id, group=form.group)


@blueprint.get("/admin/leavers")
def leavers() -> Response:
    return page("admin/leavers.html", rule=naming.rule(actor()))


@blueprint.put("/admin/leavers")
@redraw(leavers)
@confirmed
def choose_naming() -> Response:
    naming.choose(actor(), parse(NamingForm))
    return go("admin.leavers", say=_("Saved. It holds for everybody who leaves from now on."))
