"""Writing, reading and changing posts."""

from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.datastructures import FileStorage

from auth.policy import get, require
from auth.session import actor
from portal.attachments import File, attach, files_of, take_in_all, waiting_of
from portal.comments import gone_on, open_thread
from portal.core import browsers, text
from portal.core.errors import Forbidden, NotFound
from portal.core.i18n import _
from portal.core.web import Portal, form_state, fragment, go, limit, page, parse, redraw, wants_fragment
from portal.drafts import KEPT, Draft, DraftForm, DueForm, draft_of, due_fields, forget, schedule, store
from portal.groups import places
from portal.people import person

from . import actions, cards, drafting, queries, reach
from .forms import EditForm, PostForm, RemovalForm, new_key
from .models import TITLE, Post
from .tags import tag_options

blueprint = Blueprint("posts", __name__)


@blueprint.get("/posts/new")
def new() -> Response:
    draft = drafting.opened(actor(), request.args.get("draft", ""))
    title = text.clean(request.args.get("title", ""))[:TITLE] or draft.title
    audience = request.values.get("audience", draft.audience)
    shown: dict[str, Any] = {"places": places(actor()), "audience": audience, "title": title, "draft": draft}
    shown |= {"waiting": _waiting(draft.files)} | due_fields(draft)
    shown |= {"reach": _reach(audience), "key": _key(draft.key)}
    return page("posts/new.html", **shown)


def _key(kept: str) -> str:
    """What was sent with a key may not be sent with it again in other words."""
    return new_key() if form_state().error("key") else request.form.get("key") or kept or new_key()


def _reach(audience: str) -> reach.Reach | None:
    app: Portal = current_app._get_current_object()  # type: ignore[attr-defined]  # the application is Portal
    return reach.reach(actor(), audience, least=app.settings.broadcast_people) if audience else None


@blueprint.get("/posts/reach")
def reached() -> Response:
    return fragment("posts/_reach.html", reach=_reach(request.args.get("audience", "")[:64]))


@blueprint.get("/posts/places")
def audiences() -> Response:
    return fragment("posts/_places.html", places=places(actor()))


@blueprint.get("/posts/tags")
def tags() -> Response:
    return fragment("posts/_tags.html", tags=tag_options(actor(), request.args.get("q", "")[:80]))


@blueprint.post("/posts")
@limit("30 per minute")
@redraw(new)
def create() -> Response:
    kept = take_in_all(_uploads())
    wanted = request.form.get("do", "")
    if wanted in ("look", "draft", "schedule"):
        return new() if wanted == "look" else _put_by(wanted, kept)
    form = parse(PostForm)
    sent = [attach(actor(), one).id for one in kept]
    post = actions.publish_post(actor(), form.with_files(sent), alts=_alts())
    forget(actor(), form.key)
    return go(queries.url_of(post.id, post.title, post.plain), say=_("Your post is there."))


def _put_by(wanted: str, kept: list[Any]) -> Response:
    """Keeps a text that is not to be sent yet, or not now."""
    form = parse(DraftForm)
    files = (*form.attachments, *(attach(actor(), one).id for one in kept))
    put = form.model_copy(update={"attachments": files, "place": KEPT})
    stored = store(actor(), put, device=browsers.name(request.user_agent.string))
    if wanted == "draft":
        return go("drafts.index", say=_("Your draft is kept."))
    schedule(actor(), draft_of(actor(), stored.id), parse(DueForm))
    return go("drafts.index", say=_("Your post goes out by itself."))


