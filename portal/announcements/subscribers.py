"""What follows for announcements and from them: counts, and who hears of it."""

from portal.comments import CommentAdded, CommentEvent, CommentRemoved, CommentRestored
from portal.core import db
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.jobs import enqueue
from portal.notifications import kind, notify

from .actions import count_comments
from .events import AnnouncementPublished, AnnouncementReminded, VoiceEvent, VoiceGiven
from .jobs import open_doors, tell
from .models import Announcement

kind("announcement", label=lazy_("Announcements"))
kind("voice", label=lazy_("Somebody announces in my name, or I in somebody's"))


@on(AnnouncementPublished)
def tell_the_audience(event: AnnouncementPublished) -> None:
    """Has a job tell everybody who is meant, so that the author does not wait for it."""
    enqueue(open_doors, key=str(event.subject.id), announcement_id=event.subject.id)


@on(AnnouncementPublished)
def tell_the_leader(event: AnnouncementPublished) -> None:
    """Tells the leader at once what was announced in the leader's name."""
    if event.on_behalf_of is not None:
        notify(
            [event.on_behalf_of],
            event,
            kind="voice",
            notice="announcements/_in_my_name_notice.html",
            about=event.subject,
            fold=f"in-my-name:{event.subject}",
            forced=True,
        )


@on(AnnouncementReminded)
def tell_who_has_not_confirmed(event: AnnouncementReminded) -> None:
    """Has a job tell those again who have not confirmed."""
    number = event.subject.id
    enqueue(tell, key=f"{number}|1", announcement_id=number, actor_id=event.actor_id, is_reminder=True)


@on(VoiceEvent)
def tell_both(event: VoiceEvent) -> None:
    """Tells the leader and who has the right that it was given or ended."""
    notify(
        {event.subject.id, event.delegate_id},
        event,
        kind="voice",
        notice="announcements/_voice_notice.html",
        about=event.subject,
        fold=f"voice:{event.subject}:{event.delegate_id}",
        data={"given": isinstance(event, VoiceGiven), "delegate": event.delegate_id, "url": "/announcements/voices"},
        forced=True,
    )


@on(CommentEvent)
def count(event: CommentEvent) -> None:
    """Counts a comment that came or went."""
    by = 1 if isinstance(event, CommentAdded | CommentRestored) else -1 if isinstance(event, CommentRemoved) else 0
    if by and event.about.kind == "announcement":
        count_comments(event.about.id, by)


@on(CommentAdded)
def tell_the_author(event: CommentAdded) -> None:
    """Tells the author, and the leader in whose name it is, that somebody commented."""
    announcement = db.session.get(Announcement, event.about.id) if event.about.kind == "announcement" else None
    if announcement is None:
        return
    concerned = {announcement.author_id, announcement.on_behalf_id or announcement.author_id}
    notify(
        concerned - set(event.mentions) - {event.parent_author_id},
        event,
        kind="comment",
        notice="posts/_comment_notice.html",
        about=event.about,
        fold=f"comment:{event.about}",
        data={"comment": event.subject.id},
    )
