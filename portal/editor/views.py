"""The preview of a text, and pasted text made clean."""

from flask import Blueprint, Response, request

from auth.session import actor
from portal.core import text
from portal.core.web import fragment, limit
from portal.groups import group_options
from portal.people import mention_options, mentionable

from . import cards, faces, to_markdown

blueprint = Blueprint("editor", __name__, url_prefix="/editor")


@blueprint.post("/preview")
@limit("240 per minute")
def preview() -> Response:
    rendered = text.render(request.form.get("text", "")[: text.MOST_CHARACTERS], mentionable)
    return fragment("editor/_preview.html", html=text.shown(rendered.html))


@blueprint.post("/paste")
@limit("120 per minute")
def pasted() -> Response:
    markdown = to_markdown(request.form.get("html", ""))[: text.MOST_CHARACTERS]
    return Response(markdown, mimetype="text/plain")


@blueprint.get("/names")
def names() -> Response:
    typed = request.args.get("q", "")[:80]
    people = [] if typed.startswith("group/") else mention_options(typed, 6)
    return fragment("editor/_names.html", people=people, groups=group_options(typed))


@blueprint.get("/faces")
def signs() -> Response:
    return fragment("editor/_faces.html", faces=faces.find(request.args.get("q", "")[:40]))


@blueprint.get("/card")
def link_card() -> Response:
    return fragment("editor/_card.html", card=cards.card_of(actor(), request.args.get("path", "")[:300]))
