"""The page where IT sets clients up, renews their tokens and ends them."""

from flask import Response

from auth.again import confirmed
from auth.session import actor
from portal.core.i18n import _
from portal.core.web import go, page, parse, redraw

from .. import tokens
from ..forms import DAYS, ClientForm, RenewForm
from . import pages
from .answers import base


@pages.get("/admin/scim")
def clients() -> Response:
    found = tokens.clients(actor())
    return page(
        "scim/clients.html", clients=found, scopes=tokens.SCOPES, days=DAYS, address=base(), most=tokens.AT_ONCE
    )


@pages.post("/admin/scim")
@redraw(clients)
@confirmed
def create() -> Response:
    source, secret = tokens.make_client(actor(), parse(ClientForm))
    return page("scim/made.html", client=source, secret=secret, address=base())


@pages.post("/admin/scim/<key>/tokens")
@redraw(lambda key: clients())  # noqa: ARG005  (the page of all clients needs no key)
@confirmed
def renew(key: str) -> Response:
    source, secret = tokens.renew(actor(), key, int(parse(RenewForm).days))
    return page("scim/made.html", client=source, secret=secret, address=base())


@pages.delete("/admin/scim/<key>/tokens/<int:token_id>")
@confirmed
def end(key: str, token_id: int) -> Response:
    tokens.end(actor(), key, token_id)
    return go("scim.clients", say=_("The token is no longer taken."))
