"""Telling of questions, answers and comments who wants to hear of them, and purging what was removed long ago."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, literal, select, union_all

from auth.audience import NOBODY
from portal.comments import Comment, CommentAdded, listeners
from portal.core import clock, db
from portal.core.jobs import enqueue, every, job
from portal.core.purging import delete_some, purged
from portal.core.subjects import Ref
from portal.groups import wants_all
from portal.notifications import Notice, notify
from portal.topics import followers, following, slug_of

from .events import AnswerGiven, QuestionAsked
from .models import Answer, Question, Revision, Same

BATCH = 500
PURGE_DAYS = 30


@job
def tell_members(*, question_id: int, after: int = 0) -> None:
    """Tells the next members who want to hear of everything and followers of its topics; asks for those behind them.

    Nobody hears of one question twice: neither for two reasons, nor who was named in it.
    """
    question = db.session.get(Question, question_id)
    if question is None or question.audience == NOBODY:
        return
    topics = {slug: tag for tag in question.tags if (slug := slug_of(tag))}
    readers = list(db.session.execute(_readers(question, topics, after)))
    _tell(question, topics, readers)
    if len(readers) == BATCH:
        enqueue(tell_members, question_id=question_id, after=readers[-1].user_id)


def _readers(question: Question, topics: Iterable[str], after: int) -> Select[Any]:
    members = select(wants_all(question.audience).subquery(), literal(1))
    others = select(followers(topics).subquery(), literal(0))
    user_id, is_member = union_all(members, others).subquery().c
    named = select(Notice.user_id).where(Notice.about_kind == "question", Notice.about_id == question.id)
    statement = select(user_id.label("user_id"), func.max(is_member).label("wants_all"))
    statement = statement.where(user_id > after, user_id.not_in(named))
    return statement.group_by(user_id).order_by(user_id).limit(BATCH)


def _tell(question: Question, topics: dict[str, str], readers: list[Any]) -> None:
    about = Ref("question", question.id)
    event = QuestionAsked(actor_id=question.author_id, subject=about, audience=question.audience, mentions=())
    notice, fold = "questions/_asked_notice.html", f"question:{question.audience}"
    members = [row.user_id for row in readers if row.wants_all]
    rest = {row.user_id for row in readers}
    rest -= set(notify(members, event, kind="question", notice=notice, about=about, fold=fold))
    for slug, tag in topics.items():
        said: dict[str, Any] = {"notice": "questions/experts/_followed_notice.html", "about": about}
        said |= {"data": {"topic": tag}, "repeated": {"url": f"/topics/{slug}"}}
        fold = f"topic:{slug}:{question.audience}"
        rest -= set(notify(following(slug, rest), event, kind="topic", fold=fold, **said))


@job
def tell_who_waits(*, answer_id: int, skipped: list[int], after: int = 0) -> None:
    """Tells the next of those who wait for answers: who asked, who has the same question, who listens there."""
    answer = db.session.get(Answer, answer_id)
    if answer is None or answer.removed_at is not None:
        return
    about = Ref("question", answer.question_id)
    asked = select(Question.author_id).where(Question.id == about.id)
    same = select(Same.user_id).where(Same.question_id == about.id)
    some = list(db.session.scalars(listeners(about, 0, asked, same, after=after).limit(BATCH)))
    said: dict[str, Any] = {"actor_id": answer.author_id, "author_id": answer.author_id, "question": about}
    said |= {"subject": Ref("answer", answer_id), "audience": answer.audience}
    notify(
        set(some) - set(skipped),
        AnswerGiven(**said, mentions=()),
        kind="answer",
        notice="questions/_answer_notice.html",
        about=about,
        fold=f"answer:{about}",
    )
    if len(some) == BATCH:
        enqueue(tell_who_waits, answer_id=answer_id, skipped=skipped, after=some[-1])


@job
def tell_listeners(*, comment_id: int, skipped: list[int], after: int = 0) -> None:
    """Tells the next of those who hear of every comment on a question or an answer; asks for those behind them."""
    comment = db.session.get(Comment, comment_id)
    if comment is None or comment.removed_at is not None:
        return
    about = Ref(comment.subject_kind, comment.subject_id)
    model: Any = Question if about.kind == "question" else Answer
    wrote = select(model.author_id).where(model.id == about.id)
    some = list(db.session.scalars(listeners(about, comment_id, wrote, after=after).limit(BATCH)))
    said: dict[str, Any] = {"actor_id": comment.author_id, "author_id": comment.author_id, "about": about}
    said |= {"subject": Ref("comment", comment_id), "audience": comment.audience, "parent_id": comment.parent_id}
    notify(
        set(some) - set(skipped),
        CommentAdded(**said, parent_author_id=None, mentions=()),
        kind="comment",
        notice="questions/_comment_notice.html",
        about=about,
        fold=f"comment:{about}",
        data={"url": f"/comments/{comment_id}"},
    )
    if len(some) == BATCH:
        enqueue(tell_listeners, comment_id=comment_id, skipped=skipped, after=some[-1])


@every(hours=24)
def purge_removed_questions() -> None:
    """Asks for the end of questions and answers that were removed so long ago that nobody restores them any more."""
    for kind, model in (("question", Question), ("answer", Answer)):
        ids = list(db.session.scalars(select(model.id).where(_is_over(model)).order_by(model.id).limit(BATCH)))
        for number in ids:
            enqueue(purge_removed, key=f"{kind}:{number}", kind=kind, number=number)
        if len(ids) == BATCH:
            enqueue(purge_removed_questions, pause=timedelta(minutes=10))


@job
def purge_removed(*, kind: str, number: int) -> None:
    """Deletes what was removed long ago, with all that refers to it; what came back in time stays.

    The answers to a question go first, one by one: others have things hanging on each of them.
    """
    model: Any = Question if kind == "question" else Answer
    if db.session.scalar(select(model.id).where(model.id == number, _is_over(model)).with_for_update()) is None:
        return
    hanging = select(Answer.id).where(Answer.question_id == number).limit(BATCH)
    for answer_id in db.session.scalars(hanging).all() if kind == "question" else ():
        _purge(Answer, "answer", answer_id)
    if kind == "question" and db.session.scalar(hanging) is not None:
        enqueue(purge_removed, kind=kind, number=number)
        return
    _purge(model, kind, number)


def _purge(model: Any, kind: str, number: int) -> None:
    while delete_some(Revision, Revision.kind == kind, Revision.thing_id == number):
        pass
    db.session.execute(delete(model).where(model.id == number).execution_options(synchronize_session=False))
    purged(Ref(kind, number))


def _is_over(model: Any) -> ColumnElement[bool]:
    over: ColumnElement[bool] = model.removed_at < clock.now() - timedelta(days=PURGE_DAYS)
    return over
