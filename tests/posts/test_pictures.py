"""Pictures that go with a post, with a script and without one."""

import io

from sqlalchemy import select

from portal.attachments import Attachment, AttachmentDescribed
from portal.attachments.actions import describe
from portal.core import db, events
from portal.posts import Post
from tests.attachments.factories import make_attachment
from tests.factories import actor, make_user
from tests.people.factories import picture
from tests.posts.factories import fresh, make_post


def upload(name: str = "wall.jpg", content: bytes | None = None) -> tuple[io.BytesIO, str]:
    return io.BytesIO(picture() if content is None else content), name


def test_a_picture_chosen_without_a_script_goes_with_the_post(as_) -> None:
    browser = as_(make_user())
    sent = {"audience": "everyone", "body": "The wall", "upload": [upload(), upload("plan.png")]}
    answer = browser.post("/posts", sent, content_type="multipart/form-data")
    post = db.session.scalars(select(Post)).one()
    assert (answer.status_code, answer.location) == (303, f"/posts/{post.id}-the-wall")
    assert post.has_files
    html = browser.get(answer.location).text
    assert html.count("<figure") == 2
    assert html.count('src="/files/') == 2


def test_a_file_that_is_refused_leaves_no_post_and_keeps_the_text(as_) -> None:
    browser = as_(make_user())
    sent = {"audience": "everyone", "body": "The wall", "upload": upload("wall.jpg", b"")}
    answer = browser.post("/posts", sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "This file is empty." in answer.text
    assert "The wall" in answer.text
    assert db.session.scalars(select(Post)).all() == []


def test_what_is_to_be_seen_is_said_while_writing_and_changed_while_editing(as_) -> None:
    ann = make_user("Ann")
    browser = as_(ann)
    browser.post("/attachments", {"file": upload()}, content_type="multipart/form-data")
    number = db.session.scalars(select(Attachment.id)).one()
    sent = {"audience": "everyone", "body": "The wall", "attachments": str(number), f"alt-{number}": "A red wall"}
    page = browser.get(browser.post("/posts", sent).location).text
    assert 'alt="A red wall"' in page
    post = db.session.scalars(select(Post)).one()
    changed = {"body": "The wall", "version": "1", "attachments": str(number), f"alt-{number}": "A blue wall"}
    assert browser.put(f"/posts/{post.id}", changed).status_code == 303
    assert 'alt="A blue wall"' in browser.get("/home?view=all").text


def test_a_refused_post_shows_its_pictures_and_their_descriptions_again(as_) -> None:
    browser = as_(make_user())
    browser.post("/attachments", {"file": upload()}, content_type="multipart/form-data")
    number = db.session.scalars(select(Attachment.id)).one()
    sent = {"audience": "everyone", "body": "", "attachments": str(number), f"alt-{number}": "A red wall"}
    answer = browser.post("/posts", sent)
    assert answer.status_code == 422
    assert f'name="attachments" value="{number}"' in answer.text
    assert 'value="A red wall"' in answer.text


def test_two_versions_keep_the_pictures_of_the_text_that_was_typed(as_) -> None:
    ann = make_user("Ann")
    post, browser = make_post(ann), as_(ann)
    browser.post("/attachments", {"file": upload()}, content_type="multipart/form-data")
    number = db.session.scalars(select(Attachment.id)).one()
    assert browser.put(f"/posts/{post.id}", {"body": "First", "version": "1"}).status_code == 303
    typed = {"body": "Second", "version": "1", "attachments": str(number), f"alt-{number}": "A red wall"}
    answer = browser.put(f"/posts/{post.id}", typed)
    assert answer.status_code == 409
    assert all(words in answer.text for words in ("First", "Second", "A red wall"))
    assert fresh(post).body == "First"
    assert browser.put(f"/posts/{post.id}", typed | {"version": "2"}).status_code == 303
    assert fresh(post).has_files


def test_a_picture_described_anew_after_posting_is_drawn_anew_in_lists(as_) -> None:
    ann = make_user("Ann")
    browser = as_(ann)
    browser.post("/attachments", {"file": upload()}, content_type="multipart/form-data")
    number = db.session.scalars(select(Attachment.id)).one()
    post = make_post(ann, attachments=[number])
    assert 'alt="A green wall"' not in browser.get("/home?view=all").text
    version = fresh(post).version
    assert browser.put(f"/attachments/{number}", {"alt": "A green wall"}).status_code == 303
    assert 'alt="A green wall"' in browser.get("/home?view=all").text
    assert 'alt="A green wall"' in as_(make_user("Bob")).get("/home?view=all").text
    assert fresh(post).version == version, "whoever edits the words meanwhile meets no conflict"


def test_saying_the_same_of_a_picture_or_of_one_that_waits_tells_nobody(app) -> None:
    ann = make_user("Ann")
    heard: list[AttachmentDescribed] = []
    events.on(AttachmentDescribed)(heard.append)
    picture = make_attachment(ann)
    describe(actor(ann), picture, "A wall")
    make_post(ann, attachments=[picture.id])
    describe(actor(ann), picture, "A wall")
    assert heard == []
    describe(actor(ann), picture, "A blue wall")
    assert [event.attachment_id for event in heard] == [picture.id]
    events._handlers[AttachmentDescribed].remove(heard.append)


def test_without_a_script_several_files_go_with_one_post(as_) -> None:
    ann = make_user()
    page = as_(ann).get("/posts/new").text
    assert 'name="upload" multiple' in page
    sent = {"audience": "everyone", "body": "Long and dear words", "key": "several-files"}
    good = [(io.BytesIO(picture()), "a.png"), (io.BytesIO(b"hello"), "b.txt")]
    bad = as_(ann).post("/posts", sent | {"upload": [*good, (io.BytesIO(b""), "c.txt")]})
    assert bad.status_code == 422
    for words in ("Long and dear words", "c.txt: This file is empty.", "Choose your files again"):
        assert words in bad.text
    good = [(io.BytesIO(picture()), "a.png"), (io.BytesIO(b"hello"), "b.txt")]
    assert as_(ann).post("/posts", sent | {"upload": good}).status_code == 303
    names = db.session.scalars(select(Attachment.name).where(Attachment.subject_kind == "post")).all()
    assert sorted(names) == ["a.webp", "b.txt"]
