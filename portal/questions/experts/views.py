"""The page of who knows about what, saying whether one wants to be asked, and the parts of the pages of topics."""

from typing import Any

from flask import Blueprint, Response, request

from auth.audience import Actor
from auth.session import actor
from portal.core import navigation
from portal.core.i18n import _
from portal.core.sections import Section
from portal.core.web import fragment, go, limit, page, parse, wants_fragment
from portal.topics import Shown, slug_of

from ..queries import asked_under
from . import actions, queries

blueprint = Blueprint("experts", __name__, url_prefix="/experts")


@blueprint.get("")
def index() -> Response:
    themes = queries.themes(request.args.get("after"))
    if wants_fragment():
        return fragment("questions/experts/_themes.html", themes=themes)
    return page("questions/experts/list.html", themes=themes)


@blueprint.post("/<name>/stance")
@limit("60 per minute")
def say(name: str) -> Response:
    form = parse(actions.StanceForm)
    actions.take_stance(actor(), name, form)
    words = {"yes": _("Colleagues find you under this topic now."), "no": _("All right. You are not asked again.")}
    said = words.get(form.said) or _("All right. You are asked again some time.")
    if "back" in request.args:
        return go("experts.mine", say=said)
    return go("topics.show", name=slug_of(name), say=said)


@blueprint.delete("/<name>/stance")
def take_back(name: str) -> Response:
    actions.drop_stance(actor(), name)
    return go("experts.mine", say=_("Taken back. Nothing is kept of it."))


@blueprint.get("/mine")
def mine() -> Response:
    who = actor()
    said = queries.said_otherwise(who, request.args.get("after"))
    if wants_fragment():
        return fragment("questions/experts/_said.html", said=said)
    pages = navigation.items("me", who.roles, request.path)
    return page("questions/experts/mine.html", pages=pages, known=queries.said_yes(who), said=said)


def people(who: Actor, topic: Shown) -> Section:
    """Gives the part of a topic's page about those who know."""
    shown = {"topic": topic, "experts": queries.who_knows(who, topic), "stance": queries.stance_on(who, topic)}
    return Section("questions/experts/_people.html", shown)


def questions(who: Actor, topic: Shown) -> Section:
    """Gives the part of a topic's page with what was asked."""
    return Section("questions/experts/_questions.html", {"topic": topic, "questions": asked_under(who, topic)})


def busy(who: Actor, _page: Any) -> Section:
    """Gives the part of the page of all topics with what much is asked about, and what has nobody."""
    asked = queries.much_asked(who)
    return Section("questions/experts/_busy.html", {"asked": asked, "deserted": queries.without_anybody(who, asked)})
