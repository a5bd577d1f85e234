"""Mail in the background: making what is to be sent, sending it, forgetting it."""

from sqlalchemy import delete

from portal.core import clock, db, mail
from portal.core.jobs import enqueue, every, job

from . import preparing, queries, sending
from .intake import mailbox
from .models import Message

KEEP_DAYS = 90
SENDING_SECONDS = 20


@job
def tell_now(*, user_ids: list[int], fold: str, forced: bool = False) -> None:
    """Makes the mails of those who want to hear of something at once; of all of them where it is forced."""
    if preparing.prepare_now(user_ids, fold, forced=forced):
        enqueue(send_mails, key="send")


@job(transaction=False)
def send_mails() -> None:
    """Sends what waits for a while, then lets other work through and goes on."""
    if sending.send_waiting(SENDING_SECONDS):
        with db.unit_of_work():
            enqueue(send_mails, key="send")


@job
def make_digests() -> None:
    """Makes the digests of the next people whose time has come, and asks for the rest."""
    if preparing.prepare_digests():
        enqueue(make_digests, key="digests")
        enqueue(send_mails, key="send")


@every(seconds=20)
def look_for_mails() -> None:
    """Has mails sent whose time has come, as after a pause or at the end of somebody's quiet hours."""
    if mail.is_on() and queries.waiting_count():
        enqueue(send_mails, key="send")


@every(minutes=5)
def look_for_digests() -> None:
    """Has digests made for those whose time has come."""
    if mail.is_on():
        preparing.add_settings()
        enqueue(make_digests, key="digests")


@every(minutes=1)
@job(transaction=False)
def empty_mailbox() -> None:
    """Takes in answers and bounces from a mailbox, where the settings name one."""
    if mail.settings().imap:
        mailbox.empty_mailbox()


@every(hours=24)
def forget_old_mails() -> None:
    """Deletes what is known of mails from long ago; one that still waits stays."""
    old = Message.created_at < clock.ago(days=KEEP_DAYS)
    db.session.execute(delete(Message).where(old, Message.state != "waiting"))
