"""Writing, changing, removing comments."""

from datetime import timedelta

import pytest
from sqlalchemy import select

import search
from auth.audience import move
from portal.audit import latest_entry
from portal.comments import (
    Comment,
    CommentAdded,
    CommentEdited,
    CommentRemoved,
    CommentRestored,
    add_comment,
    edit_comment,
    remove_comment,
    restore_comment,
    thread,
)
from portal.core import clock, db, events
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.subjects import Ref
from tests.comments.factories import make_comment
from tests.comments.notes import make_note
from tests.factories import actor, make_user
from tests.groups.factories import make_group


@pytest.fixture
def heard():
    """Hears what is published."""
    said = []

    def hear(event):
        said.append(event)

    for kind in (CommentAdded, CommentEdited, CommentRemoved, CommentRestored):
        events.on(kind)(hear)
    yield said
    for kind in (CommentAdded, CommentEdited, CommentRemoved, CommentRestored):
        events._handlers[kind].remove(hear)


def on(note) -> Ref:
    return Ref("note", note.id)


def bodies(reader, note) -> list[str]:
    found = thread(actor(reader), on(note))
    rows = [row for strand in found.strands for row in [strand.first, *strand.replies] if row]
    return [str(row.html) for row in rows]


def test_a_comment_is_rendered_once_and_takes_the_audience_of_what_it_stands_under(heard) -> None:
    ann, note = make_user(), make_note()
    comment, is_new = add_comment(actor(ann), on(note), "That **helps**, thanks.")
    assert is_new
    assert comment.html == "<p>That <strong>helps</strong>, thanks.</p>\n"
    assert (comment.audience, comment.version) == ("everyone", 1)
    assert [type(e) for e in heard] == [CommentAdded]
    assert heard[0].about == on(note)


def test_sending_the_same_form_twice_is_one_comment(heard) -> None:
    ann, note = make_user(), make_note()
    first, _ = add_comment(actor(ann), on(note), "Once", client_key="k1")
    again, is_new = add_comment(actor(ann), on(note), "Once", client_key="k1")
    assert (again.id, is_new) == (first.id, False)
    assert len(heard) == 1
    bob = make_user("Bob")
    other, is_new = add_comment(actor(bob), on(note), "Mine", client_key="k1")
    assert is_new
    assert other.id != first.id


def test_a_reply_to_a_reply_stands_beside_it() -> None:
    ann, note = make_user(), make_note()
    first = make_comment(on(note), ann, "First")
    reply = make_comment(on(note), ann, "Reply", parent=first)
    second = make_comment(on(note), ann, "Second")
    late = make_comment(on(note), ann, "Late reply", parent=reply)
    assert late.parent_id == first.id
    found = thread(actor(ann), on(note))
    assert [(s.id, [r.id for r in s.replies]) for s in found.strands] == [
        (first.id, [reply.id, late.id]),
        (second.id, []),
    ]
    assert found.count == 4


def test_a_reply_belongs_to_the_same_subject() -> None:
    ann, note, other = make_user(), make_note(), make_note()
    elsewhere = make_comment(on(other), ann)
    with pytest.raises(NotFound):
        add_comment(actor(ann), on(note), "Hello", parent_id=elsewhere.id)


@pytest.mark.parametrize("body", ["\u200b", "---", "# ", "[](x)"])
def test_a_text_without_words_is_refused_at_its_field(body) -> None:
    ann, note = make_user(), make_note()
    with pytest.raises(Invalid) as refused:
        add_comment(actor(ann), on(note), body)
    assert "body" in refused.value.errors


def test_strangers_do_not_find_and_closed_things_take_no_comments() -> None:
    ann, bob = make_user(), make_user("Bob")
    secret, closed = make_note(f"user:{ann.id}"), make_note(is_open=False)
    with pytest.raises(NotFound):
        add_comment(actor(bob), on(secret), "Hello")
    with pytest.raises(Forbidden):
        add_comment(actor(bob), on(closed), "Hello")
    with pytest.raises(NotFound):
        add_comment(actor(bob), Ref("person", ann.id), "Hello")


def test_editing_marks_the_comment_and_names_only_the_newly_mentioned(heard) -> None:
    ann, bob, eve = make_user(), make_user("Bob Kern"), make_user("Eve Lang")
    note = make_note()
    comment = make_comment(on(note), ann, f"Hi @{bob.slug}")
    edit_comment(actor(ann), comment, f"Hi @{bob.slug} and @{eve.slug}", 1)
    assert (comment.version, comment.edited_at is not None) == (2, True)
    assert heard[-1].mentions == (eve.id,)
    count = len(heard)
    edit_comment(actor(ann), comment, comment.body, 2)
    assert (comment.version, len(heard)) == (2, count)


def test_a_stale_edit_is_a_conflict_and_only_the_author_edits() -> None:
    ann, note = make_user(), make_note()
    comment = make_comment(on(note), ann)
    edit_comment(actor(ann), comment, "Newer", 1)
    db.commit()
    with pytest.raises(Conflict):
        edit_comment(actor(ann), comment, "Older", 1)
    with pytest.raises(Forbidden):
        edit_comment(actor(make_user("Bob", roles=("community-manager",))), comment, "Not mine", 2)


