"""Nothing that a program can send is a fault of ours, and nothing takes two seconds."""

import os
import sys
from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest
from sqlalchemy import select

from auth.models import User
from portal.comments import add_comment
from portal.core import db
from portal.core.subjects import ref
from tests.api.factories import make_token
from tests.api.hostile import ECHOES, Attack, attack
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post

FEW = 3
EACH = 5
CASES = int(os.environ.get("FOYER_TEST_CASES", "5000"))
FIRST = int(os.environ.get("FOYER_TEST_FIRST", "0"))  # the first round's seed, for a drill in pieces


@pytest.fixture
def secret(app, monkeypatch) -> str:
    monkeypatch.setattr(app, "settings", app.settings.model_copy(update={"api_reads": 10**9, "api_writes": 10**9}))
    ann = make_user("Ann", roles=("community-manager", "it-admin", "hr-admin"))
    group = make_group("Night shift", owner=ann)
    add_member(group, make_user("Ben"))
    make_post(ann, group.key)
    return make_token(ann)


@pytest.fixture
def things(secret) -> Callable[[], dict[str, str]]:
    """Gives a function that makes a group of Ann's with everything in it, anew each time, as requests remove things."""
    numbers = count(1)
    ann, ben = (db.session.scalars(select(User).where(User.name == name)).one().id for name in ("Ann", "Ben"))

    def make() -> dict[str, str]:
        author, other = db.session.get_one(User, ann), db.session.get_one(User, ben)
        group = make_group(f"Shift {next(numbers)}", owner=author)
        add_member(group, other)
        post = make_post(author, group.key)
        comment, _ = add_comment(actor(author), ref(post), "A word.")
        db.commit()
        there = {"person": other.slug, "group": group.slug, "audience": group.key, "user_id": str(ben), "version": "1"}
        return there | {"post_id": str(post.id), "comment_id": str(comment.id), "ref": f"post:{post.id}"}

    return make


@pytest.mark.slow
def test_a_few_odd_requests_to_every_operation(app, secret) -> None:
    seen = attack(Attack(app, secret), each=FEW).seen
    assert seen.total() >= FEW * 60


@pytest.mark.drill
def test_many_odd_requests_to_every_operation(app, secret, things, capsys) -> None:
    """Round after round, each with a seed of its own, until there were so many."""
    seen: Counter[int] = Counter()
    made, slowest, rounds = 0, 0.0, 0
    while seen.total() < CASES:
        left = CASES - seen.total()
        went = attack(Attack(app, secret, ECHOES, things), each=EACH, seed=FIRST + rounds, most=left)
        seen, made, slowest, rounds = seen + went.seen, made + went.made, max(slowest, went.slowest), rounds + 1
        with capsys.disabled():
            sys.stdout.write(
                f"\n{seen.total()} requests, {made} cases of schemathesis among them, in {rounds} rounds;"
                f" slowest {slowest:.2f} s; {dict(sorted(seen.items()))}\n"
            )
            sys.stdout.flush()
