"""Sending the bytes of files to those who may see what they hang on: whole, in stretches, small, in other widths."""

import io
from functools import lru_cache

from flask import Response, request

from auth.policy import get
from auth.session import actor
from portal.core.errors import NotFound
from portal.core.web import file

from .. import queries
from ..models import Attachment
from . import blueprint


@blueprint.get("/files/<int:attachment_id>/thumb")
def thumb(attachment_id: int) -> Response:
    row = get(actor(), Attachment, attachment_id)
    if row.kind != "picture" and row.thumb_digest is None:
        raise NotFound
    if row.state != "ready":
        return _placeholder(row)
    return file(row.thumb_digest or row.digest, mimetype="image/webp", name=f"{row.id}.webp", download=False)


@blueprint.get("/files/<int:attachment_id>/waiting")
def waiting(attachment_id: int) -> Response:
    get(actor(), Attachment, attachment_id)
    return _grey_picture()  # also when it is ready by now: the page that asks was drawn before


@blueprint.get("/files/<int:attachment_id>/moving")
def moving(attachment_id: int) -> Response:
    row = get(actor(), Attachment, attachment_id)
    return file(queries.moving_of(row), mimetype="image/webp", name=f"{row.id}-moving.webp", download=False)


@blueprint.get("/files/<int:attachment_id>/<int:width>.<any(webp,avif):format>")
def rendition(attachment_id: int, width: int, format: str) -> Response:
    row = get(actor(), Attachment, attachment_id)
    if row.kind != "picture":
        raise NotFound
    if row.state != "ready":
        return _placeholder(row)
    digest = queries.rendition_of(row, width, format)
    mimetype = "image/webp" if digest in (row.digest, row.thumb_digest) else f"image/{format}"
    return file(digest, mimetype=mimetype, name=f"{row.id}-{width}.{format}", download=False)


@blueprint.get("/files/<int:attachment_id>/<path:name>")
def download(attachment_id: int, name: str) -> Response:  # noqa: ARG001  (the name is for people and for saving)
    row = get(actor(), Attachment, attachment_id)
    if row.kind == "picture" and row.state in ("waiting", "checking"):
        return _placeholder(row)
    wanted = "download" in request.args or row.kind not in ("picture", "video", "audio")
    return file(queries.digest_of(row), mimetype=row.mimetype, name=row.name, download=wanted)


def _placeholder(row: Attachment) -> Response:
    if row.state not in ("waiting", "checking"):
        raise NotFound
    return _grey_picture()


def _grey_picture() -> Response:
    response = Response(_grey(), mimetype="image/webp")
    response.headers["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=1)
def _grey() -> bytes:
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGBA", (4, 3), (128, 128, 128, 60)).save(target, "WEBP")
    return target.getvalue()
