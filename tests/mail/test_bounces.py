"""Mails that come back: read, counted once each, and believed only at an address that was made here."""

import pytest
from sqlalchemy import select

from portal.core import db
from portal.mail.addresses import read_return_address, return_address
from portal.mail.intake import take
from portal.mail.models import Bounce, Message, Setting
from portal.mail.preparing import add_settings, send_to
from tests.factories import make_user
from tests.mail.mails import bounce


@pytest.fixture
def sent(configured) -> list[str]:
    """The return addresses of four mails to Bob."""
    configured(mail_replies="foyer@in.corp.example", mail_from="Foyer <foyer@corp.example>")
    bob = make_user("Bob", email="bob@corp.example")
    add_settings()
    for _ in range(4):
        send_to(bob.id, "test", [])
    db.commit()
    return [return_address(number) for number in db.session.scalars(select(Message.id).order_by(Message.id))]


def count() -> int:
    return db.session.query(Bounce).count()


def paused() -> bool:
    db.session.expire_all()
    return db.session.scalar(select(Setting.paused_at)) is not None


def test_a_bounce_is_counted_once_a_mail(sent) -> None:
    assert [take(bounce(), sent[0], "") for _ in range(5)] == ["bounced"] * 5
    assert count() == 1
    assert not paused()
    assert "5.1.1" in db.session.scalars(select(Bounce.reason)).one()


def test_the_third_mail_that_comes_back_switches_mail_off(sent) -> None:
    for address in sent[:3]:
        take(bounce(), address, "")
    assert paused()


@pytest.mark.parametrize(
    "mail",
    [
        bounce(status="4.4.7", action="delayed"),
        bounce(status="4.4.7", action="failed"),
        bounce(status="2.1.5", action="delivered"),
        b"From: bob@corp.example\nAuto-Submitted: auto-replied\nSubject: 550 holidays\n\nI am away until 5.5.2027.\n",
        b"From: x\n\nHello 550 5.1.1\n".replace(b"From", b"Subject"),
    ],
    ids=["delayed", "failed-for-now", "delivered", "holidays", "no-report-but-nobody"],
)
def test_what_is_no_failure_for_good(sent, mail: bytes) -> None:
    sender = "bob@corp.example" if b"Subject: x" in mail else ""
    assert take(mail, sent[0], sender) == "ignored"
    assert count() == 0


def test_an_old_server_says_it_in_words(sent) -> None:
    mail = b"From: postmaster@old.example\nSubject: failure\n\n<bob@corp.example>: 550 5.1.1 no such user here\n"
    assert take(mail, sent[0], "<>") == "bounced"


def test_a_return_address_cannot_be_guessed(sent) -> None:
    assert take(bounce(), "foyer+b.1.aaaaaaaaaaaaaaaa@in.corp.example", "") == "unknown"
    assert read_return_address(sent[0].upper()) == read_return_address(sent[0])


def test_a_bounce_of_a_mail_that_was_forgotten_is_nothing(sent) -> None:
    assert take(bounce(), return_address(10**9), "") == "bounced"
    assert count() == 0
