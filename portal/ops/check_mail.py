"""Looks at mail: whether the server lets us in, whether answers can come back, whether something has waited long."""

import imaplib
from collections.abc import Iterator
from datetime import timedelta

from portal.config import Settings
from portal.core import clock, db, mail
from portal.ops.finding import Finding, short

_PATIENCE = timedelta(hours=1)


def server(settings: Settings) -> Iterator[Finding]:
    """Whether the mail server answers, encrypts and lets us in."""
    mail.configure(settings)
    if not settings.smtp:
        remedy = "FOYER_SMTP=smtp://user:password@mail.example.com:587 and FOYER_MAIL_FROM"
        kept = "none is sent" if settings.env == "production" else f"kept as files in {mail.outbox()}"
        yield Finding("mail", "note", kept, remedy)
        return
    if not mail.leaves_the_house():
        yield Finding("mail", "ok", f"a demo sends nothing outwards: kept as files in {mail.outbox()}")
        return
    try:
        with mail.courier():
            pass
    except (mail.Unreachable, OSError) as error:
        remedy = "FOYER_SMTP names server, port, user and password, FOYER_SMTP_CA its authority; then: foyer mail test"
        yield Finding("mail", "fault", short(error), remedy)
    else:
        yield Finding("mail", "ok", f"the server lets us in; sender is {mail.sender()}")


def answers(settings: Settings) -> Iterator[Finding]:
    """Whether answers and bounces come back."""
    if not settings.mail_replies:
        remedy = "FOYER_MAIL_REPLIES with FOYER_IMAP or FOYER_MAIL_LISTEN, see docs/mail.md"
        yield Finding("replies by mail", "note", "cannot be written, and bounces are not seen", remedy)
    elif settings.imap:
        yield from _mailbox(settings)
    elif settings.mail_listen:
        yield Finding("replies by mail", "ok", f"handed over at {settings.mail_listen}")
    else:
        remedy = "FOYER_IMAP names a mailbox, or FOYER_MAIL_LISTEN where the mail server hands mails over"
        yield Finding("replies by mail", "fault", f"nobody takes in what comes to {settings.mail_replies}", remedy)


def _mailbox(settings: Settings) -> Iterator[Finding]:
    from portal.mail import try_mailbox

    try:
        try_mailbox()
    except (OSError, imaplib.IMAP4.error) as error:
        yield Finding("replies by mail", "fault", short(error), "FOYER_IMAP=imaps://user:password@mail.example.com")
    else:
        yield Finding("replies by mail", "ok", f"taken from the mailbox of {settings.mail_replies}")


def waiting(_settings: Settings) -> Iterator[Finding]:
    """Whether mails wait although they were tried."""
    from portal.mail import oldest_waiting

    with db.reading():
        row = oldest_waiting()
    if row is not None and row.created_at < clock.now() - _PATIENCE:
        says = f"one has waited since {row.created_at:%Y-%m-%d %H:%M} UTC: {row.error}"
        remedy = "They are sent when the server takes them. What it says to a new one: foyer mail test"
        yield Finding("mails", "fault", says, remedy)
    else:
        yield Finding("mails", "ok", "none has waited long")
