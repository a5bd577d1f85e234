"""Sources that say what a test has them say, and runs of them from beginning to end."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from auth.models import Identity, User
from auth.provisioning import directory, runs, sources
from auth.provisioning.apply import apply
from auth.provisioning.models import Change, Run, Source
from auth.provisioning.plan import plan
from auth.provisioning.undo import undo
from auth.provisioning.wanted import Person, Wanted
from portal.core import clock, db

said: dict[str, Iterable[Wanted] | Exception] = {}


def _read(source: Source, run: Run) -> Iterator[Wanted]:
    if source.key not in said:
        yield from directory.read(source, run)
        return
    answer = said[source.key]
    if isinstance(answer, Exception):
        raise answer
    for item in answer:
        if isinstance(item, Exception):
            raise item
        yield item


def make_source(key: str = "hr", **columns: Any) -> Source:
    sources.register_reader("directory", _read)
    source = sources.ensure_source(key, "directory", "Personnel")
    for name, value in columns.items():
        setattr(source, name, value)
    db.session.commit()
    return source


def person(subject: str, name: str = "", **fields: Any) -> Person:
    return Person(subject=subject, name=name or f"Person {subject}", **fields)


def planned(*wanted: Wanted | Exception, key: str = "hr", by: int = 0, trigger: str = "by hand") -> Run:
    """Has a source say this, and gives the run once it is planned."""
    said[key] = wanted
    run = runs.begin(sources.source(key), trigger, actor_id=by)
    db.session.commit()
    plan(run.id)
    return runs.get_run(run.id)


def applied(*wanted: Wanted, key: str = "hr", by: int = 0) -> Run:
    """The same, carried out; whatever the safety net says."""
    run = planned(*wanted, key=key)
    if run.state == "same":
        return run
    run.state, run.brake = "ready", ""
    runs.start(by, run.id)
    db.session.commit()
    while apply(run.id):
        pass
    return runs.get_run(run.id)


def undone(run: Run, actor: Any) -> Run:
    for one in runs.undo_since(actor, run.id):
        db.session.commit()
        while undo(one.id):
            pass
    return runs.get_run(run.id)


def changes(run: Run, kind: str = "") -> list[Change]:
    statement = select(Change).where(Change.run_id == run.id).order_by(Change.phase, Change.id)
    return [change for change in db.session.scalars(statement) if not kind or change.kind == kind]


def user_of(subject: str, key: str = "hr") -> User:
    found = select(User).join(Identity).where(Identity.source == key, Identity.subject == subject)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def tie(user: User, subject: str, key: str = "hr") -> User:
    user.source = key
    db.session.add(Identity(user_id=user.id, source=key, subject=subject, created_at=clock.now()))
    db.session.commit()
    return user
