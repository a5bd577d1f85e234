"""The pages on which one looks at, moves, splits, passes on and shares a post that is there."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from auth.policy import get, require
from auth.session import actor
from portal.comments import thread
from portal.core.errors import Forbidden
from portal.core.i18n import _
from portal.core.web import go, limit, page, parse, redraw
from portal.groups import moderates, places

from .. import queries
from ..actions import ref_of, remove_post
from ..forms import RemovalForm, new_key
from ..models import Post
from ..policy import may_create
from .forms import MoveForm, PassForm, ShareForm, SplitForm
from .history import history, take_out_version
from .moving import move_post, split_post
from .passing import pass_on, share_post

blueprint = Blueprint("life", __name__, url_prefix="/posts")


def _post(post_id: int) -> tuple[Post, queries.PostRow]:
    return get(actor(), Post, post_id), queries.post_row(actor(), post_id)


@blueprint.get("/<int:post_id>/history")
def versions(post_id: int) -> Response:
    post, row = _post(post_id)
    typed = request.args.get("before", "")
    before = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    may_take_out = moderates(actor(), post.audience)
    return page("posts/history.html", post=row, history=history(post, before), may_take_out=may_take_out)


@blueprint.get("/<int:post_id>/history/<int:version>/removal")
def ask_version(post_id: int, version: int) -> Response:
    post, row = _post(post_id)
    require(actor(), "moderate", post)
    return page("posts/version.html", post=row, version=version)


@blueprint.delete("/<int:post_id>/history/<int:version>")
@redraw(ask_version)
def take_out(post_id: int, version: int) -> Response:
    post, _row = _post(post_id)
    take_out_version(actor(), post, version, parse(RemovalForm).reason)
    return go("life.versions", post_id=post_id, say=_("Those words are gone."))


@blueprint.get("/<int:post_id>/move")
def ask_move(post_id: int) -> Response:
    post, row = _post(post_id)
    require(actor(), "manage", post)
    return page("posts/move.html", post=row, places=_other_places(post))


@blueprint.put("/<int:post_id>/place")
@redraw(ask_move)
def move(post_id: int) -> Response:
    post, _row = _post(post_id)
    form = parse(MoveForm)
    move_post(actor(), post, form.audience, form.reason)
    row = queries.post_row(actor(), post_id)
    return go(row.url, say=_("The post stands in %(place)s now.", place=row.place))


def _other_places(post: Post) -> list[Any]:
    return [place for place in places(actor()) if place.key != post.audience]


@blueprint.get("/<int:post_id>/split")
def ask_split(post_id: int) -> Response:
    post, row = _post(post_id)
    require(actor(), "moderate", post)
    if not may_create(actor(), Post(audience=post.audience, author_id=actor().id)):
        raise Forbidden
    said = thread(actor(), ref_of(post_id), after=request.args.get("after"))
    return page("posts/split.html", post=row, thread=said, key=request.form.get("key") or new_key())


@blueprint.post("/<int:post_id>/split")
@limit("30 per minute")
@redraw(ask_split)
def split(post_id: int) -> Response:
    post, _row = _post(post_id)
    form = parse(SplitForm)
    new = split_post(actor(), post, form, form.comments)
    return go(queries.url_of(new.id, new.title, new.plain), say=_("The comments go on here."))


@blueprint.get("/<int:post_id>/share")
def ask_share(post_id: int) -> Response:
    post, row = _post(post_id)
    return page("posts/share.html", post=row, places=_other_places(post))


@blueprint.post("/<int:post_id>/shares")
@limit("20 per minute")
@redraw(ask_share)
def share(post_id: int) -> Response:
    post, row = _post(post_id)
    form = parse(ShareForm)
    found = share_post(actor(), post, form.handles(), form.note)
    said = [_("Told: %(names)s.", names=", ".join(found.told))] if found.told else []
    if found.left_out:
        said.append(_("Left out, since they may not see it: %(names)s.", names=", ".join(found.left_out)))
    return go(row.url, say=" ".join(said))


@blueprint.post("/<int:post_id>/cards")
@limit("20 per minute")
@redraw(ask_share)
def put_card(post_id: int) -> Response:
    post, row = _post(post_id)
    card = pass_on(actor(), post, parse(PassForm).audience)
    undo = url_for("life.take_card", post_id=post_id, card_id=card.id)
    place = next((place.name for place in places(actor()) if place.key == card.audience), "")
    return go(row.url, say=_("A card in %(place)s leads here now.", place=place), undo=undo)


@blueprint.post("/<int:post_id>/cards/<int:card_id>/removal")
def take_card(post_id: int, card_id: int) -> Response:
    _whole, row = _post(post_id)
    remove_post(actor(), get(actor(), Post, card_id))
    return go(row.url, say=_("The card is gone."))
