"""Webhooks tell what their owner may see, signed, once more until they arrive, and never to addresses inside."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from auth.models import RoleGrant
from portal.api import signing
from portal.api.actions import deliveries, hooks
from portal.api.forms import HookForm
from portal.api.heard import EVENTS
from portal.api.models import Delivery, Hook
from portal.comments import add_comment
from portal.core import clock, db, outgoing
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.jobs import run_all
from portal.groups import leave_group
from portal.posts import edit_post, remove_post
from portal.posts.forms import EditForm
from tests.api.factories import make_hook
from tests.api.receiver import Receiver, receiving
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import fresh, make_post, ref


@pytest.fixture
def receiver(app, monkeypatch) -> Iterator[Receiver]:
    with receiving() as running:
        monkeypatch.setattr(signing, "_kept", signing._kept._replace(inside=frozenset({running.host})))
        yield running


@pytest.fixture
def ann(app):
    return make_user("Ann Probst")


@pytest.fixture
def group(ann):
    return make_group("Night shift", owner=ann, visibility="hidden")


def form(url: str, audience: str, *events: str) -> HookForm:
    return HookForm(name="Build", url=url, audience=audience, events=events or tuple(EVENTS))


def later(**pause: float) -> None:
    clock.freeze(clock.now() + timedelta(**pause))
    run_all()


def the_delivery() -> Delivery:
    db.session.expire_all()
    return db.session.scalars(select(Delivery)).one()


def test_what_happens_in_the_group_arrives_signed(ann, group, receiver) -> None:
    hook = make_hook(ann, receiver.url, group.key, "post.published", "comment.added")
    ben = make_user("Ben")
    add_member(group, ben)
    post = make_post(ben, group.key, title="Shift plan", body="New **plan**.")
    add_comment(actor(ann), ref(post), "Thanks.")
    db.commit()
    run_all()
    assert [got.payload["type"] for got in receiver.got] == ["post.published", "comment.added"]
    first = receiver.got[0]
    assert first.is_signed(signing.secret(hook.salt))
    assert not first.is_signed(signing.secret(signing.new_salt()))
    data = first.payload["data"]
    assert (data["subject"], data["audience"], data["actor_id"]) == (f"post:{post.id}", group.key, ben.id)
    assert data["thing"]["title"] == "Shift plan"
    assert data["thing"]["body"] == "New **plan**."
    assert the_state() == ["delivered", "delivered"]


def the_state() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(Delivery.state).order_by(Delivery.id)))


def test_only_chosen_events_of_the_own_audience_are_told(ann, group, receiver) -> None:
    make_hook(ann, receiver.url, group.key, "post.edited", "post.removed")
    make_post(ann, "everyone")
    post = make_post(ann, group.key)
    edit_post(actor(ann), post, EditForm(body="Other words.", version=1))
    remove_post(actor(ann), post)
    db.commit()
    run_all()
    assert [got.payload["type"] for got in receiver.got] == ["post.edited", "post.removed"]
    assert receiver.got[1].payload["data"]["thing"] is None


def test_a_hook_hears_nothing_more_once_its_owner_has_left(ann, group, receiver) -> None:
    other = make_user("Second owner")
    add_member(group, other, "owner")
    make_hook(ann, receiver.url, group.key)
    leave_group(actor(ann), group)
    db.commit()
    run_all()
    before = len(receiver.got)
    make_post(other, group.key)
    run_all()
    assert len(receiver.got) == before
    assert the_state()[-1] == "withheld"


def test_a_hook_of_a_closed_account_hears_nothing(ann, group, receiver) -> None:
    make_hook(ann, receiver.url, group.key)
    make_post(ann, group.key)
    ann.is_active = False
    db.commit()
    run_all()
    assert not receiver.got
    assert the_state() == ["withheld"]


def test_owners_hear_their_group_and_it_administrators_the_company(ann, group, receiver) -> None:
    member, stranger = make_user("Mia Member"), make_user("Sam Stranger")
    admin = make_user("Ida", roles=("it-admin",))
    add_member(group, member)
    with pytest.raises(Forbidden):
        hooks.create_hook(actor(member), form(receiver.url, group.key))
    with pytest.raises(NotFound):
        hooks.create_hook(actor(stranger), form(receiver.url, group.key))
    with pytest.raises(NotFound):
        hooks.create_hook(actor(admin), form(receiver.url, group.key))
    with pytest.raises(Forbidden):
        hooks.create_hook(actor(ann), form(receiver.url, "everyone"))
    make_hook(admin, receiver.url, "everyone", "post.published")
    make_post(member, "everyone")
    make_post(member, group.key)
    run_all()
    assert [got.payload["data"]["audience"] for got in receiver.got] == ["everyone"]
    db.session.query(RoleGrant).filter_by(user_id=admin.id).delete()
    db.commit()
    make_post(member, "everyone")
    run_all()
    assert len(receiver.got) == 1


def test_what_does_not_arrive_is_sent_again_with_growing_pauses_and_the_same_id(ann, group, receiver) -> None:
    make_hook(ann, receiver.url, group.key, "post.published")
    receiver.answers = [500, 503]
    make_post(ann, group.key)
    run_all()
    assert (the_delivery().state, the_delivery().attempts, the_delivery().status) == ("waiting", 1, 500)
    later(seconds=20)
    assert len(receiver.got) == 1
    later(seconds=15)
    later(seconds=60)
    assert len(receiver.got) == 2
    later(seconds=60)
    assert (the_delivery().state, the_delivery().attempts) == ("delivered", 3)
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    assert len({got.body for got in receiver.got}) == 1


def test_what_never_arrives_is_given_up_and_a_dead_hook_pauses(ann, group, receiver, monkeypatch) -> None:
    monkeypatch.setattr(deliveries, "MOST_GIVEN_UP", 1)
    hook = make_hook(ann, receiver.url, group.key, "post.published")
    receiver.answers = [500] * 20
    make_post(ann, group.key)
    for _n in range(deliveries.ATTEMPTS + 2):
        later(hours=10)
    assert len(receiver.got) == deliveries.ATTEMPTS
    assert the_delivery().state == "failed"
    assert not db.session.get_one(Hook, hook.id).is_active


def test_a_delivery_can_be_sent_once_more(ann, group, receiver) -> None:
    hook = make_hook(ann, receiver.url, group.key, "post.published")
    post = make_post(ann, group.key, title="As it was")
    run_all()
    edit_post(actor(ann), fresh(post), EditForm(title="As it is", body="Other", version=1))
    hooks.replay(actor(ann), hook, the_delivery())
    db.commit()
    run_all()
    first, again = receiver.got
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert again.payload["data"]["thing"]["title"] == "As it was"
    assert again.is_signed(signing.secret(hook.salt))


def test_a_redirect_is_not_followed(ann, group, receiver) -> None:
    make_hook(ann, receiver.url, group.key, "post.published")
    with receiving() as inside:
        receiver.answers, receiver.location = [302], inside.url
        make_post(ann, group.key)
        run_all()
        assert not inside.got
    assert (the_delivery().state, the_delivery().status) == ("waiting", 302)


ADDRESSES = [
    "http://example.com/hook", "ftp://example.com", "https://user:secret@example.com/", "https://", "example.com/hook",
    "https://exa mple.com/", "javascript:alert(1)", "file:///etc/passwd", "https://[::1", "https://example.com:99999/",
    "https://éxample.com/",
]  # fmt: skip


@pytest.mark.parametrize("url", ADDRESSES)
def test_only_plain_https_addresses_are_taken(ann, group, url: str) -> None:
    with pytest.raises(Invalid) as refused:
        hooks.create_hook(actor(ann), form(url, group.key))
    assert set(refused.value.errors) == {"url"}


INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
    "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_called(ann, group, monkeypatch, address: str) -> None:
    kind = socket.AF_INET6 if ":" in address else socket.AF_INET
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [(kind, socket.SOCK_STREAM, 6, "", (address, 443))])
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_k: pytest.fail("it was called"))
    make_hook(ann, "https://rebound.example.com/hook", group.key, "post.published")
    make_post(ann, group.key)
    run_all()
    assert the_delivery().state == "waiting"
    assert address in the_delivery().error


def test_a_name_that_changes_its_mind_is_looked_up_once(monkeypatch) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    called = []

    def look_up(*_args: object, **_options: object) -> list:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 443))]

    def connect(address: tuple[str, int], *_rest: object) -> None:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(ConnectionRefusedError):
        outgoing.post("https://rebound.example.com/hook", b"{}", {})
    assert called == [("93.184.216.34", 443)]


def test_one_address_inside_among_many_is_enough_to_refuse(monkeypatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
    with pytest.raises(outgoing.NotAllowed):
        outgoing.post("https://both.example.com/", b"{}", {})


def test_a_host_inside_is_called_where_the_installation_names_it(receiver) -> None:
    assert outgoing.post(receiver.url, b"{}", {}, inside=frozenset({receiver.host})).status == 204
    with pytest.raises(outgoing.NotAllowed):
        outgoing.post(receiver.url, b"{}", {})


def test_webhooks_are_looked_after_on_their_pages(ann, group, as_, receiver) -> None:
    browser = as_(ann)
    data = {"name": "Build", "url": receiver.url, "audience": group.key, "events": ["post.published"]}
    made = browser.post("/settings/webhooks", data)
    assert "whsec_" in made.get_data(as_text=True)
    hook_id = db.session.scalars(select(Hook.id)).one()
    path = f"/settings/webhooks/{hook_id}"
    assert "whsec_" not in browser.get(path).get_data(as_text=True)
    assert receiver.url in browser.get("/settings/webhooks").get_data(as_text=True)
    assert browser.post(f"{path}/test").status_code == 303
    run_all()
    assert receiver.got[0].payload["type"] == "webhook.test"
    assert "delivered" in browser.get(path).get_data(as_text=True)
    assert browser.post(f"{path}/deliveries/{the_delivery().id}/replay").status_code == 303
    run_all()
    assert len(receiver.got) == 2
    assert browser.put(path, data | {"name": "Deploy", "url": "http://inside/"}).status_code == 422
    assert browser.put(path, data | {"name": "Deploy"}).status_code == 303
    assert browser.post(f"{path}/activity", {"is_active": "false"}).status_code == 303
    page = browser.get(path).get_data(as_text=True)
    assert "Deploy" in page
    assert "paused" in page
    assert "whsec_" in browser.post(f"{path}/secret").get_data(as_text=True)
    stranger = as_(make_user("Sam"))
    for answer in (stranger.get(path), stranger.delete(path), stranger.post(f"{path}/test")):
        assert answer.status_code == 404
    assert "You own none" in stranger.get("/settings/webhooks").get_data(as_text=True)
    assert browser.delete(path).status_code == 303
    assert not db.session.scalars(select(Hook.id)).all()
