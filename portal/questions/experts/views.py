"""The page of who knows about what, saying whether one wants to be asked, and the parts of the pages of topics."""

from typing import Any

from flask import Blueprint, Response

from auth.audience import Actor
from auth.session import actor
from portal.core.i18n import _
from portal.core.sections import Section
from portal.core.web import go, limit, page, parse
from portal.topics import Shown, slug_of

from ..queries import listed
from . import actions, queries

blueprint = Blueprint("experts", __name__, url_prefix="/experts")


@blueprint.get("")
def index() -> Response:
    return page("questions/experts/list.html", themes=queries.themes())


@blueprint.post("/<name>/stance")
@limit("60 per minute")
def say(name: str) -> Response:
    form = parse(actions.StanceForm)
    actions.take_stance(actor(), name, form)
    words = {"yes": _("Colleagues find you under this topic now."), "no": _("All right. You are not asked again.")}
    said = words.get(form.said) or _("All right. You are asked again some time.")
    return go("topics.show", name=slug_of(name), say=said)


def people(who: Actor, topic: Shown) -> Section:
    """Gives the part of a topic's page about those who know."""
    shown = {"topic": topic, "experts": queries.experts(who, topic), "stance": queries.stance(who, topic)}
    return Section("questions/experts/_people.html", shown)


def questions(who: Actor, topic: Shown) -> Section:
    """Gives the part of a topic's page with what was asked."""
    return Section("questions/experts/_questions.html", {"topic": topic, "questions": listed(who, tag=topic.slug)})


def busy(who: Actor, _page: Any) -> Section:
    """Gives the part of the page of all topics with what much is asked about, and what has nobody."""
    asked = queries.much_asked(who)
    return Section("questions/experts/_busy.html", {"asked": asked, "deserted": queries.without_anybody(who, asked)})
