"""One reaction a person and subject, and counts that hold."""

import pytest
from sqlalchemy import func, select

from portal.core import db, events
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.subjects import Ref
from portal.reactions import KINDS, Reacted, Reaction, Unreacted, people_who_reacted, react, take_back
from tests.comments.factories import make_comment
from tests.comments.notes import Note, make_note
from tests.factories import actor, make_user


def on(note) -> Ref:
    return Ref("note", note.id)


def counts(note) -> dict[str, int]:
    return db.session.scalars(select(Note.reactions).where(Note.id == note.id)).one()


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(Reaction)) or 0


@pytest.fixture
def heard():
    said = []
    for kind in (Reacted, Unreacted):
        events.on(kind)(said.append)
    yield said
    for kind in (Reacted, Unreacted):
        events._handlers[kind].remove(said.append)


def test_everybody_has_one_reaction_and_may_change_it(heard) -> None:
    ann, bob, note = make_user(), make_user("Bob"), make_note()
    react(actor(ann), on(note), "heart")
    react(actor(bob), on(note), "heart")
    db.commit()
    assert counts(note) == {"heart": 2}
    react(actor(ann), on(note), "laugh")
    db.commit()
    assert counts(note) == {"heart": 1, "laugh": 1}
    assert rows() == 2
    assert [(e.kind, e.former) for e in heard] == [("heart", None), ("heart", None), ("laugh", "heart")]


def test_the_same_reaction_again_changes_nothing(heard) -> None:
    ann, note = make_user(), make_note()
    for _ in range(3):
        react(actor(ann), on(note), "clap")
    assert counts(note) == {"clap": 1}
    assert len(heard) == 1


def test_a_reaction_is_taken_back_and_leaves_no_zero(heard) -> None:
    ann, note = make_user(), make_note()
    react(actor(ann), on(note), "insight")
    take_back(actor(ann), on(note))
    take_back(actor(ann), on(note))
    assert counts(note) == {}
    assert rows() == 0
    assert [type(e) for e in heard] == [Reacted, Unreacted]


def test_all_six_are_possible_and_no_seventh() -> None:
    note = make_note()
    for n, kind in enumerate(KINDS):
        react(actor(make_user(f"P {n}")), on(note), kind.name)
    assert counts(note) == {kind.name: 1 for kind in KINDS}
    with pytest.raises(Invalid):
        react(actor(make_user()), on(note), "thumbs-down")


def test_what_one_does_not_see_or_may_not_answer_takes_no_reaction() -> None:
    ann, bob = make_user(), make_user("Bob")
    with pytest.raises(NotFound):
        react(actor(bob), on(make_note(f"user:{ann.id}")), "heart")
    with pytest.raises(NotFound):
        react(actor(bob), Ref("person", ann.id), "heart")
    closed = make_note(is_open=False)
    for act in (lambda: react(actor(bob), on(closed), "heart"), lambda: take_back(actor(bob), on(closed))):
        with pytest.raises(Forbidden):
            act()


def test_comments_take_reactions_too() -> None:
    ann, note = make_user(), make_note()
    comment = make_comment(on(note), ann)
    react(actor(ann), Ref("comment", comment.id), "heart")
    db.commit()
    db.session.refresh(comment)
    assert comment.reactions == {"heart": 1}
    assert comment.version == 1


def test_who_reacted_is_known_the_latest_first() -> None:
    ann, bob, note = make_user("Ann"), make_user("Bob"), make_note()
    react(actor(ann), on(note), "heart")
    react(actor(bob), on(note), "clap")
    page = people_who_reacted(on(note), size=1)
    assert [row.name for row in page.items] == ["Bob"]
    assert [row.name for row in people_who_reacted(on(note), after=page.next).items] == ["Ann"]
