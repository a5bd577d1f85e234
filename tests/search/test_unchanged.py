"""Acts that change nothing that can be found write nothing into the index."""

from collections.abc import Callable

import pytest

import search
from auth.models import User
from portal.core import db
from portal.core.web import Portal
from portal.groups import Group
from portal.groups.actions import archive_group, restore_group
from portal.people.actions import follow, unfollow
from portal.posts import Post, pin_post, remove_post, restore_post, unpin_post
from tests.factories import actor, make_user
from tests.groups.factories import fresh, make_group
from tests.posts.factories import make_post
from tests.statements import asked


def entered(call: Callable[[], object]) -> list[str]:
    """Gives the statements that write into the index meanwhile."""
    with asked() as said:
        call()
        db.session.flush()
    return [one for one in said if one.split()[0] in ("INSERT", "UPDATE", "DELETE") and "search_" in one]


@pytest.fixture
def scene(app: Portal) -> tuple[User, User, Group, Post]:
    """A community manager, a colleague, a group, and a post of the colleague."""
    manager, bob = make_user("Petra", roles=("community-manager",)), make_user("Bob")
    return manager, bob, make_group("Brazing", owner=bob), make_post(bob, title="Flux")


def test_following_pinning_and_archiving_enter_nothing(scene: tuple[User, User, Group, Post]) -> None:
    manager, bob, group, post = scene
    who = actor(manager)
    assert entered(lambda: follow(who, bob)) == []
    assert entered(lambda: unfollow(who, bob)) == []
    assert entered(lambda: pin_post(who, post)) == []
    assert entered(lambda: unpin_post(who, post)) == []
    assert entered(lambda: archive_group(who, fresh(group))) == []
    assert entered(lambda: restore_group(who, fresh(group))) == []


def test_a_removed_post_is_not_found_and_a_restored_one_is(scene: tuple[User, User, Group, Post]) -> None:
    _, bob, _, post = scene
    assert entered(lambda: remove_post(actor(bob), post))
    assert not search.find(actor(make_user("Cem")), "Flux").hits
    restore_post(actor(bob), post.id)
    assert search.find(actor(make_user("Dora")), "Flux").hits
