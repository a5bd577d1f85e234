"""The mailbox of answers, on a real mail server."""

import imaplib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.comments import Comment
from portal.core import db
from portal.core.subjects import Ref
from portal.mail.addresses import return_address
from portal.mail.intake import door
from portal.mail.intake.mailbox import empty_mailbox, try_mailbox
from portal.mail.models import Bounce, Message
from portal.mail.preparing import add_settings, send_to
from tests.counterparts import dovecot
from tests.counterparts.dovecot import Mailbox
from tests.factories import make_user
from tests.mail.mails import bounce, reply
from tests.posts.factories import make_post

pytestmark = [
    pytest.mark.counterpart,
    pytest.mark.skipif(bool(dovecot.missing()), reason=dovecot.missing() or "there"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Mailbox]:
    """A mail server for this file."""
    with tempfile.TemporaryDirectory(prefix="foyer-dovecot-") as folder, dovecot.running(Path(folder)) as box:
        yield box


@pytest.fixture
def box(server: Mailbox, configured) -> Mailbox:
    """The mailbox, named in the settings."""
    configured(mail_replies="foyer@in.corp.example", mail_from="Foyer <foyer@corp.example>", imap=server.url)
    return server


def test_answers_and_bounces_are_taken_in_and_removed_and_the_rest_stays(box: Mailbox) -> None:
    ann, bob = make_user("Ann", email="ann@corp.example"), make_user("Bob", email="bob@corp.example")
    post = make_post(ann, title="Plan")
    content, address = reply(bob, Ref("post", post.id))
    box.deliver(content, address)
    add_settings()
    send_to(bob.id, "test", [])
    db.commit()
    number = db.session.scalars(select(Message.id)).one()
    box.deliver(bounce(), return_address(number))
    box.deliver(b"From: x@y\r\nSubject: Offer\r\n\r\nBuy this", "foyer@in.corp.example")
    assert empty_mailbox() == 3
    assert list(db.session.scalars(select(Comment.body))) == ["Gute Idee!"]
    assert db.session.query(Bounce).count() == 1
    assert box.left() == 1, "what is not for us stays"
    assert empty_mailbox() == 0


def test_a_mail_that_could_not_be_taken_comes_again(box: Mailbox, monkeypatch) -> None:
    bob = make_user("Bob", email="bob@corp.example")
    post = make_post(bob, title="Plan")
    content, address = reply(bob, Ref("post", post.id))
    box.deliver(content, address)

    def away(*_: object) -> None:
        raise OSError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(door.replies, "post", away)
        empty_mailbox()
    assert list(db.session.scalars(select(Comment.body))) == []
    empty_mailbox()
    assert list(db.session.scalars(select(Comment.body))) == ["Gute Idee!"]


def test_a_wrong_password_is_said(box: Mailbox, configured) -> None:
    try_mailbox()
    configured(imap=box.url.replace("imap-secret", "wrong"))
    with pytest.raises(imaplib.IMAP4.error):
        try_mailbox()
    configured(imap="imap://x:y@127.0.0.1:1/INBOX")
    with pytest.raises(OSError, match="refused"):
        try_mailbox()
