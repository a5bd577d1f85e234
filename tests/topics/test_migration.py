"""Topics whose spellings became one keep everybody who named them: once each, and counted once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.core import clock, db, schema
from portal.core.web import Portal

FORMER = "0051"
TOPICS = {1: "Machine Learning", 2: "machine-learning", 3: "C++", 4: "C", 5: "Machine  learning!"}
NAMED = {(1, 1), (1, 2), (2, 2), (3, 5), (3, 1), (2, 3), (3, 4)}  # the first and the third had several spellings


@contextmanager
def before(tmp_path: Path) -> Iterator[sa.Connection]:
    """A database as it was before topics had a table of their own; nothing of it is left afterwards."""
    if db.dialect() == "postgresql":
        with db.engine().connect() as connection, connection.begin() as transaction:
            schema.downgrade(FORMER, connection=connection)
            yield connection
            transaction.rollback()
        return
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'former.sqlite3'}")
    sa.event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA foreign_keys=OFF"))
    with engine.connect() as connection, connection.begin():
        schema.upgrade(FORMER, connection=connection)
        yield connection
    engine.dispose()


def add(connection: sa.Connection, table_name: str, **said: Any) -> None:
    """Adds a row; what has to be said besides is of no matter."""
    table = sa.Table(table_name, sa.MetaData(), autoload_with=connection)
    samples: dict[type, Any] = {int: 0, bool: True, dict: {}, list: []}
    for column in table.columns:
        if not column.nullable and column.server_default is None and column.name not in said:
            kind = column.type.python_type
            said[column.name] = str(said["id"]) if kind is str else samples.get(kind, clock.now())
    connection.execute(table.insert().values(**said))


def test_spellings_of_one_topic_become_one_with_all_its_people(app: Portal, tmp_path: Path) -> None:
    with before(tmp_path) as connection:
        for number in (1, 2, 3):
            add(connection, "auth_user", id=number)
        for number, name in TOPICS.items():
            count = sum(topic == number for _person, topic in NAMED)
            add(connection, "people_topic", id=number, key=name.lower(), name=name, people_count=count)
        for person, topic in NAMED:
            add(connection, "people_profile_topic", user_id=person, topic_id=topic)
        schema.upgrade(connection=connection)
        read = sa.text("SELECT id, slug, name, people_count FROM topics_topic ORDER BY id")
        links = sa.text("SELECT topic_id, user_id FROM people_profile_topic ORDER BY topic_id, user_id")
        topics, named = connection.execute(read).all(), connection.execute(links).all()
        own = sa.text("INSERT INTO topics_topic (slug, name, people_count) VALUES ('new', 'New', 0) RETURNING id")
        begun = connection.scalar(own)
    assert [tuple(row) for row in topics] == [
        (1, "machine-learning", "Machine Learning", 3),
        (3, "c-plus-plus", "C++", 1),
        (4, "c", "C", 1),
    ]
    assert [tuple(row) for row in named] == [(1, 1), (1, 2), (1, 3), (3, 2), (4, 3)]
    assert begun not in {1, 3, 4}
