"""What holds for every operation: versions, keys, cursors, and a plain answer to whatever comes in."""

import json
import threading
from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.api import jobs
from portal.api.actions import answers
from portal.api.models import Answer
from portal.core import clock, db
from portal.find.kinds import kinds
from portal.posts import Post
from tests.api.factories import Program, make_token
from tests.factories import make_user
from tests.posts.factories import make_post

HELLO = {"audience": "everyone", "title": "Hello", "body": "Hello, everybody."}


@pytest.fixture
def ann(app):
    return make_user("Ann Probst")


@pytest.fixture
def robot(ann, program) -> Program:
    return program(ann)


def count_posts() -> int:
    return db.session.scalar(select(func.count()).select_from(Post)) or 0


def test_a_list_leads_on_by_header_and_by_cursor_until_its_end(ann, robot) -> None:
    for n in range(45):
        make_post(ann, title=f"Post {n}")
    first = robot.get("/posts")
    link = first.headers["Link"]
    assert link.endswith('; rel="next"')
    second = robot.get(link.split(">")[0].removeprefix("<"))
    third = robot.get(f"/posts?after={second.json['next']}")
    seen = [post["id"] for page in (first, second, third) for post in page.json["items"]]
    assert len(seen) == len(set(seen)) == 45
    assert seen == sorted(seen, reverse=True)
    assert third.json["next"] is None
    assert "Link" not in third.headers


def test_a_change_needs_the_version_that_was_read(ann, robot) -> None:
    post = make_post(ann)
    read = robot.get(f"/posts/{post.id}")
    assert read.headers["ETag"] == '"1"'
    body = {"title": "New", "body": "New words."}
    missing = robot.put(f"/posts/{post.id}", body)
    assert (missing.status_code, missing.json["status"]) == (428, 428)
    changed = robot.put(f"/posts/{post.id}", body, tag=read.headers["ETag"])
    assert changed.status_code == 200
    assert changed.headers["ETag"] == '"2"'
    stale = robot.put(f"/posts/{post.id}", body | {"body": "Others"}, tag=read.headers["ETag"])
    assert stale.status_code == 412
    assert robot.get(f"/posts/{post.id}").json["body"] == "New words."
    for odd in ('"x"', 'W/"2"', '"2", "3"', "2"):
        assert robot.put(f"/posts/{post.id}", body, tag=odd).status_code == 412, odd
    assert robot.put(f"/posts/{post.id}", body, tag="*").status_code == 200


def test_a_removal_is_meant_for_a_version_where_it_names_one(ann, robot) -> None:
    post = make_post(ann)
    assert robot.delete(f"/posts/{post.id}", tag='"7"').status_code == 412
    assert robot.delete(f"/posts/{post.id}", tag='"1"').status_code == 204
    assert robot.get(f"/posts/{post.id}").status_code == 404


def test_somebody_elses_post_is_removed_with_a_reason_or_not_at_all(ann, program) -> None:
    post = make_post(ann)
    manager = program(make_user("Mona", roles=("community-manager",)))
    refused = manager.delete(f"/posts/{post.id}")
    assert refused.status_code == 422
    assert "reason" in refused.json["errors"]
    assert manager.delete(f"/posts/{post.id}?reason=Spam").status_code == 204