def test_a_removed_comment_is_gone_for_all_and_comes_back_to_who_removed_it(heard) -> None:
    ann, bob, note = make_user(), make_user("Bob"), make_note()
    comment = make_comment(on(note), ann, "Oops")
    remove_comment(actor(ann), comment)
    db.commit()
    assert bodies(ann, note) == bodies(bob, note) == []
    assert heard[-1].audience == "everyone"
    with pytest.raises(NotFound):
        restore_comment(actor(bob), comment.id)
    restore_comment(actor(ann), comment.id)
    assert len(bodies(bob, note)) == 1
    with pytest.raises(NotFound):
        restore_comment(actor(ann), comment.id)


def test_a_removal_cannot_be_taken_back_for_ever() -> None:
    ann, note = make_user(), make_note()
    comment = make_comment(on(note), ann)
    remove_comment(actor(ann), comment)
    clock.freeze(clock.now() + timedelta(minutes=11))
    with pytest.raises(NotFound):
        restore_comment(actor(ann), comment.id)


def test_replies_stay_when_what_they_answer_is_removed() -> None:
    ann, note = make_user(), make_note()
    first = make_comment(on(note), ann, "First")
    make_comment(on(note), ann, "Reply", parent=first)
    remove_comment(actor(ann), first)
    db.commit()
    (strand,) = thread(actor(ann), on(note)).strands
    assert strand.first is None
    assert not strand.goes_on
    assert len(strand.replies) == 1


def test_taking_down_somebody_elses_comment_is_written_into_the_book() -> None:
    ann, petra, note = make_user(), make_user("Petra", roles=("community-manager",)), make_note()
    comment = make_comment(on(note), ann)
    with pytest.raises(Forbidden):
        remove_comment(actor(make_user("Bob")), comment)
    remove_comment(actor(petra), comment, "Names a customer.")
    entry = latest_entry()
    assert entry is not None
    assert (entry.event, entry.actor_id, entry.reason) == ("CommentTakenDown", petra.id, "Names a customer.")
    assert (entry.subject_kind, entry.subject_id) == ("comment", comment.id)
    assert entry.details["author_id"] == ann.id


def test_comments_follow_the_audience_of_their_subject() -> None:
    ann, bob = make_user(), make_user("Bob")
    note = make_note()
    kept, gone = make_comment(on(note), ann), make_comment(on(note), ann)
    remove_comment(actor(ann), gone)
    db.commit()
    assert found(bob) == {kept.id}
    move(actor(ann), note, f"user:{ann.id}")
    db.commit()
    assert bodies(bob, note) == []
    assert len(bodies(ann, note)) == 1
    assert found(bob) == set()
    assert found(ann) == {kept.id}
    assert db.session.scalar(select(Comment.audience).where(Comment.id == gone.id)) == "nobody"


def found(reader, words: str = "late shift", **narrow) -> set[int]:
    return {hit.ref.id for hit in search.find(actor(reader), words, kinds=["comment"], **narrow).hits}


def test_moving_a_long_thread_costs_the_same_few_statements(statements) -> None:
    counts = []
    for many in (1, 60):
        ann, note = make_user(), make_note()
        for _ in range(many):
            make_comment(on(note), ann)
        with statements() as said:
            move(actor(ann), note, "nobody")
        counts.append(len(said))
        db.commit()
        assert found(ann) == set()
    assert counts[0] == counts[1] <= 14
    assert len([s for s in said if "search_" in s]) <= 2


def test_a_thread_that_moves_into_a_group_is_found_there() -> None:
    ann = make_user()
    note = make_note()
    comment = make_comment(on(note), ann)
    group = make_group(owner=ann)
    move(actor(ann), note, f"group:{group.id}")
    db.commit()
    assert found(ann, group=f"group:{group.id}") == {comment.id}
    move(actor(ann), note, "nobody")
    move(actor(ann), note, f"group:{group.id}")
    db.commit()
    assert found(ann, group=f"group:{group.id}") == {comment.id}


def test_a_long_thread_comes_in_stretches_that_fit_together(monkeypatch) -> None:
    from portal.comments import queries

    monkeypatch.setattr(queries, "STRETCH", 3)
    ann, note = make_user(), make_note()
    first = make_comment(on(note), ann, "First")
    replies = [make_comment(on(note), ann, f"Reply {n}", parent=first) for n in range(3)]
    last = make_comment(on(note), ann, "Last")
    one = thread(actor(ann), on(note))
    two = thread(actor(ann), on(note), after=one.next)
    assert [r.id for r in one.strands[0].replies] == [c.id for c in replies[:2]]
    assert (two.strands[0].goes_on, [r.id for r in two.strands[0].replies]) == (True, [replies[2].id])
    assert (two.strands[1].id, two.next) == (last.id, None)


def test_news_holds_what_changed_and_what_went() -> None:
    from portal.comments import queries

    ann, note = make_user(), make_note()
    start = clock.now()
    clock.freeze(start)
    make_comment(on(note), ann, "Old")
    gone = make_comment(on(note), ann, "Going")
    clock.freeze(start + timedelta(minutes=1))
    since = clock.now()
    clock.freeze(start + timedelta(minutes=2))
    fresh = make_comment(on(note), ann, "New")
    remove_comment(actor(ann), gone)
    db.commit()
    news = queries.news(actor(ann), on(note), since)
    assert [row.id for row in news.rows] == [fresh.id]
    assert news.gone == [gone.id]
