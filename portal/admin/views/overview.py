"""The first page of those who look after people: what they ask most, and how sources and doors are."""

from flask import Response

from auth.session import actor
from portal.core.web import go, page, parse, redraw
from portal.roles import somebody

from .. import health, queries
from ..forms import AskForm
from .blueprint import blueprint


@blueprint.get("/admin")
def first_page() -> Response:
    return go("admin.overview")


@blueprint.get("/admin/health")
def overview() -> Response:
    who = actor()
    return page("admin/overview.html", sources=health.of_sources(who), doors=health.of_doors(who))


@blueprint.post("/admin/why")
@redraw(overview)
def ask() -> Response:
    who = actor()
    health.of_sources(who)
    form = parse(AskForm)
    asked = queries.account(who, somebody(form.person).id)
    return go("admin.person", user_id=asked.user.id, group=form.group)
