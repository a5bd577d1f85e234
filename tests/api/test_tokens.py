"""A token lets a program act as its person, within its scopes and its days, and never further."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.api.actions import tokens
from portal.api.forms import TokenForm
from portal.api.models import Token
from portal.core import clock, db
from portal.core.errors import NotFound
from tests.api.factories import Program, make_token
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post


@pytest.fixture
def ann(app):
    return make_user("Ann Probst")


def test_a_program_reads_posts_with_a_token(ann, program) -> None:
    make_post(ann, "everyone", title="Canteen", body="Soup today.")
    answer = program(ann).get("/posts")
    assert answer.status_code == 200
    assert [post["title"] for post in answer.json["items"]] == ["Canteen"]
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic QQ==", "Bearer foyer_pat_unknown", "Bearer \x7f"])
def test_without_a_valid_token_there_is_no_answer(client, header: str) -> None:
    answer = client.get("/api/v1/posts", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json["status"] == 401


def test_a_cookie_opens_no_door_of_the_api(ann, as_) -> None:
    browser = as_(ann)
    assert browser.get("/home").status_code == 200
    assert browser.get("/api/v1/posts").status_code == 401
    assert browser.post("/api/v1/posts", data={}).status_code == 401


def test_a_token_opens_no_page(ann, program) -> None:
    answer = program(ann).client.get("/home", headers={"Authorization": f"Bearer {program(ann).secret}"})
    assert answer.status_code == 303


def test_a_revoked_token_is_dead_at_once(ann, program) -> None:
    robot = program(ann)
    assert robot.get("/me").status_code == 200
    tokens.revoke_token(actor(ann), db.session.scalars(select(Token.id)).one())
    db.session.commit()
    assert robot.get("/me").status_code == 401


def test_an_expired_token_is_dead(ann, program) -> None:
    robot = program(ann)
    clock.freeze(clock.now() + timedelta(days=91))
    assert robot.get("/me").status_code == 401


def test_the_token_of_a_closed_account_is_dead(ann, program) -> None:
    robot = program(ann)
    ann.is_active = False
    db.session.commit()
    assert robot.get("/me").status_code == 401


def test_a_token_without_the_scope_is_refused_and_told_which_one_it_lacks(ann, program) -> None:
    answer = program(ann, "posts:read").post("/posts", {"audience": "everyone", "body": "Hello"})
    assert answer.status_code == 403
    assert "posts:write" in answer.json["detail"]


def test_a_token_sees_no_more_than_its_person(ann, program) -> None:
    member = make_user("Mia Member")
    group = make_group("Merger", visibility="hidden")
    add_member(group, member)
    post = make_post(member, group.key, title="Secret")
    for path in (
        f"/posts/{post.id}",
        f"/posts/{post.id}/history",
        f"/groups/{group.slug}",
        f"/groups/{group.slug}/files",
        f"/comments?about=post:{post.id}",
        f"/posts?audience={group.key}",
    ):
        assert program(member).get(path).status_code == 200, path
        assert program(ann).get(path).status_code == 404, path
    private = make_group("Brazing", visibility="private")
    assert program(ann).get(f"/groups/{private.slug}/files").status_code == 403


def test_nobody_ends_somebody_elses_token(ann) -> None:
    make_token(ann)
    other = make_user("Ben")
    with pytest.raises(NotFound):
        tokens.revoke_token(actor(other), db.session.scalars(select(Token.id)).one())


def test_only_the_hash_of_a_token_is_kept(ann) -> None:
    secret = make_token(ann)
    kept = db.session.scalars(select(Token)).one()
    assert secret.startswith(f"{tokens.PERSONAL}")
    assert secret not in (kept.hash, kept.hint)
    assert len(kept.hint) < 20
    assert secret.startswith(kept.hint)


def test_the_day_of_the_last_use_is_kept_also_when_only_reading(ann, program) -> None:
    robot = program(ann)
    assert db.session.scalars(select(Token.last_used_on)).one() is None
    robot.get("/me")
    assert db.session.scalars(select(Token.last_used_on)).one() == clock.now().date()


def test_there_is_an_end_to_the_number_of_tokens(ann) -> None:
    form = TokenForm(name="One of many", scopes=("posts:read",))
    for _n in range(tokens.MOST):
        tokens.create_token(actor(ann), form)
    with pytest.raises(Exception, match="50"):
        tokens.create_token(actor(ann), form)


def test_every_answer_says_how_much_is_left_and_too_much_is_refused(app, ann, program, monkeypatch) -> None:
    monkeypatch.setattr(app, "settings", app.settings.model_copy(update={"api_reads": 2}))
    robot: Program = program(ann)
    first, second, third = robot.get("/me"), robot.get("/me"), robot.get("/me")
    assert [answer.headers["RateLimit-Remaining"] for answer in (first, second, third)] == ["1", "0", "0"]
    assert first.headers["RateLimit-Limit"] == "2"
    assert third.status_code == 429
    assert 1 <= int(third.headers["Retry-After"]) <= 60
    assert third.content_type == "application/problem+json"
