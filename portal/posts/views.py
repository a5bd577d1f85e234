"""Writing, reading and changing posts."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from auth.policy import get, require
from auth.session import actor
from portal.attachments import files_of, waiting_of
from portal.comments import thread
from portal.core import text
from portal.core.i18n import _
from portal.core.web import fragment, go, limit, page, parse, redraw, wants_fragment
from portal.groups import my_groups
from portal.people import mentionable

from . import actions, cards, queries
from .forms import EditForm, PostForm, RemovalForm
from .models import Post

blueprint = Blueprint("posts", __name__)


@blueprint.get("/posts/new")
def new() -> Response:
    audience = request.values.get("audience", "")
    places = queries.places(actor(), my_groups(actor()))
    sent = request.form.getlist("attachments")
    waiting = waiting_of(actor(), [int(n) for n in sent if n.isascii() and n.isdigit() and len(n) < 16])
    key = request.form.get("key") or queries.new_key()
    title = text.clean(request.args.get("title", ""))[:150]
    return page("posts/new.html", places=places, audience=audience, title=title, key=key, waiting=waiting)


@blueprint.get("/posts/places")
def places() -> Response:
    return fragment("posts/_places.html", places=queries.places(actor(), my_groups(actor())))


@blueprint.post("/posts")
@limit("30 per minute")
@redraw(new)
def create() -> Response:
    post = actions.publish_post(actor(), parse(PostForm))
    row = queries.post_row(actor(), post.id)
    return go(row.url, say=_("Your post is there."))


@blueprint.get("/posts/<int:post_id>", defaults={"slug": ""})
@blueprint.get("/posts/<int:post_id>-<slug>")
def show(post_id: int, slug: str) -> Response:
    who = actor()
    row = queries.post_row(who, post_id)
    if slug != row.slug and not wants_fragment():
        return go(row.url)
    post = get(who, Post, post_id)
    may = queries.rights(who, post)
    said = thread(who, actions.ref(post), after=request.args.get("after"), may_comment=may.comment)
    files = files_of(who, "post", [post_id])[post_id] if row.has_files else []
    shown: dict[str, Any] = {"html": text.shown(row.html), "foot": cards.foot(who, row), "files": files}
    return page("posts/show.html", post=row, may=may, thread=said, **shown)


@blueprint.get("/posts/<int:post_id>/foot")
def foot(post_id: int) -> Response:
    return Response(cards.foot(actor(), queries.post_row(actor(), post_id)))


@blueprint.get("/posts/<int:post_id>/edit")
def edit(post_id: int) -> Response:
    post = get(actor(), Post, post_id)
    require(actor(), "edit", post)
    files = files_of(actor(), "post", [post_id]).get(post_id, [])
    return page("posts/edit.html", post=post, row=queries.post_row(actor(), post_id), files=files)


@blueprint.put("/posts/<int:post_id>")
@redraw(edit)
def update(post_id: int) -> Response:
    post = get(actor(), Post, post_id)
    form = parse(EditForm)
    try:
        actions.edit_post(actor(), post, form)
    except actions.Stale as stale:
        row = queries.post_row(actor(), post_id)
        return page("posts/conflict.html", 409, post=stale.post, row=row, typed=form)
    return go(queries.post_row(actor(), post_id).url, say=_("Your changes are there."))


@blueprint.get("/posts/<int:post_id>/removal")
def removal(post_id: int) -> Response:
    post = get(actor(), Post, post_id)
    require(actor(), "remove", post)
    return page("posts/removal.html", post=post, row=queries.post_row(actor(), post_id))


@blueprint.delete("/posts/<int:post_id>")
@redraw(removal)
def delete(post_id: int) -> Response:
    post = get(actor(), Post, post_id)
    row = queries.post_row(actor(), post_id)
    actions.remove_post(actor(), post, parse(RemovalForm).reason)
    undo = url_for("posts.restore", post_id=post_id)
    return go(row.place_url or "home.index", say=_("The post is removed."), undo=undo)


@blueprint.post("/posts/<int:post_id>/restoration")
def restore(post_id: int) -> Response:
    actions.restore_post(actor(), post_id)
    return go(queries.post_row(actor(), post_id).url, say=_("The post is back."))


@blueprint.put("/posts/<int:post_id>/pin")
def pin(post_id: int) -> Response:
    actions.pin_post(actor(), get(actor(), Post, post_id))
    return go(queries.post_row(actor(), post_id).url, say=_("The post stands on top now."))


@blueprint.delete("/posts/<int:post_id>/pin")
def unpin(post_id: int) -> Response:
    actions.unpin_post(actor(), get(actor(), Post, post_id))
    return go(queries.post_row(actor(), post_id).url, say=_("The post is no longer pinned."))


@blueprint.put("/posts/<int:post_id>/bookmark")
def save(post_id: int) -> Response:
    actions.save_post(actor(), get(actor(), Post, post_id))
    return _marked(post_id, say=_("Kept for later."))


@blueprint.delete("/posts/<int:post_id>/bookmark")
def unsave(post_id: int) -> Response:
    actions.unsave_post(actor(), get(actor(), Post, post_id))
    return _marked(post_id, say=_("No longer kept."))


def _marked(post_id: int, *, say: str) -> Response:
    row: Any = queries.post_row(actor(), post_id)
    return Response(cards.foot(actor(), row)) if wants_fragment() else go(row.url, say=say)


@blueprint.post("/editor/preview")
@limit("120 per minute")
def preview() -> Response:
    rendered = text.render(request.form.get("text", "")[:20_000], mentionable)
    return fragment("posts/_preview.html", html=text.shown(rendered.html))
