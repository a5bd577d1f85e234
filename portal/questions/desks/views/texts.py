"""The pages of the texts that a desk has ready, and how one of them comes into an answer."""

from typing import Any

from flask import Response, request

from auth.policy import require
from auth.session import actor
from portal.core import i18n
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.web import go, page, parse, redraw, wants_fragment

from ...queries.rows import question_row
from .. import board, cases, library, queries
from ..forms import TextForm
from ..keys import works_at
from ..models import Desk
from . import blueprint


@blueprint.get("/desks/<slug>/texts")
def texts(slug: str) -> Response:
    row = queries.desk(slug)
    return _listed("questions/desks/texts.html", row.desk, i18n.language(), row=row, question=None)


def _listed(template: str, desk: Desk, language: str, **shown: Any) -> Response:
    q = request.args.get("q", "")[:100]
    found = library.texts(actor(), desk, language, q, request.args.get("after"))
    here = request.path
    chosen = "questions/desks/_texts.html" if wants_fragment() else template
    return page(chosen, texts=found, q=q, here=here, **shown)


@blueprint.get("/questions/<int:question_id>/texts")
def texts_for_answer(question_id: int) -> Response:
    who = actor()
    question, place = question_row(who, question_id), board.place_of(question_id)
    if place is None or not works_at(who, place.desk.desk.id):
        raise NotFound
    return _listed("questions/desks/texts.html", place.desk.desk, question.language, row=place.desk, question=question)


@blueprint.get("/desks/<slug>/texts/new")
def new_text(slug: str) -> Response:
    row = queries.desk(slug)
    require(actor(), "edit", row.desk)
    return page("questions/desks/text.html", row=row, block=None)


@blueprint.post("/desks/<slug>/texts")
@redraw(new_text)
def keep_text(slug: str) -> Response:
    library.keep_text(actor(), cases.desk_called(slug), parse(TextForm))
    return go("desks.texts", slug=slug, say=_("The text is ready for answers."))


@blueprint.get("/desks/<slug>/texts/<int:block_id>")
def edit_text(slug: str, block_id: int) -> Response:
    return page("questions/desks/text.html", row=queries.desk(slug), block=library.text_of(actor(), slug, block_id))


@blueprint.put("/desks/<slug>/texts/<int:block_id>")
@redraw(edit_text)
def change_text(slug: str, block_id: int) -> Response:
    library.change_text(actor(), library.text_of(actor(), slug, block_id), parse(TextForm))
    return go("desks.texts", slug=slug, say=_("Your changes are there."))


@blueprint.delete("/desks/<slug>/texts/<int:block_id>")
def drop_text(slug: str, block_id: int) -> Response:
    library.drop_text(actor(), library.text_of(actor(), slug, block_id))
    return go("desks.texts", slug=slug, say=_("The text is gone. Answers that were written with it stay."))
