"""A device hears that there is something, over the real protocol, and nothing that it ought not to."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from auth.models import User
from portal.comments import add_comment
from portal.core import clock, db, jobs
from portal.core.jobs import Job
from portal.mail.models import Setting
from portal.notifications import mark_all_read
from portal.posts import Post, remove_post
from portal.push import services
from portal.push.actions import MOST_FAULTS, choose, subscribe
from portal.push.forms import SubscriptionForm
from portal.push.models import ServerKey, Subscription
from tests.factories import actor, make_user
from tests.posts.factories import make_post, ref

from .conftest import later
from .service import BrowserEnd, Service, check_signature


class Device:
    """Ann's phone, with a post of hers on which Ben comments."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.browser = BrowserEnd()
        self.ann, self.ben = make_user("Ann Probst", language="de"), make_user("Ben Kramer")
        self.post = make_post(self.ann, title="Canteen")
        self.add(self.ann)

    def add(self, user: User, name: str = "one") -> None:
        form = SubscriptionForm(
            endpoint=self.service.endpoint(name), p256dh=self.browser.p256dh, auth=self.browser.auth
        )
        subscribe(actor(user), form, device="Firefox · Android")
        db.commit()

    def comment(self, words: str = "A secret word.") -> None:
        add_comment(actor(self.ben), ref(self.post), words)
        db.commit()
        jobs.run_all()

    def told(self) -> list[dict[str, str]]:
        return [self.browser.read(body) for _path, _headers, body in self.service.taken]


@pytest.fixture
def phone(service: Service) -> Device:
    clock.freeze(clock.now())
    return Device(service)


def subscriptions() -> int:
    return len(db.session.scalars(select(Subscription.id)).all())


def test_a_browser_reads_that_there_is_something_and_nothing_of_what(phone: Device) -> None:
    phone.comment()
    later(5)
    assert phone.service.taken == []
    later()
    [(path, headers, body)] = phone.service.taken
    assert path == "/push/one"
    assert headers["Content-Encoding"] == "aes128gcm"
    assert int(headers["TTL"]) == 4 * 3600
    assert len(headers["Topic"]) <= 32
    told = phone.browser.read(body)
    assert told["body"] == "Es gibt etwas Neues für dich."
    assert told["url"] == "/notifications"
    assert "Ben" not in str(told)
    assert "Canteen" not in str(told)
    assert b"Canteen" not in body


def test_the_push_service_can_tell_that_the_portal_has_sent_it(phone: Device) -> None:
    phone.comment()
    later()
    [(_path, headers, _body)] = phone.service.taken
    key = db.session.scalar(select(ServerKey.public)) or ""
    origin = phone.service.endpoint().removesuffix("/push/one")
    claims = check_signature(headers["Authorization"], key=key, audience=origin)
    assert claims["sub"].startswith(("mailto:", "https://"))


def test_a_company_may_let_a_push_say_what_it_is(phone: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_settings", services.settings().model_copy(update={"push_titles": True}))
    phone.comment()
    later()
    [told] = phone.told()
    assert told["body"] == "Ben Kramer hat „Canteen“ kommentiert"
    assert told["url"].startswith(f"/posts/{phone.post.id}-canteen")


def test_repeats_are_one_message_with_one_tag(phone: Device) -> None:
    phone.comment()
    phone.comment("Another one.")
    later()
    assert len(phone.service.taken) == 1
    phone.comment("And a third.")
    later()
    assert len({told["tag"] for told in phone.told()}) == 1


def test_what_was_read_meanwhile_is_not_pushed(phone: Device) -> None:
    phone.comment()
    mark_all_read(actor(phone.ann))
    db.commit()
    later()
    assert phone.service.taken == []


def test_what_was_taken_back_within_ten_seconds_is_not_pushed(phone: Device) -> None:
    phone.comment()
    remove_post(actor(phone.ann), db.session.get_one(Post, phone.post.id))
    db.commit()
    later()
    assert phone.service.taken == []


def test_who_may_no_longer_see_it_is_not_told(phone: Device) -> None:
    phone.comment()
    db.session.get_one(Post, phone.post.id).audience = "unit:999"
    db.commit()
    later()
    assert phone.service.taken == []


def test_an_account_that_was_closed_is_not_told(phone: Device) -> None:
    phone.comment()
    db.session.get_one(User, phone.ann.id).is_active = False
    db.commit()
    later()
    assert phone.service.taken == []


def test_a_kind_that_was_switched_off_is_not_pushed(phone: Device) -> None:
    choose(actor(phone.ann), set())
    db.commit()
    phone.comment()
    later()
    assert phone.service.taken == []


def test_quiet_hours_hold_on_devices_too(phone: Device) -> None:
    clock.freeze(datetime(2026, 3, 2, 21, 0, tzinfo=UTC))
    weekdays = {"days": [0, 1, 2, 3, 4], "start": 8 * 60, "end": 17 * 60}
    db.session.add(Setting(user_id=phone.ann.id, windows=[weekdays], time_zone="Europe/Berlin"))
    db.commit()
    phone.comment()
    later()
    assert phone.service.taken == []
    clock.freeze(datetime(2026, 3, 3, 7, 1, tzinfo=UTC))
    later()
    assert len(phone.service.taken) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(phone: Device, status: int) -> None:
    phone.service.status = status
    phone.comment()
    later()
    assert subscriptions() == 0
    phone.comment("Later.")
    later()
    assert len(phone.service.taken) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_is_busy_is_asked_again(phone: Device, status: int) -> None:
    phone.service.status = status
    phone.comment()
    later()
    phone.service.status = 201
    later(30)
    assert len(phone.service.taken) == 2
    assert db.session.scalar(select(Subscription.told_at)) is not None
    assert phone.told()[1]["url"] == "/notifications"


def test_a_service_that_stays_away_is_given_up_quietly(phone: Device) -> None:
    phone.service.status = 503
    phone.comment()
    for _ in range(12):
        later(3600)
    assert 2 <= len(phone.service.taken) <= 8
    assert not [job for job in db.session.scalars(select(Job)) if job.name.startswith("portal.push")]
    assert subscriptions() == 1


def test_a_device_that_is_refused_again_and_again_is_forgotten(phone: Device) -> None:
    phone.service.status = 403
    for n in range(MOST_FAULTS):
        assert subscriptions() == 1
        mark_all_read(actor(phone.ann))
        phone.comment(f"Number {n}.")
        later()
    assert subscriptions() == 0


def test_a_redirect_is_not_followed(phone: Device) -> None:
    phone.service.status = 307
    phone.comment()
    later()
    assert len(phone.service.taken) == 1
    assert db.session.scalar(select(Subscription.told_at)) is None


def test_two_devices_of_one_person_are_both_told(phone: Device) -> None:
    phone.add(phone.ann, "two")
    phone.comment()
    later()
    assert sorted(path for path, _, _ in phone.service.taken) == ["/push/one", "/push/two"]


def test_a_device_that_changed_hands_tells_only_who_has_it_now(phone: Device) -> None:
    phone.add(make_user("Cem Acar"))
    phone.comment()
    later()
    assert phone.service.taken == []


def test_sending_twice_is_safe(phone: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.comment()
    later()
    from portal.push.jobs import tell_devices

    with db.unit_of_work():
        tell_devices(user_ids=[phone.ann.id], kind="comment", fold=f"comment:post:{phone.post.id}")
    later()
    assert len({told["tag"] for told in phone.told()}) == 1
