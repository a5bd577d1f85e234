"""The one page of the style guide."""

from flask import Blueprint, Response

from auth.session import actor
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.web import page

blueprint = Blueprint("styleguide", __name__)


@blueprint.get("/styleguide")
def index() -> Response:
    if not actor().has("it-admin", "community-manager"):
        raise NotFound
    return page("styleguide/index.html", at=clock.now())
