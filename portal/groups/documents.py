"""Groups as the index of the search sees them."""

from collections.abc import Iterator

from sqlalchemy import select

from portal.core import db, text
from portal.core.subjects import Ref
from search import Document

from .models import Group

BATCH = 500


def document(group: Group) -> Document | None:
    """Gives the document of a group."""
    return Document(
        ref=Ref("group", group.id),
        audience=group.audience,
        title=group.name,
        body=f"{group.purpose} {text.plain(group.about_html)}",
        tags=tuple(group.tags),
        author="",
        names="",
        language=group.language,
        at=group.created_at,
        group=None,
    )


def documents() -> Iterator[Document]:
    """Gives the documents of all groups, in ascending order of id."""
    after = 0
    while batch := list(db.session.scalars(select(Group).where(Group.id > after).order_by(Group.id).limit(BATCH))):
        yield from (made for group in batch if (made := document(group)) is not None)
        after = batch[-1].id
        db.session.expunge_all()
