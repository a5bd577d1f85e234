"""What follows for questions and from them: counts, the index, open pages, and who hears of it."""

from typing import Any

import search
from auth.audience import AudienceMoved
from portal.attachments import AttachmentDescribed
from portal.comments import CommentAdded, CommentEvent, CommentRemoved, CommentRestored, CommentsMoved
from portal.core import db, realtime
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.jobs import enqueue
from portal.core.subjects import Ref
from portal.notifications import kind, notify

from .actions import count_comments, renew_files
from .actions.answering import follow_question
from .documents import document
from .events import (
    AnswerAccepted,
    AnswerEdited,
    AnswerEvent,
    AnswerGiven,
    AnswerTakenDown,
    QuestionAsked,
    QuestionEdited,
    QuestionTakenDown,
)
from .jobs import tell_listeners, tell_members, tell_who_waits
from .models import Question

kind("answer", label=lazy_("Answers to my questions and to those that I have too"))
kind("helped", label=lazy_("My answer has helped"))
kind("question", label=lazy_("New questions in groups of which I want to hear everything"), personal=False)
kind("comment", label=lazy_("Comments on my posts and where I take part"))
kind("mention", label=lazy_("Somebody mentions me"), at_once=True)
kind("removal", label=lazy_("Something of mine was removed"))
_OURS = ("question", "answer")


@on(AudienceMoved)
def move_with_the_question(event: AudienceMoved) -> None:
    """Gives the answers the audience of their question."""
    if event.subject.kind == "question":
        follow_question(event.actor_id, event.subject.id, event.audience)


@on(AnswerEvent)
def find_the_question_by_it(event: AnswerEvent) -> None:
    """Enters the question anew into the index, which finds it by its answers, and has its open pages look again."""
    realtime.nudge(event.audience, event.question.kind, event.question.id, type(event).__name__, by=event.actor_id)
    question = db.session.get(Question, event.question.id)
    found = document(question) if event.changes_text and question is not None else None
    if found is not None:
        search.put(found)


@on(CommentEvent)
def count(event: CommentEvent) -> None:
    """Counts a comment that came or went."""
    by = 1 if isinstance(event, CommentAdded | CommentRestored) else -1 if isinstance(event, CommentRemoved) else 0
    if by and event.about.kind in _OURS:
        count_comments(event.about, by)


@on(CommentsMoved)
def count_what_moved(event: CommentsMoved) -> None:
    """Counts comments where they stand now."""
    for subject, by in ((event.origin, -1), (event.subject, 1)):
        if subject.kind in _OURS:
            count_comments(subject, by * len(event.comment_ids))


@on(AttachmentDescribed)
def draw_anew(event: AttachmentDescribed) -> None:
    """Has what was drawn of the pictures drawn again when they are described otherwise."""
    if event.subject.kind in _OURS:
        renew_files(event.subject)


@on(CommentAdded)
def tell_who_listens(event: CommentAdded) -> None:
    """Has a job tell who hears of every comment there, except who hears of it as a reply or a mention."""
    if event.about.kind in _OURS:
        skipped = {*event.mentions, event.parent_author_id or 0}
        enqueue(tell_listeners, comment_id=event.subject.id, skipped=sorted(skipped))


@on(QuestionAsked)
def tell_who_wants_to_hear(event: QuestionAsked) -> None:
    """Tells who is named, and, in a job, members who want to hear of everything in their group."""
    _tell_named(event, event.subject, event.mentions)
    enqueue(tell_members, question_id=event.subject.id)


@on(QuestionEdited)
def tell_who_is_named_now(event: QuestionEdited) -> None:
    """Tells those whose names were put into the question later."""
    _tell_named(event, event.subject, event.mentions)


@on(AnswerGiven)
def tell_who_asked(event: AnswerGiven) -> None:
    """Tells who is named, and, in a job, who waits for answers."""
    _tell_named(event, event.question, event.mentions)
    enqueue(tell_who_waits, answer_id=event.subject.id, skipped=sorted(event.mentions))


@on(AnswerEdited)
def tell_who_is_named_in_an_answer(event: AnswerEdited) -> None:
    """Tells those whose names were put into the answer later."""
    _tell_named(event, event.question, event.mentions)


def _tell_named(event: Any, about: Ref, people: tuple[int, ...]) -> None:
    if people:
        url = f"/questions/answers/{event.subject.id}" if event.subject.kind == "answer" else ""
        notify(
            people,
            event,
            kind="mention",
            notice="questions/_mention_notice.html",
            about=about,
            fold=f"mention:{about}",
            data={"url": url} if url else None,
        )


@on(AnswerAccepted)
def tell_who_helped(event: AnswerAccepted) -> None:
    """Tells who answered that it has helped."""
    notify(
        [event.author_id],
        event,
        kind="helped",
        notice="questions/_helped_notice.html",
        about=event.question,
        fold=f"helped:{event.subject}",
        data={"url": f"/questions/answers/{event.subject.id}"},
    )


@on(QuestionTakenDown)
def tell_the_author(event: QuestionTakenDown) -> None:
    """Tells the author that the question was removed, and why."""
    question = db.session.get_one(Question, event.subject.id)
    _tell_of_removal([question.author_id], event, event.subject)


@on(AnswerTakenDown)
def tell_who_answered(event: AnswerTakenDown) -> None:
    """Tells the author that the answer was removed, and why."""
    _tell_of_removal([event.author_id], event, event.question)


def _tell_of_removal(people: list[int], event: Any, about: Ref) -> None:
    notify(
        people,
        event,
        kind="removal",
        notice="questions/_removal_notice.html",
        about=about,
        fold=f"removal:{event.subject}",
        data={"reason": event.reason, "is_answer": event.subject.kind == "answer", "url": "/notifications"},
    )
