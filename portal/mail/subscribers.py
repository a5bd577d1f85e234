"""What follows by mail from what people are told, and who hears that mail does not reach them."""

from datetime import timedelta

from portal.core import mail
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.jobs import enqueue
from portal.notifications import Noticed, kind, notify

from .events import MailPaused
from .jobs import tell_now

# What is taken back within ten seconds is not mailed, and what follows at once joins the same mail.
BREATH = timedelta(seconds=12)

kind("mail", label=lazy_("My mail comes back"))


@on(Noticed)
def tell_by_mail(event: Noticed) -> None:
    """Has a job find out, a little later, who of them wants to hear of it at once."""
    if mail.is_on():
        enqueue(tell_now, pause=BREATH, user_ids=list(event.user_ids), fold=event.fold)


@on(MailPaused)
def tell_in_the_portal(event: MailPaused) -> None:
    """Tells the person, where it can be read, that no more mail is sent and how that changes."""
    notify(
        [event.subject.id],
        event,
        kind="mail",
        notice="mail/_paused_notice.html",
        about=event.subject,
        fold="mail-paused",
        data={"url": "/notifications/mail"},
    )
