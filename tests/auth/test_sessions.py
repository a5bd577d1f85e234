"""How long one stays signed in, on which devices, and what ends it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select, update

from auth import accounts
from auth.models import Session, User
from auth.provisioning import carrying
from auth.session import find
from auth.sockets import close_ended
from portal.api.actions import tokens
from portal.api.forms import TokenForm
from portal.config import Settings
from portal.core import clock, db, realtime
from portal.core.web.application import Portal
from tests.browser_client import Browser
from tests.factories import actor, make_user

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Socket(NamedTuple):
    """A browser with an open socket."""

    browser: Browser
    client: Any

    def is_open(self) -> bool:
        return bool(self.client.is_connected())


def status(browser: Browser) -> int:
    return browser.get("/settings/devices").status_code


def test_the_cookie_is_bound_to_the_host_where_there_is_https(tmp_path) -> None:
    secure = Settings(env="test", data=tmp_path, base_url="https://foyer.example", secret_key="x" * 32)
    assert Portal(secure).config["SESSION_COOKIE_NAME"] == "__Host-foyer"
    assert Portal(secure).config["SESSION_COOKIE_SECURE"]
    plain = Settings(env="test", data=tmp_path, secret_key="x" * 32, port=8123)
    assert Portal(plain).config["SESSION_COOKIE_NAME"] == "foyer-8123"


def test_a_session_ends_after_its_hours_however_busy_it_was(app, as_) -> None:
    browser = as_(make_user())
    assert status(browser) == 200
    clock.freeze(clock.now() + timedelta(hours=25))
    assert status(browser) == 303


def test_a_session_ends_when_nobody_came_for_hours(app, as_) -> None:
    browser = as_(make_user())
    with browser.client.session_transaction() as kept:
        kept["seen"] -= app.settings.session_idle_hours * 3600 + 5
    assert status(browser) == 303


def test_it_is_kept_on_which_day_a_session_was_used(app, as_) -> None:
    browser = as_(make_user())
    assert status(browser) == 200
    day = select(Session.last_used_on).where(Session.user_id == browser.user.id)
    assert db.session.scalar(day) == clock.now().date()


def test_my_devices_are_listed_with_this_one_marked(app, client) -> None:
    make_user("Jana", persona="employee", language="en")
    page = client.get("/login").get_data(as_text=True)
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    client.post("/login", data={"persona": "employee", "csrf_token": token}, headers={"User-Agent": FIREFOX})
    shown = client.get("/settings/devices").get_data(as_text=True)
    assert "Firefox · Windows" in shown
    assert shown.count("this device") == 1


def test_one_device_is_signed_out_and_the_other_stays(app, as_) -> None:
    ann = make_user()
    here, there = as_(ann), as_(ann)
    other = db.session.scalars(select(Session.id).where(Session.user_id == ann.id).order_by(Session.id)).all()[-1]
    assert here.delete(f"/settings/devices/{other}").status_code == 303
    assert (status(here), status(there)) == (200, 303)


def test_nobody_ends_the_session_of_somebody_else(app, as_) -> None:
    mine, theirs = as_(make_user("Ann")), as_(make_user("Ben"))
    other = db.session.scalar(select(Session.id).where(Session.user_id == theirs.user.id))
    assert mine.delete(f"/settings/devices/{other}").status_code == 404
    assert status(theirs) == 200


def test_all_others_are_signed_out_at_once(app, as_) -> None:
    ann = make_user()
    here, there, phone = as_(ann), as_(ann), as_(ann)
    assert here.delete("/settings/devices").status_code == 303
    assert [status(browser) for browser in (here, there, phone)] == [200, 303, 303]


@pytest.fixture
def leaver(app) -> User:
    return make_user("Lea Leaver")


def test_a_leaver_is_out_at_once_with_browser_tokens_and_feeds(app, as_, leaver: User) -> None:
    browser, client = as_(leaver), app.test_client()
    _token, secret = tokens.create_token(actor(leaver), TokenForm(name="Script", scopes=("people:read",)))
    _feed, feed = tokens.create_feed_token(actor(leaver), "Hall")
    db.commit()
    bearer = {"Authorization": f"Bearer {secret}"}

    def tried() -> list[int]:
        api = client.get("/api/v1/me", headers=bearer).status_code
        return [status(browser), api, client.get(f"/feeds/{feed}.atom").status_code]

    assert tried() == [200, 200, 200]
    accounts.deactivate(actor(make_user("Hanna")), db.session.get(User, leaver.id))
    db.commit()
    assert tried() == [303, 401, 404]
    carrying.reopen(actor(make_user("Hedda")), db.session.get_one(User, leaver.id))
    db.commit()
    assert db.session.get_one(User, leaver.id).is_active
    assert tried() == [303, 401, 404]


def test_the_sockets_of_a_leaver_are_closed_after_the_commit(app, as_, leaver: User, monkeypatch) -> None:
    as_(leaver), as_(leaver)
    theirs = list(db.session.scalars(select(Session.id).where(Session.user_id == leaver.id).order_by(Session.id)))
    said: list[dict] = []
    monkeypatch.setattr(realtime, "_send", said.append)
    admin = actor(make_user("Hanna"))
    accounts.deactivate(admin, leaver)
    assert not said
    db.commit()
    assert [sorted(message["sessions"]) for message in said if message["do"] == "end"] == [theirs]


@pytest.fixture
def connect(app, as_, monkeypatch) -> Iterator[Callable[[User], Socket]]:
    """Opens browsers with a socket each; what a commit says arrives right afterwards."""
    monkeypatch.setattr(realtime, "_send", realtime._receive)
    monkeypatch.setattr(realtime, "listen", lambda: None)
    opened: list[Socket] = []

    def open_one(user: User) -> Socket:
        browser = as_(user)
        opened.append(Socket(browser, realtime.socketio.test_client(app, flask_test_client=browser.client)))
        return opened[-1]

    yield open_one
    for one in opened:
        if one.is_open():
            one.client.disconnect()


def test_ending_one_device_closes_its_sockets_and_no_others(connect) -> None:
    ann, ben = make_user("Ann"), make_user("Ben")
    here, there, third, colleague = connect(ann), connect(ann), connect(ann), connect(ben)
    ids = db.session.scalars(select(Session.id).where(Session.user_id == ann.id).order_by(Session.id)).all()
    assert here.browser.delete(f"/settings/devices/{ids[1]}").status_code == 303
    assert [socket.is_open() for socket in (here, there, third, colleague)] == [True, False, True, True]
    here.browser.post("/logout")
    assert [socket.is_open() for socket in (here, third, colleague)] == [False, True, True]


def test_a_page_that_is_left_while_its_rooms_are_looked_at_joins_none_and_breaks_nothing(connect, monkeypatch) -> None:
    ann = connect(make_user("Ann"))
    user_id, allowed = ann.browser.user.id, realtime._may_enter

    def leave_meanwhile(user: int, room: str) -> bool:
        ann.client.disconnect()
        return allowed(user, room)

    monkeypatch.setattr(realtime, "_may_enter", leave_meanwhile)
    ann.client.emit("join", ["everyone"])
    assert user_id not in realtime._sockets


def test_a_socket_whose_message_was_lost_is_found_by_the_watch_within_a_minute(connect, leaver: User) -> None:
    gone, over, stays = connect(leaver), connect(make_user("Ann")), connect(make_user("Ben"))
    db.session.execute(update(User).where(User.id == leaver.id).values(is_active=False))
    past = update(Session).where(Session.user_id == over.browser.user.id)
    db.session.execute(past.values(expires_at=clock.now() - timedelta(seconds=1)))
    db.session.commit()
    close_ended()
    assert [socket.is_open() for socket in (gone, over, stays)] == [False, False, True]


def test_a_session_is_found_by_its_secret_alone(app) -> None:
    assert find("no such secret") is None
