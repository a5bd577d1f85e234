"""The page of the own settings where one makes and revokes tokens and addresses for feed readers."""

from typing import Any

from flask import Response, request

from auth.session import actor
from portal.core.i18n import _
from portal.core.web import go, limit, page, parse, redraw
from portal.groups import my_groups

from .. import queries
from ..actions import tokens
from ..forms import DAYS, FeedForm, TokenForm
from ..scopes import SCOPES
from . import pages


@pages.get("/settings/access")
def access() -> Response:
    who = actor()
    shown: dict[str, Any] = {"tokens": queries.my_tokens(who), "feeds": queries.my_tokens(who, "feed")}
    return page("api/access.html", scopes=SCOPES, days=DAYS, **shown)


@pages.post("/settings/access/tokens")
@limit("30 per hour")
@redraw(access)
def create_token() -> Response:
    token, secret = tokens.create_token(actor(), parse(TokenForm))
    return page("api/made.html", token=token, secret=secret)


@pages.post("/settings/access/feeds")
@limit("30 per hour")
@redraw(access)
def create_feed() -> Response:
    who = actor()
    token, secret = tokens.create_feed_token(who, parse(FeedForm).place)
    root = request.url_root.rstrip("/")
    found = [(group.name, f"{root}/feeds/{secret}/{group.slug}.atom") for group in my_groups(who)]
    return page("api/made_feed.html", token=token, feeds=[(_("Whole company"), f"{root}/feeds/{secret}.atom"), *found])


@pages.delete("/settings/access/tokens/<int:token_id>")
def revoke_token(token_id: int) -> Response:
    tokens.revoke_token(actor(), token_id)
    return go("api.access", say=_("It is revoked and opens nothing any more."))
