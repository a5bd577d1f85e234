"""Desks as the index of the search sees them: everybody may read what they are for."""

from collections.abc import Iterator

from sqlalchemy import select

from auth.audience import EVERYONE
from portal.core import db
from portal.core.subjects import Ref
from search import Document

from .models import Desk


def document(desk: Desk) -> Document | None:
    """Gives the document of a desk; None for one that has closed."""
    if desk.closed_at is not None:
        return None
    return Document(
        ref=Ref("desk", desk.id),
        audience=EVERYONE,
        title=" / ".join(dict.fromkeys((desk.name_de, desk.name_en))),
        body=f"{desk.purpose_de} {desk.purpose_en}".strip(),
        tags=tuple(desk.tags),
        at=desk.opened_at,
    )


def documents() -> Iterator[Document]:
    """Gives the documents of all desks, in ascending order of id."""
    found = db.session.scalars(select(Desk).where(Desk.closed_at.is_(None)).order_by(Desk.id))
    yield from (made for desk in found.all() if (made := document(desk)) is not None)
