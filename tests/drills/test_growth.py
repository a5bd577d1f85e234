"""The same pages again and again leave nothing behind in a web process."""

import gc
import os
import sys

import pytest

from tests.browser_client import Browser
from tests.comments.factories import make_comment
from tests.factories import make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post, ref

pytestmark = pytest.mark.drill
ROUNDS = int(os.environ.get("FOYER_TEST_ROUNDS", "24"))
WARM = 3  # so many rounds fill what a process remembers
PER_REQUEST = 0.1  # blocks of Python's memory; a web process that keeps one object a request keeps more
PLACES = ("/home", "/home?view=all", "/groups", "/people", "/notifications", "/settings", "/announcements", "/drafts")


@pytest.fixture
def addresses(app) -> list[tuple[Browser, str]]:
    """What five of twenty people open."""
    people = [make_user(f"Reader {n}") for n in range(20)]
    group = make_group("Night shift", owner=people[0])
    for one in people[1:]:
        add_member(group, one)
    posts = [make_post(one, group.key, title=f"Post {n}") for n, one in enumerate(people)]
    for post in posts:
        make_comment(ref(post), people[1])
    shown = [f"/posts/{post.id}-post-{n}" for n, post in enumerate(posts)]
    places = [*PLACES, "/groups/night-shift", "/groups/night-shift/members", "/search?q=canteen", *shown]
    return [(Browser(app, one), place) for one in people[:5] for place in (*places, f"/people/{one.slug}")]


def test_a_process_keeps_nothing_of_pages_that_it_has_drawn_before(addresses, capsys) -> None:
    seen = []
    for turn in range(ROUNDS + WARM):
        for browser, place in addresses:
            assert browser.get(place).status_code == 200, place
        if turn >= WARM - 1:
            gc.collect()
            seen.append(sys.getallocatedblocks())
    grown, requests = seen[-1] - seen[0], ROUNDS * len(addresses)
    with capsys.disabled():
        sys.stdout.write(f"\n{requests} requests to {len(addresses)} addresses: {seen[0]} → {seen[-1]} blocks\n")
    assert grown < requests * PER_REQUEST
