"""Atom feeds (RFC 4287) for programs that know no sign-in: the token stands in the address, and can be revoked."""

from typing import Any

from flask import Request, Response, make_response, render_template, request
from flask_login import current_user

from auth.audience import EVERYONE
from auth.session import actor, proven_by
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.web import public
from portal.groups import group_frame

from ..actions.tokens import FEEDS
from ..shapes.posts import feed as stretch_of
from . import pages
from .door import Holder, held


def from_address(sent: Request) -> Holder | None:
    """Reads the token that stands in the address of a feed."""
    secret = (sent.view_args or {}).get("secret", "")
    return held(secret, "feed") if secret.startswith(FEEDS) else None


@pages.get("/feeds/<secret>.atom", defaults={"slug": ""})
@pages.get("/feeds/<secret>/<slug>.atom")
@proven_by(from_address)
@public
def feed(secret: str, slug: str) -> Response:  # noqa: ARG001  (read as the proof)
    """A stranger, and who has a token that is over, finds nothing: a feed reader has nowhere to sign in."""
    if not current_user.is_authenticated:
        raise NotFound
    who = actor()
    group = group_frame(who, slug).group if slug else None
    posts = stretch_of(who, "all", group.key if group else EVERYONE, None).items
    title = group.name if group else _("Whole company")
    return _drawn(title=title, path=f"/groups/{slug}" if slug else "/home", posts=posts)


def _drawn(**shown: Any) -> Response:
    root = request.url_root.rstrip("/")
    response = make_response(render_template("api/feed.xml", root=root, **shown))
    response.content_type = "application/atom+xml; charset=utf-8"
    response.headers["Cache-Control"] = "private, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response
