"""The pages of sign-in for IT: list, form, switch, test."""

from flask import Blueprint, Response, request

from auth.session import actor
from portal.core import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.web import go, limit, page, redraw

from ... import providers
from ...again import confirmed
from .. import store
from ..contract import NAMES
from . import actions, fields

blueprint = Blueprint("providers", __name__, url_prefix="/admin/sign-in")


@blueprint.get("")
def index() -> Response:
    actions.require_right(actor())
    return page(
        "auth/providers.html",
        providers=providers.configured(),
        kinds=providers.kinds(),
        labels={kind.name: kind.label for kind in providers.kinds()},
        faults=store.faults(),
        reasons=NAMES,
    )


@blueprint.get("/new/<kind>")
def new(kind: str) -> Response:
    actions.require_right(actor())
    chosen = providers.kind(kind)
    return page("auth/provider.html", key="", kind=chosen, fields=fields.fields_of(chosen), kept=fields.shown({}))


@blueprint.post("/new/<kind>")
@redraw(new)
@confirmed
def create(kind: str) -> Response:
    key = actions.add_provider(actor(), providers.kind(kind), request.form)
    return go("providers.edit", key=key, say=_("Added. It is off until you switch it on."))


@blueprint.get("/<key>")
def edit(key: str) -> Response:
    row = actions.kept(actor(), key)
    chosen = providers.kind(row.kind)
    return page(
        "auth/provider.html", key=key, kind=chosen, fields=fields.fields_of(chosen), kept=fields.shown(row.settings)
    )


@blueprint.put("/<key>")
@redraw(edit)
@confirmed
def update(key: str) -> Response:
    actions.edit_provider(actor(), key, request.form)
    return go("providers.index", say=_("Saved."))


@blueprint.delete("/<key>")
@confirmed
def delete(key: str) -> Response:
    actions.remove_provider(actor(), key)
    return go("providers.index", say=_("Removed. The accounts stay."))


@blueprint.put("/<key>/switch")
@confirmed
def switch_on(key: str) -> Response:
    actions.switch_provider(actor(), key, is_on=True)
    return go("providers.index", say=_("People can sign in with it now."))


@blueprint.delete("/<key>/switch")
@confirmed
def switch_off(key: str) -> Response:
    actions.switch_provider(actor(), key, is_on=False)
    return go("providers.index", say=_("Nobody can sign in with it any more."))


@blueprint.post("/<key>/test")
@limit("20 per minute")
def test(key: str) -> Response:
    """Asks the provider's server with nothing open in the database, and with an end in time."""
    actions.require_right(actor())
    with db.reading():
        found = next((provider for provider in providers.configured() if provider.key == key), None)
    if found is None:
        raise NotFound
    findings = providers.kind(found.kind).test(found) if found.settings is not None else []
    return page("auth/provider_test.html", provider=found, findings=findings)
