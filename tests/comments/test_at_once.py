"""Comments that are written at the same moment as others, or as the thread is closed."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.comments import Comment, add_comment, close_thread, pace_thread
from portal.core import db
from portal.core.errors import Invalid
from portal.posts import Post
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.posts.factories import make_post, ref

pytestmark = pytest.mark.usefixtures("app", "committed")


@pytest.fixture
def place():
    """Bob is a member of the group whose owner Olga is; Olga wrote the post. All of it is committed."""
    group, bob = make_group("Brazing"), make_user("Bob")
    add_member(group, bob)
    olga = owner_of(group)
    post = make_post(olga, group.key, title="Flux")
    found = actor(bob), actor(olga), ref(post)
    db.commit()
    db.session.remove()
    return found


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Runs each act in a transaction of its own; none ends before all are done, or one has to wait for another."""
    done = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        try:
            with db.unit_of_work():
                act()
                with suppress(threading.BrokenBarrierError):
                    done.wait(0.5)
        except Invalid as error:
            done.abort()
            return error.message
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def test_a_slow_thread_takes_one_of_two_comments_sent_at_once(place) -> None:
    bob, olga, about = place
    with db.unit_of_work() as session:
        pace_thread(olga, about, session.get_one(Post, about.id), 15)
    said = at_once(lambda: add_comment(bob, about, "One"), lambda: add_comment(bob, about, "Two"))
    assert said[1] == "done"
    assert "One comment in 15 minutes here" in said[0]
    assert count() == 1


def test_nothing_appears_in_a_thread_after_it_was_closed(place) -> None:
    bob, olga, about = place
    closed = threading.Event()

    def close() -> None:
        close_thread(olga, about, db.session.get_one(Post, about.id), "Solved.")
        closed.set()

    def write_late() -> None:
        assert closed.wait(5)
        add_comment(bob, about, "Too late")

    said = at_once(close, write_late)
    assert said == ["The comments are closed: Solved.", "done"]
    assert count() == 0


def test_closing_waits_for_what_is_being_written(place) -> None:
    bob, olga, about = place
    written = threading.Event()
    there: list[int] = []

    def write() -> None:
        add_comment(bob, about, "Just in time")
        written.set()

    def close() -> None:
        assert written.wait(5)
        close_thread(olga, about, db.session.get_one(Post, about.id), "Solved.")
        there.append(count())

    assert at_once(write, close) == ["done", "done"]
    assert there == [1]
