"""What must not be missed comes by mail at once, whatever somebody chose; only the quiet hours hold."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.announcements import remind
from portal.core import clock, db, jobs
from portal.mail.actions import stop
from portal.mail.models import Choice, Message, Setting
from portal.notifications import mark_read_about
from tests.announcements.factories import announce, let_speak, make_manager, ref
from tests.counterparts.mail_catcher import Catcher
from tests.factories import actor, make_user
from tests.mail.conftest import work


@pytest.fixture
def bob(catcher: Catcher):
    return make_user("Bob Brand", email="bob@corp.example")


def choose_off(user) -> None:
    db.session.add_all([Choice(user_id=user.id, kind="announcement", choice="off")])
    db.commit()


def test_a_forced_announcement_comes_by_mail_at_once_also_to_who_wants_none(catcher: Catcher, bob) -> None:
    choose_off(bob)
    announce(title="Party")
    work()
    assert catcher.to("bob@corp.example") == []
    announce(make_manager("Dora"), title="Fire drill", is_forced="yes")
    work()
    [caught] = catcher.to("bob@corp.example")
    assert caught.mail["Subject"] == "Fire drill"
    assert "whatever they switched off" in caught.part("plain")
    assert "whatever you chose" in caught.part("plain"), "the mail says why it came"


def test_who_waits_for_the_overview_gets_it_at_once_and_not_twice(catcher: Catcher, bob) -> None:
    announce(title="Fire drill", is_forced="yes")
    work()
    work(days=2)
    assert [caught.mail["Subject"] for caught in catcher.to("bob@corp.example")] == ["Fire drill"]


def test_a_forced_one_waits_for_the_end_of_the_quiet_hours_and_comes_then(catcher: Catcher, bob) -> None:
    clock.freeze(clock.now().replace(year=2027, month=1, day=4, hour=20, minute=0))
    windows = [{"days": [0, 1, 2, 3, 4], "start": 8 * 60, "end": 17 * 60}]
    db.session.add(Setting(user_id=bob.id, digest="off", time_zone="UTC", windows=windows))
    choose_off(bob)
    announce(title="Fire drill", is_forced="yes")
    work()
    assert catcher.caught == []
    due = db.session.scalar(select(Message.due_at).where(Message.user_id == bob.id))
    assert due == clock.now().replace(day=5, hour=8, minute=0, second=0, microsecond=0)
    stop(bob.id, "announcement")
    db.commit()
    work(hours=12)
    assert [caught.mail["Subject"] for caught in catcher.to("bob@corp.example")] == ["Fire drill"]


def test_who_has_read_it_in_the_portal_meanwhile_needs_no_mail(catcher: Catcher, bob) -> None:
    forced = announce(title="Fire drill", is_forced="yes")
    mark_read_about(actor(bob), ref(forced))
    db.commit()
    work()
    assert catcher.caught == []


def test_a_reminder_of_a_forced_one_comes_by_mail_too(catcher: Catcher, bob) -> None:
    manager = make_manager()
    forced = announce(manager, title="Fire drill", is_forced="yes", wants_confirmation="yes")
    choose_off(bob)
    work()
    clock.freeze(clock.now() + timedelta(days=2))
    remind(actor(manager), forced)
    db.commit()
    jobs.run_all()
    work()
    assert len(catcher.to("bob@corp.example")) == 2


def test_a_leader_hears_by_mail_who_may_write_in_the_leaders_name(catcher: Catcher, bob) -> None:
    db.session.add(Choice(user_id=bob.id, kind="voice", choice="off"))
    db.commit()
    let_speak(bob, make_user("Carl", email="carl@corp.example"))
    work()
    assert [caught.recipient for caught in catcher.caught] == ["carl@corp.example"], "bob did it"


def test_the_settings_say_that_some_things_come_anyway(as_, bob) -> None:
    for path in ("/notifications/settings", "/notifications/mail"):
        assert "whatever you choose here" in as_(bob).get(path).get_data(as_text=True)
