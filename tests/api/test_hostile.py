"""Nothing that a program can send is a fault of ours, and nothing takes two seconds."""

import os

import pytest

from tests.api.factories import make_token
from tests.api.hostile import attack
from tests.factories import make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post

FEW = 3


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
    seen, _slowest = attack(app, secret, each=FEW)
    assert seen.total() >= FEW * 60


@pytest.mark.drill
def test_many_odd_requests_to_every_operation(app, secret) -> None:
    seen, slowest = attack(app, secret, each=int(os.environ.get("FOYER_HOSTILE", "350")))
    print(f"{seen.total()} cases, slowest {slowest:.2f} s: {dict(sorted(seen.items()))}")  # noqa: T201  (the drill's figures)
