"""The page of roles."""

from typing import Any

from flask import Blueprint, Response, request

from auth import roles
from auth.again import confirmed
from auth.session import actor
from portal.core.i18n import _
from portal.core.web import go, page, parse, redraw

from . import queries
from .forms import GrantForm, MappingForm, RevokeForm

blueprint = Blueprint("roles", __name__, url_prefix="/admin/roles")


@blueprint.get("")
def index() -> Response:
    role = request.args.get("role", "")
    grants = queries.grants(actor(), role, request.args.get("after"))
    shown: dict[str, Any] = {"mappings": queries.mappings(actor()), "roles": roles.ROLES}
    shown |= {"choices": queries.choices(actor()), "known": queries.groups_come_from()}
    return page("roles/list.html", grants=grants, role=role, **shown)


@blueprint.post("")
@redraw(index)
@confirmed
def grant() -> Response:
    form = parse(GrantForm)
    user = queries.somebody(form.person)
    roles.grant_role(actor(), user, form.role, unit_id=form.unit, last_day=form.last_day, reason=form.reason)
    return go("roles.index", say=_("%(name)s has the role now.", name=user.name))


def _index_of(grant_id: int) -> Response:  # noqa: ARG001  (the page of all stands for each of its rows)
    return index()


@blueprint.delete("/<int:grant_id>")
@redraw(_index_of)
@confirmed
def revoke(grant_id: int) -> Response:
    roles.revoke_role(actor(), grant_id, reason=parse(RevokeForm).reason)
    return go("roles.index", say=_("The role is taken."))


@blueprint.post("/groups")
@redraw(index)
@confirmed
def map_group() -> Response:
    form = parse(MappingForm)
    source = queries.require_source(form.source)
    roles.map_group(actor(), source, form.group_key, form.mapped_role, unit_id=form.mapped_unit)
    said = _("Members of the group get the role: known ones soon, others with the next sign-in or sync.")
    return go("roles.index", say=said)


@blueprint.delete("/groups/<int:mapping_id>")
@confirmed
def unmap_group(mapping_id: int) -> Response:
    roles.unmap_group(actor(), mapping_id)
    return go("roles.index", say=_("Nothing follows from the group any more."))
