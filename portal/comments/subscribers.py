"""What follows: comments follow their subject, open pages look again, people hear of replies and of their name."""

from auth.audience import AudienceMoved
from portal.core import realtime
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.purging import Purged
from portal.notifications import habit, kind, notify

from .actions import follow_subject
from .events import CommentAdded, CommentEdited, CommentEvent, CommentTakenDown, SubjectTurned, ThreadEvent
from .jobs import forget_thread, purge_thread
from .threads.listening import HABIT

kind("reply", label=lazy_("Replies to my comments"))
kind("mention", label=lazy_("Somebody mentions me"), at_once=True)
kind("moved", label=lazy_("Something of mine has another place"))
kind("removal", label=lazy_("Something of mine was removed"))
habit(HABIT, label=lazy_("Tell me of further comments where I have commented"))


@on(AudienceMoved)
def move_with_the_subject(event: AudienceMoved) -> None:
    """Gives the comments the audience of what they stand under."""
    if event.subject.kind != "comment":
        follow_subject(event)


@on(Purged)
def go_with_the_subject(event: Purged) -> None:
    """Deletes the comments about what is gone."""
    if event.subject.kind != "comment":
        purge_thread(kind=event.subject.kind, subject_id=event.subject.id)
        forget_thread(kind=event.subject.kind, subject_id=event.subject.id)


@on(CommentEvent)
def refresh_open_threads(event: CommentEvent) -> None:
    """Has open pages of the subject look for what changed."""
    realtime.nudge(event.audience, event.about.kind, event.about.id, type(event).__name__)


@on(ThreadEvent)
def refresh_whole_threads(event: ThreadEvent) -> None:
    """Has open pages of the subject look at what holds now."""
    realtime.nudge(event.audience, event.subject.kind, event.subject.id, type(event).__name__)


@on(CommentAdded)
def tell_who_was_answered(event: CommentAdded) -> None:
    """Tells the author of the comment that this one replies to, unless the reply names that person anyway."""
    author = event.parent_author_id
    if author is not None and author not in event.mentions:
        notify(
            [author],
            event,
            kind="reply",
            notice="comments/_reply_notice.html",
            about=event.about,
            fold=f"reply:{event.about}",
            data={"url": f"/comments/{event.subject.id}"},
        )


@on(CommentAdded)
def tell_who_is_named(event: CommentAdded) -> None:
    """Tells those whose names are in the text."""
    _tell_named(event, event.mentions)


@on(CommentEdited)
def tell_who_is_named_now(event: CommentEdited) -> None:
    """Tells those whose names were put into the text later."""
    _tell_named(event, event.mentions)


def _tell_named(event: CommentEvent, people: tuple[int, ...]) -> None:
    if people:
        notify(
            people,
            event,
            kind="mention",
            notice="comments/_mention_notice.html",
            about=event.about,
            fold=f"mention:{event.about}",
            data={"url": f"/comments/{event.subject.id}"},
        )


@on(CommentTakenDown)
def tell_the_author(event: CommentTakenDown) -> None:
    """Tells the author that the comment was removed, and why."""
    notify(
        [event.author_id],
        event,
        kind="removal",
        notice="comments/_removal_notice.html",
        about=event.about,
        fold=f"removal:{event.subject}",
        data={"reason": event.reason},
    )


@on(SubjectTurned)
def tell_what_it_is_now(event: SubjectTurned) -> None:
    """Tells who wrote something, and who answered, that it goes on as something else."""
    notify(
        {event.author_id, *event.author_ids},
        event,
        kind="moved",
        notice="comments/_turned_notice.html",
        about=event.subject,
        fold=f"turned:{event.subject}",
    )
