"""Pages of topics: all of them, one with what slices above show of it, and looking after it."""

from flask import Blueprint, Response, request

from auth.policy import can, require
from auth.session import actor
from portal.core import sections
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.web import fragment, go, limit, page, parse, redraw, wants_fragment

from . import actions, queries
from .forms import MergerForm, TopicForm
from .models import Topic
from .slug import slug_of

blueprint = Blueprint("topics", __name__, url_prefix="/topics")


@blueprint.get("")
def index() -> Response:
    who, after = actor(), request.args.get("after")
    topics = queries.listed(after=after)
    if wants_fragment():
        return fragment("topics/_list.html", topics=topics)
    further = sections.build("topics", who, None)
    return page("topics/list.html", topics=topics, followed=queries.followed(who), sections=further)


@blueprint.get("/<name>")
def show(name: str) -> Response:
    who = actor()
    topic = queries.shown(who, name)
    if not topic.slug:
        raise NotFound
    if topic.slug != name:
        return go("topics.show", name=topic.slug)
    may_manage = can(who, "manage", topic.topic or Topic())
    return page("topics/show.html", topic=topic, may_manage=may_manage, sections=sections.build("topic", who, topic))


@blueprint.post("/<name>/follow")
@limit("60 per minute")
def follow(name: str) -> Response:
    actions.follow(actor(), name)
    return go("topics.show", name=slug_of(name), say=_("You hear of what is new there."))


@blueprint.delete("/<name>/follow")
def unfollow(name: str) -> Response:
    actions.unfollow(actor(), name)
    return go("topics.show", name=slug_of(name), say=_("You no longer hear of it."))


@blueprint.get("/<name>/edit")
def edit(name: str) -> Response:
    who = actor()
    require(who, "manage", Topic())
    topic = queries.shown(who, name)
    known = topic.topic or Topic(name_de="", name_en="", about_de="", about_en="")
    merged, words = queries.merged_into(known), ", ".join(queries.synonyms_of(known))
    into = slug_of(request.args.get("into", "")).replace("-", " ")
    return page("topics/edit.html", topic=topic, known=known, merged=merged, synonyms=words, into=into)


@blueprint.put("/<name>")
@redraw(edit)
def update(name: str) -> Response:
    topic = actions.describe(actor(), name, parse(TopicForm))
    return go("topics.show", name=topic.slug, say=_("Saved."))


@blueprint.post("/<name>/merger")
@redraw(edit)
def merge(name: str) -> Response:
    into = actions.merge(actor(), name, parse(MergerForm))
    return go("topics.edit", name=into.slug, say=_("Both are one topic now. You can part them here."))


@blueprint.post("/<name>/proposal")
@limit("20 per hour")
@redraw(show)
def propose(name: str) -> Response:
    actions.propose_merger(actor(), name, parse(MergerForm))
    return go("topics.show", name=slug_of(name), say=_("Thank you. The community managers decide on it."))


@blueprint.delete("/merged/<int:topic_id>")
def part(topic_id: int) -> Response:
    topic = queries.merged_topic(topic_id)
    actions.part(actor(), topic)
    return go("topics.edit", name=topic.slug, say=_("They are two topics again."))
