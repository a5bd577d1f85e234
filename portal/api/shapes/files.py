"""Files as the API gives them."""

from datetime import datetime

from auth.audience import Actor
from auth.policy import get
from portal import attachments, groups
from portal.core.errors import Forbidden
from portal.core.paging import Page

from .common import Listing, Shape, Thing


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


class Holder(Shape):
    """What a file hangs on."""

    title: str
    url: str


class ListedFile(StoredFile):
    """A file in a list: who sent it and when, and the thing it hangs on; `about` is null while it hangs nowhere."""

    sent_at: datetime
    sent_by: str
    about: Holder | None


class Files(Listing[ListedFile]):
    """A stretch of files."""


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


def of_group(actor: Actor, slug: str, kind: str, after: str) -> Files:
    """Gives a stretch of a group's files, newest first. Raises NotFound, and Forbidden for who may not read there."""
    key = groups.find(actor, slug).key
    if not actor.holds(key):
        raise Forbidden
    return _listed(attachments.files_in(actor, key, kind=kind, after=after or None))


def mine(actor: Actor, after: str) -> Files:
    """Gives a stretch of what the actor has sent, the largest first."""
    return _listed(attachments.my_files(actor, after=after or None))


def _listed(page: Page) -> Files:
    return Files(items=[_row(row) for row in page.items], next=page.next)


def _row(row: attachments.Listed) -> ListedFile:
    about = Holder(title=row.place, url=row.place_url) if row.place_url else None
    return ListedFile(**file(row.file).model_dump(), sent_at=row.at, sent_by=row.slug, about=about)
