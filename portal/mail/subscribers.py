"""What follows by mail from what people are told, and who hears that mail does not reach them."""

from datetime import timedelta

from sqlalchemy import select, update

from auth.audience import AudienceMoved
from portal.attachments import Attachment
from portal.comments import Comment
from portal.core import db, mail
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.jobs import enqueue
from portal.notifications import Noticed, kind, notify

from .events import MailPaused, MailTried
from .jobs import send_mails, tell_now
from .queries import UNTOLD

# What is taken back within ten seconds is not mailed, and what follows at once joins the same mail.
BREATH = timedelta(seconds=12)

kind(UNTOLD, label=lazy_("My mail comes back"))


@on(Noticed)
def tell_by_mail(event: Noticed) -> None:
    """Has a job find out, a little later, who of them wants to hear of it at once."""
    if mail.is_on():
        enqueue(tell_now, pause=BREATH, user_ids=list(event.user_ids), fold=event.fold, forced=event.forced)


@on(MailTried)
def send_at_once(event: MailTried) -> None:  # noqa: ARG001  (whose mail it is stands in its row)
    """Has the worker look at what waits, as somebody sits before the screen."""
    enqueue(send_mails, key="send")


@on(MailPaused)
def tell_in_the_portal(event: MailPaused) -> None:
    """Tells the person, where it can be read, that no more mail is sent and how that changes."""
    notify(
        [event.subject.id],
        event,
        kind=UNTOLD,
        notice="mail/_paused_notice.html",
        about=event.subject,
        fold="mail-paused",
        data={"url": "/notifications/mail"},
    )


@on(AudienceMoved)
def move_files_of_replies(event: AudienceMoved) -> None:
    """Gives the files that came with replies the audience that their thread has now."""
    replies = select(Comment.id).where(
        Comment.subject_kind == event.subject.kind, Comment.subject_id == event.subject.id, Comment.removed_at.is_(None)
    )
    files = update(Attachment).where(Attachment.subject_kind == "comment", Attachment.subject_id.in_(replies))
    db.session.execute(files.values(audience=event.audience).execution_options(synchronize_session="fetch"))
