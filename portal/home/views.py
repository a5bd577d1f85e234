"""The home page, a group's feed, where new things begin."""

from flask import Blueprint, Response, request

from auth.session import actor
from portal.core.web import fragment, go, page, wants_fragment
from portal.groups import belongs, group_frame
from portal.posts import new_key

from . import queries

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def start() -> Response:
    return go("home.index")


@blueprint.get("/home")
def index() -> Response:
    who = actor()
    view = request.args.get("view", "groups")
    view = view if view in queries.VIEWS else "groups"
    feed = queries.home_feed(who, view, request.args.get("after"))
    if wants_fragment():
        return fragment("home/_feed.html", feed=feed, view=view, older="home.index")
    return page("home/index.html", feed=feed, view=view, key=new_key())


@blueprint.get("/home/suggestions")
def suggested() -> Response:
    return fragment("home/_suggestions.html", perhaps=queries.perhaps(actor()))


def group(slug: str) -> Response:
    """Draws a group's page, which is its feed; the closed door for those who may not read it."""
    who = actor()
    frame = group_frame(who, slug)
    if not who.holds(frame.group.key):
        return page("home/closed.html", frame=frame)
    feed = queries.group_feed(who, frame.group, request.args.get("after"))
    if wants_fragment():
        return fragment("home/_feed.html", feed=feed, view=None, older="groups.show", slug=slug)
    may_write = belongs(who, frame.group.id) and frame.group.archived_at is None
    shown = {"may_write": may_write, "may_announce": may_write and frame.role == "owner"}
    return page("home/group.html", frame=frame, feed=feed, key=new_key(), **shown)


@blueprint.get("/new")
def new() -> Response:
    return page("home/new.html")


@blueprint.get("/shortcuts")
def shortcuts() -> Response:
    return fragment("home/_shortcuts_dialog.html") if wants_fragment() else page("home/shortcuts.html")
