"""Who is no longer inside finds every door closed, at once: pages, search, feed, files, notices, open sockets."""

import json
from typing import Any

import pytest

from auth import accounts
from auth.audience import keys_changed
from portal.core import db, realtime
from portal.core.subjects import Ref
from portal.groups import actions, membership, roles
from portal.groups.forms import GroupForm
from portal.groups.models import Membership
from portal.posts.actions import publish_post, save_post
from portal.posts.forms import PostForm
from tests.attachments.factories import make_attachment
from tests.browser_client import Browser
from tests.comments.factories import make_comment
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import add_member, fields, fresh, make_group

SECRET = "Quetzalcoatl"


class Window:
    """Everything that somebody has open of a group: pages, files, a socket in its room."""

    def __init__(self, app, user, group, owner) -> None:
        picture = make_attachment(owner, name=f"{SECRET}.png")
        form = PostForm(
            audience=group.key, title=f"{SECRET} plan", body=f"About @{user.slug}", attachments=(picture.id,)
        )
        post = publish_post(actor(owner), form)
        db.commit()
        make_comment(Ref("post", post.id), owner, f"{SECRET} again")
        save_post(actor(user), post)
        db.commit()
        self.browser = Browser(app, user)
        self.doors = [
            f"/posts/{post.id}", f"/posts/{post.id}/foot", f"/comments/about/post:{post.id}",
            f"/files/{picture.id}/{SECRET}.png", f"/files/{picture.id}/thumb",
        ]  # fmt: skip
        self.lists = [
            "/home", "/home?view=all", "/home?view=saved", f"/search?q={SECRET}", f"/search/suggest?q={SECRET[:6]}",
            f"/groups/{group.slug}", f"/people/{owner.slug}", "/notifications",
        ]  # fmt: skip
        self.group = group
        self.socket = realtime.socketio.test_client(app, flask_test_client=self.browser.client)
        self.joined = self.socket.emit("join", [group.key], callback=True)

    def statuses(self) -> set[int]:
        """Gives what the addresses of the post and its file answer."""
        found = set()
        for door in self.doors:
            with self.browser.get(door, follow_redirects=True) as answer:
                found.add(answer.status_code)
        return found

    def shown(self) -> set[str]:
        """Gives the lists that show what was written in the group."""
        found = set()
        for address in self.lists:
            page = self.browser.get(address).get_data(as_text=True).replace(f"q={SECRET}", "").replace("<mark>", "")
            found |= {address} if f"{SECRET} " in page.replace("</mark>", "").replace(f'"{SECRET}"', "") else set()
        return found

    def hears(self) -> list[str]:
        """Gives what the socket is told when something happens in the group."""
        self.socket.get_received()
        realtime.socketio.emit("nudge", {"kind": "post", "id": 1}, to=self.group.key)
        return [message["name"] for message in self.socket.get_received()]


@pytest.fixture
def bus(monkeypatch):
    """Takes the place of the bus: what the commit sends is received right afterwards, in this thread."""
    sent: list[Any] = []
    monkeypatch.setattr(realtime, "_send", sent.append)
    monkeypatch.setattr(realtime, "listen", lambda: None)

    def deliver() -> None:
        while sent:
            realtime._receive(sent.pop(0))

    return deliver


@pytest.fixture
def look(app, bus):
    """Opens windows, and closes their sockets at the end."""
    opened: list[Window] = []

    def look_at(user, group, owner) -> Window:
        opened.append(Window(app, user, group, owner))
        return opened[-1]

    yield look_at
    for window in opened:
        window.socket.disconnect()


def leave(group, owner, ann) -> None:
    membership.leave_group(actor(ann), group)


def put_out(group, owner, ann) -> None:
    roles.remove_member(actor(owner), group, ann.id)


def move_away(group, owner, ann) -> None:
    membership_of = db.session.get_one(Membership, (group.id, ann.id))
    membership_of.is_automatic = True
    group.unit_id = ann.department_id
    db.session.flush()
    accounts.move_user(actor(owner), ann, department_id=make_unit("Office").id, site_id=None)


@pytest.mark.parametrize("visibility", ["request", "private", "hidden"])
@pytest.mark.parametrize("lose", [leave, put_out, move_away])
def test_losing_membership_closes_every_door(look, bus, visibility, lose) -> None:
    owner, ann = make_user("Olga"), make_user("Ann Probst", department=make_unit("Press shop"))
    group = make_group("Circle", owner=owner, visibility=visibility)
    add_member(group, ann)
    window = look(ann, group, owner)
    assert window.joined == [group.key]
    assert window.statuses() == {200}
    assert len(window.shown()) >= 5
    assert window.hears() == ["nudge"]
    lose(fresh(group), fresh(owner), fresh(ann))
    db.commit()
    bus()
    assert window.statuses() == {404}
    assert window.shown() == set()
    assert window.hears() == []
    assert window.socket.emit("join", [group.key], callback=True) == []


@pytest.mark.parametrize("visibility", ["request", "private", "hidden"])
def test_closing_an_open_group_closes_every_door_to_who_is_no_member(app, look, bus, visibility) -> None:
    owner, stranger, member = make_user("Olga"), make_user("Eva Stranger"), make_user("Ben Member")
    group = make_group("Circle", owner=owner)
    add_member(group, member)
    outside, inside = look(stranger, group, owner), look(member, group, owner)
    assert (outside.statuses(), outside.hears()) == ({200}, ["nudge"])
    actions.edit_group(actor(owner), fresh(group), GroupForm(**fields("Circle", visibility=visibility)))
    db.commit()
    bus()
    assert (outside.statuses(), outside.shown(), outside.hears()) == ({404}, set(), [])
    assert (inside.statuses(), inside.hears()) == ({200}, ["nudge"])
    listed = Browser(app, stranger).get("/search?q=Circle").get_data(as_text=True)
    assert (f"/group/{group.id}" in listed) is (visibility != "hidden")
    actions.edit_group(actor(owner), fresh(group), GroupForm(**fields("Circle")))
    db.commit()
    assert outside.statuses() == {200}


def test_a_rule_that_takes_a_whole_company_s_keys_fits_the_bus(monkeypatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(realtime, "_send", sent.append)
    keys_changed(*range(1_000_000, 1_020_000))
    db.commit()
    assert {user for message in sent for user in message["users"]} == set(range(1_000_000, 1_020_000))
    assert all(len(json.dumps(message)) < 65536 for message in sent)
