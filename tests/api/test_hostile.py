"""Nothing that a program can send is a fault of ours, and nothing takes two seconds."""

import os
import sys
from collections import Counter

import pytest

from tests.api.factories import make_token
from tests.api.hostile import ECHOES, attack
from tests.factories import make_user
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


@pytest.mark.slow
def test_a_few_odd_requests_to_every_operation(app, secret) -> None:
    seen = attack(app, secret, each=FEW).seen
    assert seen.total() >= FEW * 60


@pytest.mark.drill
def test_many_odd_requests_to_every_operation(app, secret, capsys) -> None:
    """Round after round, each with a seed of its own, until there were so many."""
    seen: Counter[int] = Counter()
    made, slowest, rounds = 0, 0.0, 0
    while seen.total() < CASES:
        left = CASES - seen.total()
        went = attack(app, secret, each=EACH, echoes=ECHOES, seed=FIRST + rounds, most=left)
        seen, made, slowest, rounds = seen + went.seen, made + went.made, max(slowest, went.slowest), rounds + 1
        with capsys.disabled():
            sys.stdout.write(
                f"\n{seen.total()} requests, {made} cases of schemathesis among them, in {rounds} rounds;"
                f" slowest {slowest:.2f} s; {dict(sorted(seen.items()))}\n"
            )
            sys.stdout.flush()
