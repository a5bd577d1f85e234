"""The preview of a text, and pasted text made clean."""

from flask import Blueprint, Response, request

from portal.core import text
from portal.core.web import fragment, limit
from portal.people import mentionable

from . import paste

blueprint = Blueprint("editor", __name__, url_prefix="/editor")


@blueprint.post("/preview")
@limit("240 per minute")
def preview() -> Response:
    rendered = text.render(request.form.get("text", "")[: text.MOST_CHARACTERS], mentionable)
    return fragment("editor/_preview.html", html=text.shown(rendered.html))


@blueprint.post("/paste")
@limit("120 per minute")
def pasted() -> Response:
    markdown = paste.to_markdown(request.form.get("html", ""))[: text.MOST_CHARACTERS]
    return Response(markdown, mimetype="text/plain")
