"""Files as the API gives them."""

from auth.audience import Actor
from auth.policy import get
from portal import attachments

from .common import Thing


class StoredFile(Thing):
    """A picture or file: `width` and `height` in pixels, of pictures alone; `size` in bytes.

    Its bytes are there once its `state` is `ready`.
    """

    id: int
    name: str
    mimetype: str
    kind: str
    state: str
    size: int
    width: int | None
    height: int | None
    alt: str
    content: str
    thumbnail: str | None


def file(shown: attachments.File) -> StoredFile:
    """Gives a file that the reader may see."""
    href = f"/api/v1/files/{shown.id}"
    return StoredFile(
        href=href,
        id=shown.id,
        name=shown.name,
        mimetype=shown.mimetype,
        kind=shown.kind,
        state=shown.state,
        size=shown.size,
        width=shown.width,
        height=shown.height,
        alt=shown.alt,
        content=f"{href}/content",
        thumbnail=f"{href}/thumbnail" if shown.is_picture or shown.has_thumb else None,
    )


def file_of(actor: Actor, file_id: int) -> StoredFile:
    """Gives one file. Raises NotFound."""
    return file(attachments.shown(get(actor, attachments.Attachment, file_id)))
