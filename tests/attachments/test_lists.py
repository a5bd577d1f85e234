"""The files of a group, the own files, and how much room they may take up."""

import io
import os

import pytest

from portal.attachments import actions, adopt, attach, keep_ready, lists, setup, take_in, taking
from portal.core import db, storage
from portal.core.errors import Invalid, Unavailable
from portal.core.subjects import Ref
from tests.attachments.factories import make_attachment, picture
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post

PLAN = b"%PDF-1.4\n"


def in_group(ann, group, content: bytes | None = None, name: str = "wall.png", title: str = "New wall"):
    file = make_attachment(ann, content, name)
    make_post(ann, group.key, title=title, attachments=[file.id])
    return file


def test_the_files_of_a_group_say_who_when_and_from_which_post(as_) -> None:
    ann = make_user()
    group = make_group(owner=ann)
    file = in_group(ann, group, PLAN, "plan.pdf", "Shift plan for May")
    make_attachment(ann, PLAN, "not-shared.pdf")
    text = as_(ann).get(f"/groups/{group.slug}/files").text
    for words in ("plan.pdf", "Shift plan for May", f"/files/{file.id}/plan.pdf", "Ann Probst", "<time"):
        assert words in text
    assert "not-shared.pdf" not in text
    assert f'href="/groups/{group.slug}/files"' in as_(ann).get(f"/groups/{group.slug}").text


