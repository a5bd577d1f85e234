"""People as the index of the search sees them: only what everybody may read of them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from auth.audience import EVERYONE
from auth.models import Unit, User
from portal.core import db, text
from portal.core.subjects import Ref
from portal.topics import Topic
from search import Document

from .languages import in_all_words
from .models import Profile, ProfileTopic, Spoken

BATCH = 500


def document(user: User) -> Document | None:
    """Gives the document of a person; None for somebody who has left."""
    return next(documents_of([user.id]), None)


def documents() -> Iterator[Document]:
    """Gives the documents of everybody who is here, in ascending order of id."""
    after = 0
    while batch := list(_made(_rows().where(User.id > after).order_by(User.id).limit(BATCH))):
        yield from batch
        after = batch[-1].ref.id


def documents_of(user_ids: Sequence[int]) -> Iterator[Document]:
    """Gives the documents of these people, of those who are here."""
    yield from _made(_some_rows(db.dialect()), {"user_ids": user_ids})


@cache
def _some_rows(dialect: str) -> Any:
    assert dialect == db.dialect()
    return _rows().where(User.id.in_(bindparam("user_ids", expanding=True))).order_by(User.id)


def _rows() -> Select[Any]:
    topics = (
        select(db.text_join(Topic.name))
        .join(ProfileTopic, ProfileTopic.topic_id == Topic.id)
        .where(ProfileTopic.user_id == User.id)
        .scalar_subquery()
    )
    spoken = select(db.text_join(Spoken.code)).where(Spoken.user_id == User.id, Spoken.level == "everyone")
    units = {
        name: select(Unit.name).where(Unit.id == column).scalar_subquery().label(name)
        for name, column in (("department", User.department_id), ("site", User.site_id))
    }
    return (
        select(
            User.id,
            User.name,
            User.slug,
            User.title,
            User.created_at,
            topics.label("topics"),
            spoken.scalar_subquery().label("spoken"),
            Profile.about_html,
            Profile.visibility,
            *units.values(),
        )
        .outerjoin(Profile, Profile.user_id == User.id)
        .where(User.is_active)
    )


def _made(statement: Select[Any], asked: Mapping[str, Any] | None = None) -> Iterator[Document]:
    for row in db.session.execute(statement, asked):
        about = row.about_html if (row.visibility or {}).get("about", "everyone") == "everyone" else ""
        parts = (row.title, row.department, row.site, text.plain(about or ""))
        yield Document(
            ref=Ref("person", row.id),
            audience=EVERYONE,
            title=row.name,
            body=f"{' · '.join(part for part in parts if part)}\n\n{_languages(row.spoken)}".rstrip(),
            at=row.created_at,
            tags=tuple(sorted(row.topics.split(","))) if row.topics else (),
            names=row.slug,
        )


def _languages(spoken: str | None) -> str:
    return ", ".join(in_all_words(sorted(spoken.split(",")))) if spoken else ""