@blueprint.get("/posts/<int:post_id>", defaults={"slug": ""})
@blueprint.get("/posts/<int:post_id>-<slug>")
def show(post_id: int, slug: str) -> Response:  # noqa: ARG001  (the address is compared whole)
    who = actor()
    try:
        row = queries.post_row(who, post_id)
    except NotFound:
        return go(gone_on(who, actions.ref_of(post_id)))
    if row.is_card:
        return go(queries.post_row(who, row.origin_id or 0).url)
    if request.path != row.url:
        return go(row.url)
    may = queries.rights(who, row)
    behind = request.args.get("after")
    said = open_thread(who, actions.ref_of(post_id), row.audience, after=behind, may_comment=may.comment)
    files = files_of(who, "post", [post_id]).get(post_id, []) if row.has_files else []
    shown: dict[str, Any] = {"html": text.shown(row.html), "files": files, "origin": queries.origin_of(who, row)}
    return page("posts/show.html", post=row, may=may, thread=said, **shown)


@blueprint.get("/people/<slug>/posts")
def by_person(slug: str) -> Response:
    author = person(slug)
    feed = cards.written(actor(), author.id, after=request.args.get("after"))
    return page("posts/_written.html" if wants_fragment() else "posts/by_person.html", person=author, feed=feed)


@blueprint.get("/posts/<int:post_id>/foot")
def foot(post_id: int) -> Response:
    return Response(cards.foot(actor(), queries.post_row(actor(), post_id)))


@blueprint.get("/posts/<int:post_id>/edit")
def edit(post_id: int) -> Response:
    who, number = actor(), request.args.get("draft", "")
    try:
        post = get(who, Post, post_id)
        require(who, "edit", post)
    except (NotFound, Forbidden):
        if not number:
            raise
        return go("posts.new", draft=number, say=_("The post can no longer be changed. Your text is here."))
    change = drafting.change_of(who, post, number)
    shown: dict[str, Any] = {"row": queries.post_row(who, post_id), "change": change}
    return page("posts/edit.html", post=post, files=_kept(_hanging(post_id), change.draft), **shown)


def _hanging(post_id: int) -> list[File]:
    return files_of(actor(), "post", [post_id]).get(post_id, [])


@blueprint.put("/posts/<int:post_id>")
@redraw(edit)
def update(post_id: int) -> Response:
    kept = take_in_all(_uploads())
    post = get(actor(), Post, post_id)
    form = parse(EditForm)
    form = form.with_files([attach(actor(), one).id for one in kept])
    try:
        actions.edit_post(actor(), post, form, alts=_alts())
    except actions.Stale as stale:
        row = queries.post_row(actor(), post_id)
        return page("posts/conflict.html", 409, post=stale.post, row=row, typed=form, files=_kept(_hanging(post_id)))
    forget(actor(), form.key)
    return go(queries.url_of(post.id, post.title, post.plain), say=_("Your changes are there."))


def _uploads() -> list[FileStorage]:
    """What was chosen without a script, which uploads at once; read before the first query, since it takes long."""
    return [upload for upload in request.files.getlist("upload") if upload.filename]


def _alts() -> dict[int, str]:
    named = ((name[4:], value) for name, value in request.form.items() if name.startswith("alt-"))
    return {int(number): text.clean(value) for number, value in named if number.isascii() and number.isdigit()}


def _sent() -> list[int]:
    return [int(n) for n in request.form.getlist("attachments") if n.isascii() and n.isdigit() and len(n) < 16]


def _waiting(kept: list[int]) -> list[File]:
    return _as_typed(waiting_of(actor(), _sent() if request.method == "POST" else kept))


def _kept(hanging: list[File], draft: Draft | None = None) -> list[File]:
    """Gives the files that hang on a post or, where a form was refused or is a draft, those that it named."""
    if request.method == "GET" and draft is None:
        return hanging
    sent = draft.files if draft is not None and request.method == "GET" else _sent()
    named = {file.id: file for file in (*hanging, *waiting_of(actor(), sent))}
    return _as_typed([named[number] for number in sent if number in named])


def _as_typed(files: list[File]) -> list[File]:
    alts = _alts()
    return [file._replace(alt=alts.get(file.id, file.alt)) for file in files]


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
    post = actions.restore_post(actor(), post_id)
    return go(queries.url_of(post.id, post.title, post.plain), say=_("The post is back."))


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
