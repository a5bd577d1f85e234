"""Who hears of a comment."""

from sqlalchemy import select

from portal.comments import edit_comment, remove_comment
from portal.core import db, realtime
from portal.core.subjects import Ref
from portal.notifications import Notice
from tests.comments.factories import make_comment
from tests.comments.notes import make_note
from tests.factories import actor, make_user


def told() -> list[tuple[str, int]]:
    rows = db.session.execute(select(Notice.kind, Notice.user_id).order_by(Notice.kind, Notice.user_id))
    return [(row.kind, row.user_id) for row in rows]


def on(note) -> Ref:
    return Ref("note", note.id)


def test_a_reply_is_told_to_whom_it_answers_but_not_to_its_own_author() -> None:
    ann, bob, note = make_user("Ann"), make_user("Bob"), make_note()
    first = make_comment(on(note), ann)
    make_comment(on(note), ann, "Me again", parent=first)
    assert told() == []
    make_comment(on(note), bob, "Indeed", parent=first)
    assert told() == [("reply", ann.id)]


def test_whoever_is_named_hears_of_it_once() -> None:
    ann, bob, note = make_user("Ann"), make_user("Bob"), make_note()
    first = make_comment(on(note), ann)
    make_comment(on(note), bob, f"@{ann.slug} @{ann.slug} @{bob.slug}", parent=first)
    assert told() == [("mention", ann.id)]


def test_a_name_that_an_edit_adds_is_told_and_one_that_stood_there_is_not() -> None:
    ann, bob, eve, note = make_user("Ann"), make_user("Bob"), make_user("Eve"), make_note()
    comment = make_comment(on(note), ann, f"@{bob.slug}")
    edit_comment(actor(ann), comment, f"@{bob.slug} and @{eve.slug}", 1)
    db.commit()
    assert told() == [("mention", bob.id), ("mention", eve.id)]


def test_who_does_not_see_the_subject_hears_nothing() -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    make_comment(on(make_note(f"user:{ann.id}")), ann, f"@{bob.slug}")
    assert told() == []


def test_open_pages_of_the_subject_are_nudged(monkeypatch) -> None:
    sent: list[dict] = []
    monkeypatch.setattr(realtime, "_send", sent.append)
    ann, note = make_user("Ann"), make_note()
    make_comment(on(note), ann)
    said = [(m["room"], m["kind"], m["id"], m["event"]) for m in sent if m["do"] == "nudge"]
    assert ("everyone", "note", note.id, "CommentAdded") in said


def test_the_sentences_are_drawn_in_the_readers_language(as_) -> None:
    ann, bob, note = make_user("Ann", language="de"), make_user("Bob"), make_note(title="Werksfest")
    first = make_comment(on(note), ann)
    make_comment(on(note), bob, "Indeed", parent=first)
    make_comment(on(note), bob, f"@{ann.slug}")
    html = as_(ann).get("/notifications").get_data(as_text=True)
    assert "Bob hat auf deinen Kommentar zu „Werksfest“ geantwortet" in html
    assert "Bob hat dich in einem Kommentar zu „Werksfest“ erwähnt" in html


def test_the_author_hears_that_a_comment_was_taken_down_and_why(as_) -> None:
    ann, petra, note = make_user("Ann"), make_user("Petra", roles=("community-manager",)), make_note(title="Werksfest")
    remove_comment(actor(petra), make_comment(on(note), ann), "Names a customer.")
    db.commit()
    assert told() == [("removal", ann.id)]
    html = as_(ann).get("/notifications").get_data(as_text=True)
    assert "Petra removed your comment on Werksfest: Names a customer." in html
