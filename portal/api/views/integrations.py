"""The page where IT administrators make, renew and end integrations."""

from flask import Response, request

from auth.session import actor
from portal.core.i18n import _
from portal.core.web import go, page, parse, redraw

from .. import queries
from ..actions import clients
from ..forms import DAYS, ClientForm, RenewForm
from ..scopes import SCOPES
from . import pages


@pages.get("/admin/integrations")
def integrations() -> Response:
    found = queries.integrations(actor(), request.args.get("after"))
    return page("api/integrations.html", integrations=found, scopes=SCOPES, days=DAYS)


@pages.post("/admin/integrations")
@redraw(integrations)
def create_integration() -> Response:
    client, secret = clients.create_client(actor(), parse(ClientForm))
    return page("api/made_client.html", client=client, secret=secret)


@pages.post("/admin/integrations/<int:client_id>/secret")
@redraw(integrations)
def renew_integration(client_id: int) -> Response:
    client = queries.client(client_id)
    secret = clients.renew_secret(actor(), client, int(parse(RenewForm).days))
    return page("api/made_client.html", client=client, secret=secret)


@pages.delete("/admin/integrations/<int:client_id>")
def revoke_integration(client_id: int) -> Response:
    clients.revoke_client(actor(), queries.client(client_id))
    return go("api.integrations", say=_("The integration has ended."))
