"""Files: uploading, describing, reading, discarding."""

from typing import Any

from flask import Response

from auth.audience import Actor
from auth.policy import get
from portal import attachments
from portal.attachments import Attachment
from portal.core.errors import NotFound
from portal.core.i18n import lazy_
from portal.core.web import file

from ..asks import Cursor
from ..operations import Operation
from ..shapes import files as shapes
from .door import serve

READ, WRITE = "files:read", "files:write"
_ONE = "/files/<int:file_id>"


def _take_in(upload: Any, body: attachments.AltForm) -> attachments.Kept:  # noqa: ARG001  (the same for all uploads)
    return attachments.take_in(upload.stream, upload.filename)


@serve(
    Operation(
        "POST",
        "/files",
        WRITE,
        lazy_("Upload a file for a post; it waits for a day"),
        shapes.StoredFile,
        attachments.AltForm,
        status=201,
        upload="file",
        take_in=_take_in,
    )
)
def upload_file(who: Actor, upload: attachments.Kept, body: attachments.AltForm) -> shapes.StoredFile:
    return shapes.file(attachments.shown(attachments.attach(who, upload, body.alt)))


@serve(
    Operation("GET", "/groups/<slug>/files", READ, lazy_("Files of a group, newest first"), shapes.Files,
              query=attachments.FilesForm)
)  # fmt: skip
def list_group_files(who: Actor, slug: str, query: attachments.FilesForm) -> shapes.Files:
    return shapes.of_group(who, slug, query.kind, query.after)


@serve(
    Operation("GET", "/me/files", READ, lazy_("What I have uploaded, the largest first"), shapes.Files, query=Cursor)
)
def list_my_files(who: Actor, query: Cursor) -> shapes.Files:
    return shapes.mine(who, query.after)


@serve(Operation("GET", _ONE, READ, lazy_("What is known of a file"), shapes.StoredFile))
def get_file(who: Actor, file_id: int) -> shapes.StoredFile:
    return shapes.file_of(who, file_id)


@serve(Operation("PUT", _ONE, WRITE, lazy_("Describe a picture of mine"), shapes.StoredFile, attachments.AltForm))
def describe_file(who: Actor, file_id: int, body: attachments.AltForm) -> shapes.StoredFile:
    attachments.describe(who, get(who, Attachment, file_id), body.alt)
    return shapes.file_of(who, file_id)


@serve(Operation("DELETE", _ONE, WRITE, lazy_("Discard a file of mine that hangs nowhere")))
def discard_file(who: Actor, file_id: int) -> None:
    attachments.let_go(who, get(who, Attachment, file_id))


@serve(Operation("GET", f"{_ONE}/content", READ, lazy_("The bytes of a file"), is_file=True))
def get_file_content(who: Actor, file_id: int) -> Response:
    row = get(who, Attachment, file_id)
    return _send(row, attachments.digest_of(row))


@serve(Operation("GET", f"{_ONE}/thumbnail", READ, lazy_("A picture made small"), is_file=True))
def get_file_thumbnail(who: Actor, file_id: int) -> Response:
    row = get(who, Attachment, file_id)
    if row.kind != "picture" and row.thumb_digest is None:
        raise NotFound
    return _send(row, row.thumb_digest or attachments.digest_of(row))


def _send(row: Attachment, digest: str) -> Response:
    return file(digest, mimetype="application/octet-stream", name=row.name)
