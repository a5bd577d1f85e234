"""Questions as one reader sees them: one statement a stretch, built once, and plain rows."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select

from auth.audience import EVERYONE, Actor, Reader, held, holding
from auth.models import Unit, User
from portal.core import db
from portal.core.errors import NotFound
from portal.core.i18n import _, language
from portal.core.statements import among
from portal.groups import Group, moderates, stands_in
from portal.topics import described, slug_of

from ..addresses import url_of
from ..desks.keys import works_at
from ..desks.models import Case
from ..models import Answer, Question, Same, Tag


class QuestionRow(NamedTuple):
    """A question as one reader sees it; `solution` are the words of the answer that helped, if there is one."""

    id: int
    version: int
    title: str
    html: str
    plain: str
    tags: list[str]
    language: str
    urgency: str
    urgency_reason: str
    state: str
    closed_at: datetime | None
    closed_reason: str
    merged_into_id: int | None
    split_from_id: int | None
    audience: str
    asked_at: datetime
    edited_at: datetime | None
    moved_at: datetime | None
    has_files: bool
    files_version: int
    answer_count: int
    same_count: int
    comment_count: int
    author_id: int
    author: str
    author_slug: str
    author_photo: str | None
    author_title: str
    group_slug: str | None
    group_name: str | None
    is_archived: bool
    unit_name: str | None
    is_same: bool
    solution: str | None
    desk_id: int | None
    named: str | None

    @property
    def url(self) -> str:
        """The address of the question's page."""
        return url_of(self.id, self.title)

    @property
    def place(self) -> str:
        """Where the question stands, in words."""
        if self.audience == EVERYONE:
            return _("Whole company")
        return self.group_name or self.unit_name or ""

    @property
    def place_url(self) -> str:
        """Where the place is to be found; empty for places without a page."""
        return f"/groups/{self.group_slug}" if self.group_slug else ""

    @property
    def topics(self) -> list[tuple[str, str]]:
        """The tags with their slugs, called as their topics are in the reader's language."""
        names = dict(line.split("\t") for line in (self.named or "").splitlines())
        shown: dict[str, str] = {}
        for tag in self.tags:
            shown.setdefault(names.get(slug_of(tag), tag), slug_of(tag))
        return list(shown.items())


@lru_cache(maxsize=4)
def _stretch(_dialect: str, _language: str) -> Select[Any]:
    """Wants what `holding` gives, and `ids`."""
    reader = Reader()
    named = func.aggregate_strings(Tag.slug + "\t" + described(Tag.slug).scalar_subquery(), "\n")
    return (
        select(
            *(getattr(Question, name) for name in QuestionRow._fields[:24]),
            User.name.label("author"),
            User.slug.label("author_slug"),
            User.photo.label("author_photo"),
            User.title.label("author_title"),
            Group.slug.label("group_slug"),
            Group.name.label("group_name"),
            Group.archived_at.is_not(None).label("is_archived"),
            Unit.name.label("unit_name"),
            Same.at.is_not(None).label("is_same"),
            Answer.plain.label("solution"),
            Case.desk_id,
            select(named).where(Tag.question_id == Question.id).scalar_subquery().label("named"),
        )
        .join(User, User.id == Question.author_id)
        .outerjoin(Group, stands_in(Question.audience, Group))
        .outerjoin(Unit, stands_in(Question.audience, Unit))
        .outerjoin(Same, and_(Same.question_id == Question.id, Same.user_id == reader.id))
        .outerjoin(Answer, and_(Answer.question_id == Question.id, Answer.is_accepted))
        .outerjoin(Case, Case.question_id == Question.id)
        .where(among(Question.id, "ids"), held(Question.audience))
    )


def questions(actor: Actor, ids: Iterable[int]) -> dict[int, QuestionRow]:
    """Gives these questions, as far as the actor may see them, by id."""
    given = holding(actor) | {"ids": sorted(set(ids))}
    if not given["ids"]:
        return {}
    return {row[0]: QuestionRow(*row) for row in db.session.execute(_stretch(db.dialect(), language()), given)}


def question_row(actor: Actor, question_id: int) -> QuestionRow:
    """Gives one question. Raises NotFound."""
    found = questions(actor, [question_id]) if question_id < 2**53 else {}
    if question_id not in found:
        raise NotFound
    return found[question_id]


class Rights(NamedTuple):
    """What the reader may do with the question."""

    edit: bool
    remove: bool
    answer: bool
    comment: bool
    join: bool
    accept: bool
    confirm: bool
    manage: bool
    moderate: bool
    split: bool


def rights(actor: Actor, row: QuestionRow) -> Rights:
    """Says what the rules say of the question behind a row, without reading it again."""
    is_own, is_lead = row.author_id == actor.id, moderates(actor, row.audience)
    is_at_desk = works_at(actor, row.desk_id)
    is_open = not row.is_archived and row.merged_into_id is None
    return Rights(
        edit=is_own and is_open,
        remove=row.merged_into_id is None and (is_lead or (is_own and not row.answer_count)),
        answer=is_open and row.closed_at is None,
        comment=is_open,
        join=is_open and not is_own,
        accept=is_own or is_at_desk,
        confirm=is_lead or is_at_desk,
        manage=is_open and (is_own or is_lead),
        moderate=is_lead,
        split=is_lead and is_open and (row.audience == EVERYONE or row.audience in actor.keys),
    )
