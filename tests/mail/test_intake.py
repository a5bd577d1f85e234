"""The small mail server at the door, and the mailbox that is emptied: over the wire, as mail servers do it."""

import smtplib

import pytest
from sqlalchemy import select

from portal.comments import Comment
from portal.core import db
from portal.core.subjects import Ref
from portal.mail.intake import server as door
from portal.mail.intake.server import Server
from tests.counterparts.lifetime import free_port
from tests.factories import make_user
from tests.mail.mails import reply
from tests.posts.factories import make_post


@pytest.fixture
def scene(configured, committed):
    """A post of Ann's that Bob may answer, really in the database."""
    configured(mail_replies="foyer@in.corp.example", mail_from="Foyer <foyer@corp.example>")
    ann, bob = make_user("Ann", email="ann@corp.example"), make_user("Bob", email="bob@corp.example")
    return bob, make_post(ann, title="Plan")


@pytest.fixture(params=["smtp", "lmtp"])
def client(request, scene):
    """A mail server that is connected to the door."""
    running = Server(f"{request.param}://127.0.0.1:{free_port()}")
    running.start()
    kind = smtplib.LMTP if request.param == "lmtp" else smtplib.SMTP
    with kind("127.0.0.1", running.port) as connected:
        yield connected
    running.stop()


def comments() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Comment.body)))


def test_an_answer_is_posted_before_the_server_says_yes(scene, client) -> None:
    bob, post = scene
    content, address = reply(bob, Ref("post", post.id))
    client.sendmail("bob@corp.example", [address], content)
    assert comments() == ["Gute Idee!"]


def test_unknown_addresses_are_refused_before_anything_is_sent(scene, client) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail("x@y.example", ["foyer@in.corp.example"], b"hello")
    assert next(iter(refused.value.recipients.values()))[0] == 550


def test_a_stranger_is_told_no(scene, client) -> None:
    bob, post = scene
    content, address = reply(bob, Ref("post", post.id), From="mallory@evil.example")
    with pytest.raises(smtplib.SMTPDataError) as refused:
        client.sendmail("mallory@evil.example", [address], content)
    assert refused.value.smtp_code == 550
    assert comments() == []


def test_when_the_database_is_away_the_mail_is_to_come_again(scene, client, monkeypatch) -> None:
    bob, post = scene

    def away(*_: object) -> None:
        raise OSError("the database is away")

    content, address = reply(bob, Ref("post", post.id))
    with monkeypatch.context() as broken:
        broken.setattr(door, "take", away)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("bob@corp.example", [address], content)
    assert refused.value.smtp_code == 451
    client.sendmail("bob@corp.example", [address], content)
    client.sendmail("bob@corp.example", [address], content)
    assert comments() == ["Gute Idee!"]
