"""The doors of the API below /api/v1, the page that explains it, the pages where one makes tokens and integrations."""

from importlib import import_module

from flask import Blueprint, Response

from . import limits

api = Blueprint("v1", __name__, url_prefix="/api/v1")
pages = Blueprint("api", __name__)

OPERATIONS: tuple[str, ...] = ("me", "people", "groups", "members", "posts", "announcements", "comments", "files")
OPERATIONS += ("questions", "questions_life", "invitations", "keeping", "desks", "topics", "life")
OPERATIONS += ("notifications", "search", "webhooks")
PAGES = ("access", "hooks", "integrations", "oauth", "feeds", "reference")


def open_doors() -> None:
    """Imports what registers operations and pages, in the order in which the document tells of them."""
    for name in (*OPERATIONS, *PAGES):
        import_module(f"{__name__}.{name}")


@api.after_request
def _head(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "private, no-store")
    response.headers["Vary"] = "Authorization"
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return limits.tell(response)
