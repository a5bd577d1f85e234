"""What forms of questions and answers send along: files, what is to be seen on them, the key that makes them one."""

from flask import request
from werkzeug.datastructures import FileStorage

from auth.session import actor
from portal.attachments import File, waiting_of
from portal.core import text
from portal.core.web import form_state
from portal.drafts import Draft

from ..forms import new_key


def uploads() -> list[FileStorage]:
    """Gives what was chosen without a script; read before the first query, since it takes long."""
    return [upload for upload in request.files.getlist("upload") if upload.filename]


def alts() -> dict[int, str]:
    """Gives what is to be seen on pictures, by id."""
    named = ((name[4:], value) for name, value in request.form.items() if name.startswith("alt-"))
    return {int(number): text.clean(value) for number, value in named if number.isascii() and number.isdigit()}


def key(kept: str) -> str:
    """Gives the key of the form: what was sent with one may not be sent with it again in other words."""
    return new_key() if form_state().error("key") else request.form.get("key") or kept or new_key()


def _sent() -> list[int]:
    return [int(n) for n in request.form.getlist("attachments") if n.isascii() and n.isdigit() and len(n) < 16]


def waiting(kept: list[int]) -> list[File]:
    """Gives the files of a form for something new: those that it has sent, or those of its draft."""
    return _as_typed(waiting_of(actor(), _sent() if request.method != "GET" else kept))


def kept(hanging: list[File], draft: Draft | None = None) -> list[File]:
    """Gives the files that hang there or, where a form was refused or is a draft, those that it named."""
    if request.method == "GET" and draft is None:
        return hanging
    sent = draft.files if draft is not None and request.method == "GET" else _sent()
    named = {file.id: file for file in (*hanging, *waiting_of(actor(), sent))}
    return _as_typed([named[number] for number in sent if number in named])


def _as_typed(files: list[File]) -> list[File]:
    described = alts()
    return [file._replace(alt=described.get(file.id, file.alt)) for file in files]
