"""Mails as people and servers send them, made by hand."""

from email.message import EmailMessage

from auth.models import User
from portal.core.subjects import Ref
from portal.mail.addresses import ReplyTo, reply_address

QUOTED = """
Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb Foyer <foyer@corp.example>:

> ––– Antworte oberhalb dieser Zeile –––
>
> Ann hat dich erwähnt
"""


def reply(
    user: User,
    about: Ref,
    text: str = "Gute Idee!",
    *,
    comment_id: int | None = None,
    quoted: str = QUOTED,
    **headers: str,
) -> tuple[bytes, str]:
    """Gives an answer to a mail as the person's mail program makes it, and the address that it goes to."""
    message = EmailMessage()
    address = reply_address(ReplyTo(user.id, about, comment_id))
    given = {"From": f"{user.name} <{user.email}>", "To": address, "Subject": "Re: Plan", "Message-ID": "<1@phone>"}
    for name, value in (given | {key.replace("_", "-"): value for key, value in headers.items()}).items():
        message[name] = value
    message.set_content(text + quoted)
    return message.as_bytes(), address


def bounce(status: str = "5.1.1", action: str = "failed") -> bytes:
    """Gives what a mail server says of a mail that it could not deliver."""
    return f"""From: MAILER-DAEMON@corp.example
To: foyer@in.corp.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.corp.example

Final-Recipient: rfc822; bob@corp.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <bob@corp.example>: Recipient address rejected

--b
Content-Type: text/rfc822-headers

Subject: Hello

--b--
""".replace("\n", "\r\n").encode()
