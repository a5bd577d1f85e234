"""A question read as plain words, and made of what was something else. Its answers are comments meanwhile."""

from sqlalchemy import func, select, update

import search
from auth.audience import NOBODY, Actor, move
from portal import reactions
from portal.attachments import hand_over
from portal.comments import (
    Comment,
    Turnable,
    Words,
    become_comment,
    comments_once,
    leave_thread,
    turnable,
)
from portal.core import clock, db, events, i18n, subjects, text
from portal.core.errors import Conflict
from portal.core.i18n import _, lazy_
from portal.people import mentionable

from .actions.answering import locked, ref_of_answer
from .actions.asking import put_under, ref_of, said
from .actions.counting import settle
from .desks.cases import drop
from .documents import document
from .events import QuestionAsked, QuestionRemoved
from .models import TITLE, Answer, Question


def words(question: Question) -> Words:
    """Reads a question. Raises Conflict for a merged one, whose answers stand elsewhere."""
    if question.merged_into_id is not None:
        raise Conflict(_("This question goes on in another one already."))
    place = (question.author_id, question.audience)
    return Words(ref_of(question.id), *place, question.title, question.body, question.asked_at)


def gather(question: Question) -> set[int]:
    """Has the answers be comments under the question: the one that helped first and marked, the others by their time.

    Gives who wrote them.
    Their files hang on the question from then on, since comments have none.
    """
    here = (Answer.question_id == locked(question.id).id, Answer.removed_at.is_(None))
    answers = db.session.scalars(select(Answer).where(*here).order_by(Answer.written_at, Answer.id)).all()
    for answer in answers:
        origin, place = ref_of_answer(answer.id), ref_of(question.id)
        body = f"{_mark(answer.language)}\n\n{answer.body}" if answer.is_accepted else answer.body
        spoken = Words(origin, answer.author_id, answer.audience, "", body, answer.written_at)
        first_at = question.asked_at if answer.is_accepted else None
        comment = become_comment(spoken, place, first_at=first_at, language=answer.language)
        comment.reactions, comment.edited_at = dict(answer.reactions), answer.edited_at
        reactions.hand_over(origin, subjects.ref(comment))
        hand_over(origin, place)
    db.session.flush()
    return {answer.author_id for answer in answers}


def _mark(language: str) -> str:
    with i18n.using(language):
        words = _("This helped")
    return f"**{words}**"


def take_up(actor: Actor, question: Question) -> None:
    """Has comments that once were answers be answers again, and the marked one the one that helped."""
    for comment in comments_once("answer", ref_of(question.id)):
        marks = [mark for mark in map(_mark, i18n.LANGUAGES) if comment.body.startswith(mark)]
        body = comment.body.removeprefix(marks[0]).strip() if marks else comment.body
        rendered = text.render(body, mentionable)
        answer = Answer(
            question_id=question.id,
            author_id=comment.author_id,
            audience=question.audience,
            body=body,
            html=rendered.html,
            plain=rendered.plain,
            language=comment.language,
            reactions=dict(comment.reactions),
            written_at=comment.created_at,
            edited_at=comment.edited_at,
        )
        if marks:
            answer.is_accepted, answer.accepted_at, answer.accepted_by = True, comment.created_at, question.author_id
        db.session.add(answer)
        db.session.flush()
        place = ref_of_answer(answer.id)
        reactions.hand_over(subjects.ref(comment), place)
        answer.comment_count = leave_thread(actor, comment, place)
    standing = (Comment.subject_kind == "question", Comment.subject_id == question.id, Comment.removed_at.is_(None))
    question.comment_count = db.session.scalar(select(func.count()).select_from(Comment).where(*standing)) or 0
    settle(question)
    if (found := document(question)) is not None:
        search.put(found)


def make(spoken: Words) -> Question:
    """Makes a question, asked when the words were written."""
    rendered = text.render(spoken.body, mentionable)
    question = Question(
        author_id=spoken.author_id,
        audience=spoken.audience,
        title=spoken.title[:TITLE],
        body=spoken.body,
        html=rendered.html,
        plain=rendered.plain,
        tags=list(rendered.tags),
        asked_at=spoken.at,
    )
    db.session.add(question)
    db.session.flush()
    question.has_files = hand_over(spoken.origin, ref_of(question.id))
    put_under(question)
    events.publish(
        QuestionAsked(actor_id=question.author_id, subject=ref_of(question.id), audience=question.audience, mentions=())
    )
    return question


def give_up(actor: Actor, question: Question) -> None:
    """Takes a question and its answers from sight for good: it goes on as something else, so nobody brings it back."""
    event = said(actor, question)
    drop(question.id)
    question.former, question.removed_at = question.audience, clock.now()
    move(actor, question, NOBODY)
    answers = update(Answer).where(Answer.question_id == question.id, Answer.removed_at.is_(None))
    db.session.execute(answers.values(removed_at=question.removed_at).execution_options(synchronize_session="fetch"))
    events.publish(QuestionRemoved(**event))


turnable(
    "question",
    Turnable(
        lazy_("A question"),
        words,
        make,
        give_up,
        gather,
        take_up,
        lazy_(
            "Answers become comments with their authors, dates, files and reactions; what helped stands first. Votes, "
            "confirmations, urgency, topics that are not in the text, former versions and the place at a desk do not "
            "come along. It can be made a question again."
        ),
    ),
)