def test_a_request_that_is_sent_again_with_its_key_does_nothing_twice(robot) -> None:
    first = robot.post("/posts", HELLO, key="k-1")
    again = robot.post("/posts", HELLO, key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json
    assert again.headers["Location"] == first.headers["Location"] == first.json["href"]
    assert again.headers["ETag"] == '"1"'
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert count_posts() == 1


def test_a_key_of_another_request_is_refused(robot) -> None:
    robot.post("/posts", HELLO, key="k-1")
    for path, body in (("/posts", HELLO | {"title": "Other"}), ("/groups", HELLO), ("/posts?x=1", HELLO)):
        other = robot.post(path, body, key="k-1")
        assert other.status_code == 422, path
        assert "Idempotency-Key" in other.json["errors"]
    assert count_posts() == 1


def test_keys_of_two_people_are_two_keys(robot, program) -> None:
    ben = program(make_user("Ben"))
    assert robot.post("/posts", HELLO, key="same").json["id"] != ben.post("/posts", HELLO, key="same").json["id"]


def test_a_refused_request_may_be_repeated_with_its_key(robot) -> None:
    assert robot.post("/posts", {"audience": "everyone", "body": ""}, key="k-1").status_code == 422
    assert robot.post("/posts", HELLO, key="k-1").status_code == 201


@pytest.mark.parametrize("key", ["x" * 101, "with space", "ümlaut"])
def test_a_key_that_is_none_is_refused(robot, key: str) -> None:
    assert robot.post("/posts", HELLO, key=key).status_code == 422


def test_kept_answers_are_forgotten_after_a_day(ann, robot) -> None:
    first = robot.post("/posts", HELLO, key="k-1")
    clock.freeze(clock.now() + answers.KEPT * 2)
    assert robot.post("/posts", HELLO, key="k-1").json["id"] != first.json["id"]
    clock.freeze(clock.now() + answers.KEPT * 2)
    jobs.forget_some()
    assert not db.session.scalars(select(Answer.key)).all()


def test_an_upload_is_kept_under_its_key_too(robot) -> None:
    def send(content: bytes) -> object:
        data = {"file": (BytesIO(content), "notes.txt"), "alt": ""}
        return robot.send("POST", "/files", data=data, headers={"Idempotency-Key": "up-1"})

    first, again, other = send(b"Notes"), send(b"Notes"), send(b"Other notes")
    assert first.json["id"] == again.json["id"]
    assert other.status_code == 422


def test_an_upload_whose_parts_have_no_names_is_refused_with_its_reason(robot) -> None:
    part = "--b\r\nContent-Disposition: form-data{}\r\n\r\nx\r\n"
    body = part.format("") + part.format('; name="alt"') + part.format('; filename="x"') + "--b--\r\n"
    headers = {"Idempotency-Key": "up-2"}
    answer = robot.send(
        "POST", "/files", data=body.encode(), headers=headers, content_type="multipart/form-data; boundary=b"
    )
    assert answer.status_code == 422


def test_two_at_once_with_one_key_are_one(committed, app) -> None:
    ann = make_user("Ann")
    secret = make_token(ann)
    robots = [Program(app, secret) for _n in range(6)]
    start = threading.Barrier(len(robots))
    found: list[tuple[int, int | None]] = []

    def send(robot: Program) -> None:
        start.wait()
        answer = robot.post("/posts", HELLO, key="at-once")
        found.append((answer.status_code, (answer.json or {}).get("id")))

    threads = [threading.Thread(target=send, args=(robot,)) for robot in robots]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1, found
    assert found[0][0] == 201
    assert count_posts() == 1


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"a": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"body": ' + b"9" * 10_000 + b"}", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'"text"', "application/json", 422),
        (b"{}", "application/json", 422),
        (b"", "application/json", 422),
        (b"audience=everyone", "application/x-www-form-urlencoded", 415),
        (b"<post/>", "application/xml", 415),
        (b'{"audience": {"a": 1}, "body": ["x"], "attachments": "x"}', "application/json", 422),
        (
            b'{"audience": "everyone", "body": "x", "attachments": [0, -1, 99999999999999999999]}',
            "application/json",
            422,
        ),
        (b'{"audience": "everyone", "body": "\\ud800"}', "application/json", 400),
        (b'{"audience": "group:999999999999999999999", "body": "x"}', "application/json", 404),
        (b'{"audience": "nobody", "body": "x"}', "application/json", 404),
        (b'{"audience": "user:1\\u0000", "body": "x"}', "application/json", None),
    ],
)
def test_whatever_comes_in_gets_a_plain_answer(robot, content: bytes, kind: str, status: int | None) -> None:
    answer = robot.send("POST", "/posts", data=content, content_type=kind)
    assert answer.status_code < 500
    assert answer.content_type == "application/problem+json"
    if status is not None:
        assert answer.status_code == status, answer.json
    assert count_posts() == 0


def test_nul_bytes_and_control_characters_are_taken_out(robot) -> None:
    made = robot.post("/posts", {"audience": "everyone", "title": "A\x00B", "body": "Hi\x00 there\x07"})
    assert made.status_code == 201
    assert (made.json["title"], made.json["body"]) == ("AB", "Hi there")


def test_a_text_of_a_megabyte_is_too_long_and_three_are_too_large(robot) -> None:
    long = robot.post("/posts", {"audience": "everyone", "body": "x" * 1_000_000})
    assert long.status_code == 422
    assert "1000000" in long.json["errors"]["body"].replace(",", "").replace("\u202f", "")
    large = {"audience": "everyone", "body": "x" * 3_000_000}
    assert robot.post("/posts", large).status_code == 413
    pieces = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    stream, kind = BytesIO(json.dumps(large).encode()), "application/json"
    sent = robot.send("POST", "/posts", input_stream=stream, content_type=kind, environ_overrides=pieces)
    assert sent.status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/posts/0", "/posts/99999999999999999999999", "/posts/abc", "/comments?about=post:0", "/comments?about=x",
        "/comments?about=person:1", "/people/nobody%00", "/groups/x%00", "/groups/x%00/members",
        "/groups/%F0%9F%98%80", "/reactions/post:1;2", "/nothing",
        "/posts?after=x", "/posts?after=AAAA", "/people?after=WyJ4Il0", "/files/1/content", "/posts?audience=nobody",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(robot, path: str) -> None:
    answer = robot.get(path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/posts?view=odd", "/search", "/search?q=a&page=0", "/people?department=x", "/comments"]
)
def test_a_query_that_does_not_pass_names_its_field(robot, path: str) -> None:
    answer = robot.get(path)
    assert answer.status_code == 422
    assert answer.json["errors"]


def test_a_method_that_is_not_offered_is_refused_as_a_problem(robot) -> None:
    answer = robot.send("PATCH", "/posts")
    assert answer.status_code == 405
    assert answer.content_type == "application/problem+json"


def test_problems_speak_the_language_of_the_person(app, program) -> None:
    german = program(make_user("Gerda", language="de")).get("/posts/0").json
    english = program(make_user("Erik", language="en")).get("/posts/0").json
    assert german["title"] != english["title"]
    assert set(german) == {"type", "title", "status", "detail", "reference"}


def test_every_kind_that_a_search_finds_can_be_asked_for(robot) -> None:
    for kind in kinds():
        assert robot.get(f"/search?q=hello&type={kind}").status_code == 200, kind
    assert robot.get("/search?q=hello&type=unknown").status_code == 422


def test_a_form_cannot_stand_for_the_token_of_the_own_pages(ann, as_) -> None:
    browser = as_(ann)
    answer = browser.client.post("/api/v1/posts", data=json.dumps(HELLO), content_type="application/json")
    assert answer.status_code == 401
    assert count_posts() == 0