def test_files_are_filtered_by_kind_and_go_on_where_the_stretch_ended(as_, monkeypatch) -> None:
    monkeypatch.setattr(lists, "SIZE", 2)
    ann = make_user()
    group = make_group(owner=ann)
    for number in range(3):
        in_group(ann, group, None, f"wall{number}.png")
    in_group(ann, group, PLAN, "plan.pdf")
    pictures = as_(ann).get(f"/groups/{group.slug}/files?kind=picture").text
    assert "plan.pdf" not in pictures
    assert "wall2.webp" in pictures
    assert "wall0.webp" not in pictures
    older = pictures.split('class="pager"><a class="btn" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "wall0.webp" in as_(ann).get(older).text
    assert "No files of this kind." in as_(ann).get(f"/groups/{group.slug}/files?kind=video").text
    assert as_(ann).get(f"/groups/{group.slug}/files?kind=nonsense").status_code == 422
    assert as_(ann).get(f"/groups/{group.slug}/files?after=nonsense").status_code == 404
    fragment = as_(ann).get(f"/groups/{group.slug}/files", htmx=True).text
    assert "<html" not in fragment


def test_only_who_may_read_a_group_sees_its_files(as_) -> None:
    ann, bob, cem = make_user(), make_user("Bob"), make_user("Cem")
    closed = make_group("Works council", owner=ann, visibility="private")
    hidden = make_group("Merger", owner=ann, visibility="hidden")
    add_member(closed, cem)
    for group in (closed, hidden):
        in_group(ann, group, PLAN, "secret.pdf")
    assert "secret.pdf" in as_(cem).get(f"/groups/{closed.slug}/files").text
    door = as_(bob).get(f"/groups/{closed.slug}/files")
    assert "secret.pdf" not in door.text
    assert "Members share files here." in door.text
    assert as_(bob).get(f"/groups/{hidden.slug}/files").status_code == 404


def test_a_group_without_files_says_what_will_stand_there(as_) -> None:
    ann = make_user()
    group = make_group(owner=ann)
    assert "No files yet." in as_(ann).get(f"/groups/{group.slug}/files").text


def test_my_files_show_the_largest_first_how_much_they_take_up_and_can_be_deleted(as_, monkeypatch) -> None:
    monkeypatch.setattr(setup, "_quota", 10_000)
    ann = make_user()
    make_attachment(ann, b"a" * 1000, "small.txt")
    large = make_attachment(ann, b"b" * 3000, "large.txt")
    text = as_(ann).get("/attachments/mine").text
    assert text.index("large.txt") < text.index("small.txt")
    assert "Your files take up 4 KB of 10 KB." in text
    assert "40 percent used" in text
    assert as_(ann).delete(f"/attachments/{large.id}?from=mine").status_code == 303
    text = as_(ann).get("/attachments/mine").text
    assert "large.txt" not in text
    assert "Your files take up 1 KB of 10 KB." in text
    assert "large.txt" not in as_(make_user("Bob")).get("/attachments/mine").text


def test_what_does_not_fit_into_ones_room_is_refused_with_the_figures(monkeypatch) -> None:
    monkeypatch.setattr(setup, "_quota", 5_000)
    ann = make_user()
    make_attachment(ann, b"a" * 3000, "one.txt")
    with pytest.raises(Invalid) as refused:
        attach(actor(ann), take_in(io.BytesIO(b"b" * 3000), "two.txt"))
    assert refused.value.errors["file"].startswith("Your files take up 3 KB of 5 KB")
    monkeypatch.setattr(setup, "_quota", 0)
    attach(actor(ann), take_in(io.BytesIO(b"b" * 3000), "two.txt"))


def test_a_file_larger_than_the_portal_takes_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(setup, "_most", 2**20)
    with pytest.raises(Invalid) as refused:
        take_in(io.BytesIO(b"a" * (2**20 + 1)), "a.txt")
    assert refused.value.errors["file"] == "This file is larger than 1 MB."


def test_a_full_storage_is_said_and_can_be_tried_again(as_, monkeypatch) -> None:
    def full(_content: object) -> str:
        raise Unavailable

    browser = as_(make_user())
    monkeypatch.setattr(storage, "put", full)
    answer = browser.post("/attachments", {"file": (io.BytesIO(picture()), "wall.png")}, htmx=True)
    assert answer.status_code == 503
    assert "there is no room for it at present" in answer.text
    answer = browser.post("/attachments", {"file": (io.BytesIO(picture()), "wall.png")})
    assert answer.status_code == 422
    assert "there is no room for it at present" in answer.text


def test_a_full_storage_keeps_the_text_of_a_post_that_came_with_a_file(as_, monkeypatch) -> None:
    def full(_content: object) -> str:
        raise Unavailable

    browser = as_(make_user())
    monkeypatch.setattr(storage, "put", full)
    sent = {"audience": "everyone", "title": "Hall", "body": "A long text", "key": "k"}
    answer = browser.post("/posts", sent | {"upload": (io.BytesIO(picture()), "wall.png")})
    assert answer.status_code == 422
    assert "A long text" in answer.text
    assert "there is no room for it at present" in answer.text


def test_an_upload_that_found_the_disk_full_is_refused_and_not_kept_in_part() -> None:
    spool = storage.Spool()
    spool.write(b"half")
    spool.broken = True
    with pytest.raises(taking.NoRoom):
        take_in(spool, "notes.txt")  # type: ignore[arg-type]
    spool.close()


def test_bytes_of_which_nobody_speaks_are_swept_away_and_photos_stay() -> None:
    from portal.attachments import tidying

    ann = make_user()
    used = make_attachment(ann, picture(size=(900, 20)))
    orphan = storage.put(b"an upload that ended half-way")
    ann.photo = storage.put(b"a photo")
    db.commit()
    for digest in (orphan, ann.photo, used.digest):
        os.utime(storage.path(digest), (1, 1))
    half = storage.root() / ".new-half"
    half.write_bytes(b"half")
    os.utime(half, (1, 1))
    tidying.sweep_from(after="")
    assert not half.exists()
    assert storage.size(orphan) is None
    assert storage.size(ann.photo) == 7
    assert storage.size(used.digest) == used.size


def test_refused_files_stay_behind_when_a_post_is_sent() -> None:
    ann = make_user()
    file = attach(actor(ann), keep_ready(io.BytesIO(picture()), "wall.png"))
    file.state = "refused"
    db.commit()
    assert adopt(actor(ann), [file.id], Ref("post", 1), "everyone") == []
    assert actions.MOST == 10
