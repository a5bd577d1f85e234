"""Drawing questions and answers: what readers see alike is drawn once a version and kept."""

from collections.abc import Hashable

from markupsafe import Markup

from auth.audience import Actor
from auth.models import User
from portal.attachments import File, files_of
from portal.core import text
from portal.core.sections import Section
from portal.core.web import card, is_drawn

from .queries import AnswerRow, QuestionRow, Rights, asked_by

CARD, ANSWER, FOOT = "questions/_card.html", "questions/_answer.html", "questions/_answer_foot.html"
EXCERPT, SOLUTION = 260, 220
ON_PROFILE = 5


def draw(rows: list[QuestionRow], *, in_group: bool = False) -> list[Markup]:
    """Draws the cards of questions in a feed, in their order; nothing for one that goes on in another."""
    return [Markup() if row.state == "merged" else _card(row, in_group=in_group) for row in rows]


def _card(row: QuestionRow, *, in_group: bool) -> Markup:
    words = text.excerpt(row.plain, EXCERPT)
    solution = text.excerpt(row.solution, SOLUTION) if row.solution else ""
    key = (_frozen(row), in_group)
    return card(CARD, key, row=row, words=words, solution=solution, in_group=in_group)


def _frozen(row: QuestionRow) -> Hashable:
    return row._replace(tags=tuple(row.tags))  # type: ignore[arg-type]  # a key has to be hashable


def section(actor: Actor, person: User) -> Section:
    """Gives the profile's section about questions; also for somebody who has left."""
    found = asked_by(actor, person.id, size=ON_PROFILE)
    return Section("questions/_of_person.html", {"person": person, "questions": found})


def draw_answers(actor: Actor, rows: list[AnswerRow], may: Rights, *, may_comment: bool) -> list[Markup]:
    """Draws answers as they stand under their question, in their order; `may` are the rights on the question."""
    keys = [_head_key(row) for row in rows]
    pairs = list(zip(rows, keys, strict=True))
    fresh = [row.id for row, key in pairs if row.has_files and not is_drawn(ANSWER, key)]
    files = files_of(actor, "answer", fresh)
    return [
        _head(row, key, files.get(row.id, []))
        + answer_foot(actor, row, may, may_comment=may_comment)
        + Markup("</article>")
        for row, key in pairs
    ]


def _head_key(row: AnswerRow) -> Hashable:
    author = (row.author, row.author_slug, row.author_photo, row.author_title)
    standing = (row.is_accepted, row.confirmed_at, row.confirmer, row.valid_until, row.is_overdue, row.doubt_count)
    return (row.id, row.version, row.files_version, author, standing, row.obsolete_at is not None)


def _head(row: AnswerRow, key: Hashable, files: list[File]) -> Markup:
    return card(ANSWER, key, row=row, html=text.shown(row.html), files=files)


def answer_foot(actor: Actor, row: AnswerRow, may: Rights, *, may_comment: bool) -> Markup:
    """Draws what depends on the reader: votes, reactions, what one may do."""
    rights = {"may_accept": may.accept, "may_comment": may_comment, "may_confirm": may.confirm}
    rights |= {"may_lead": may.moderate, "is_own": row.author_id == actor.id}
    counts = (row.vote_count, row.is_voted, row.comment_count, tuple(row.reactions.items()), row.mine)
    key = (row.id, row.version, row.is_accepted, row.obsolete_at is not None, counts, *rights.values())
    return card(FOOT, key, row=row, **rights)
