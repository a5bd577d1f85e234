"""Many people react to one thing at the same moment."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from portal.core import db
from portal.core.subjects import Ref
from portal.reactions import KINDS, Reaction, react, take_back
from tests.comments.notes import Note, ThrowAway, make_note
from tests.factories import actor, make_user


@pytest.fixture(autouse=True)
def _emptied(app, committed, _notes) -> Iterator[None]:
    yield
    db.session.remove()
    with db.engine().begin() as connection:
        ThrowAway.metadata.drop_all(connection)


def test_no_count_is_lost() -> None:
    actors = [actor(make_user(f"Person {n}")) for n in range(6)]
    subject = Ref("note", make_note().id)
    db.session.remove()

    def change_one_s_mind(n: int) -> None:
        for kind in (KINDS[n % 6], KINDS[(n + 1) % 6], KINDS[0]):
            with db.unit_of_work():
                react(actors[n], subject, kind.name)
        if n % 3 == 0:
            with db.unit_of_work():
                take_back(actors[n], subject)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(change_one_s_mind, range(6)))
    counted = db.session.scalars(select(Note.reactions).where(Note.id == subject.id)).one()
    assert counted == dict(Counter(db.session.scalars(select(Reaction.kind))))
    assert sum(counted.values()) == 4


def test_one_person_clicking_twice_at_once_counts_once() -> None:
    ann = actor(make_user())
    subject = Ref("note", make_note().id)
    db.session.remove()

    def click(kind: str) -> None:
        with db.unit_of_work():
            react(ann, subject, kind)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(click, ["heart", "heart", "clap", "clap"]))
    counted = db.session.scalars(select(Note.reactions).where(Note.id == subject.id)).one()
    assert sum(counted.values()) == 1
    assert counted == dict(Counter(db.session.scalars(select(Reaction.kind))))
