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
    AnswerConfirmed,
    AnswerDoubted,
    AnswerEdited,
    AnswerEvent,
    AnswerGiven,
    AnswerTakenDown,
    EditSuggested,
    QuestionAsked,
    QuestionClosedByOthers,
    QuestionEdited,
    QuestionMerged,
    QuestionMovedByOthers,
    QuestionSplit,
    QuestionTakenDown,
    SuggestionDecided,
)
from .jobs import tell_listeners, tell_members, tell_who_waits
from .models import Question

kind("answer", label=lazy_("Answers to my questions and to those that I have too"))
kind("helped", label=lazy_("My answer has helped"))
kind("question", label=lazy_("New questions in groups of which I want to hear everything"), personal=False)
kind("topic", label=lazy_("New questions on topics that I follow"), personal=False)
kind("turn", label=lazy_("Somebody does something with my question or my answer"))
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
    if event.changes_text:
        _enter(event.question)


@on(QuestionMerged)
def find_the_other_by_its_answers(event: QuestionMerged) -> None:
    """Enters the question anew into which another one went."""
    _enter(event.into)


@on(QuestionSplit)
def find_the_origin_by_what_is_left(event: QuestionSplit) -> None:
    """Enters the question anew whose answers went elsewhere."""
    _enter(event.origin)


def _enter(about: Ref) -> None:
    question = db.session.get(Question, about.id)
    found = document(question) if question is not None else None
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
    """Tells who is named, and, in a job, members who want to hear of everything and who follows its topics."""
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


@on(QuestionClosedByOthers)
def tell_that_it_is_closed(event: QuestionClosedByOthers) -> None:
    """Tells the author that the question takes no more answers, and why."""
    _tell_of_turn(_author(event.subject), event, event.subject, what="closed", reason=event.reason)


@on(QuestionMovedByOthers)
def tell_that_it_moved(event: QuestionMovedByOthers) -> None:
    """Tells the author that the question has another place, and why."""
    _tell_of_turn(_author(event.subject), event, event.subject, what="moved", reason=event.reason)


@on(QuestionMerged)
def tell_that_it_goes_on(event: QuestionMerged) -> None:
    """Tells the author that the question goes on in another one."""
    _tell_of_turn([event.author_id], event, event.into, what="merged")


@on(QuestionSplit)
def tell_that_answers_moved(event: QuestionSplit) -> None:
    """Tells those whose answers go on under a new question."""
    _tell_of_turn(list(event.author_ids), event, event.subject, what="split")


@on(AnswerDoubted)
def tell_that_it_is_doubted(event: AnswerDoubted) -> None:
    """Tells who answered that somebody believes it to be out of date, and why."""
    url = f"/questions/answers/{event.subject.id}/doubts"
    _tell_of_turn([event.author_id], event, event.question, what="doubted", reason=event.reason, url=url)


@on(AnswerConfirmed)
def tell_that_it_is_confirmed(event: AnswerConfirmed) -> None:
    """Tells who answered that somebody stands for it."""
    url = f"/questions/answers/{event.subject.id}"
    _tell_of_turn([event.author_id], event, event.question, what="confirmed", url=url)


@on(EditSuggested)
def tell_that_other_words_are_suggested(event: EditSuggested) -> None:
    """Tells who wrote something that somebody suggests other words."""
    url = f"/questions/suggestions/{event.subject}"
    _tell_of_turn([event.author_id], event, event.subject, what="suggested", url=url)


@on(SuggestionDecided)
def tell_what_was_decided(event: SuggestionDecided) -> None:
    """Tells who suggested other words whether they were taken."""
    _tell_of_turn([event.author_id], event, event.subject, what="taken" if event.is_taken else "declined")


def _author(about: Ref) -> list[int]:
    return [db.session.get_one(Question, about.id).author_id]


def _tell_of_turn(people: list[int], event: Any, about: Ref, *, what: str, **data: str) -> None:
    notify(
        people,
        event,
        kind="turn",
        notice="questions/_turn_notice.html",
        about=about,
        fold=f"{what}:{event.subject}",
        data={"what": what, **data},
    )
