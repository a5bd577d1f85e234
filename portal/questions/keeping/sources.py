"""What an answer relies on: the posts, questions and other answers that it links to."""

import re
from typing import Any

from flask import has_app_context
from sqlalchemy import ColumnElement, ForeignKey, Index, String, delete, exists, or_
from sqlalchemy.orm import Mapped, aliased, mapped_column

from portal.core import db, subjects
from portal.core.db import Base, Id
from portal.core.subjects import Ref
from portal.core.web import settings

from ..models import Answer

_LINK = re.compile(r'href="(https?://[^/"]+)?/(posts|questions/answers|questions)/(\d{1,15})(?!\d)')
KINDS = ("post", "question", "answer")
_PATHS = {"posts": "post", "questions": "question", "questions/answers": "answer"}
_MOST = 20


class Source(Base):
    """An answer links to this subject."""

    __tablename__ = "questions_source"
    __table_args__ = (Index("ix_questions_source_of", "kind", "subject_id"),)

    answer_id: Mapped[int] = mapped_column(ForeignKey("questions_answer.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True)


def sources_in(html: str) -> list[Ref]:
    """Gives what of the portal's own a rendered text links to, at most twenty."""
    own = settings().base_url if has_app_context() else ""
    found = (
        Ref(_PATHS[kind], int(number)) for host, kind, number in _LINK.findall(html) if host in ("", own.rstrip("/"))
    )
    return list(dict.fromkeys(found))[:_MOST]


def forget_sources(answer_id: int) -> None:
    """Takes back what was written down of an answer."""
    db.session.execute(delete(Source).where(Source.answer_id == answer_id))


def keep_sources(answer: Answer) -> None:
    """Writes down what the words of an answer rely on."""
    for source in sources_in(answer.html):
        if source != subjects.ref(answer):
            db.session.add(Source(answer_id=answer.id, kind=source.kind, subject_id=source.id))
    db.session.flush()


def forget_source(source: Ref) -> None:
    """No answer relies any more on what is gone for good."""
    db.session.execute(delete(Source).where(Source.kind == source.kind, Source.subject_id == source.id))


def changed(since: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether something that the answer relies on was changed or removed after that time."""
    return or_(*(_changed(kind, since) for kind in KINDS))


def _changed(kind: str, since: ColumnElement[Any]) -> ColumnElement[bool]:
    there: Any = aliased(subjects.get(kind).model)
    later = or_(there.edited_at > since, there.removed_at > since)
    own = or_(Answer.edited_at.is_(None), there.edited_at > Answer.edited_at, there.removed_at > Answer.edited_at)
    return exists().where(Source.answer_id == Answer.id, Source.kind == kind, Source.subject_id == there.id, later, own)
