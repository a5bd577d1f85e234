"""Plain functions that make what tests need. Nothing random; each slice adds its own beside its tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from auth import accounts
from auth.audience import Actor, actor_for
from auth.models import RoleGrant, Unit, User
from portal.core import clock, db


@contextmanager
def time_is(moment: datetime | None) -> Iterator[None]:
    """It is that moment until the block ends; None leaves the clock as it is."""
    if moment is None:
        yield
        return
    before = clock.freeze(moment)
    try:
        yield
    finally:
        clock.freeze(before)


def save(*things: Any) -> Any:
    """Adds rows and commits them into the test's transaction; gives the first one."""
    db.session.add_all(things)
    db.session.commit()
    return things[0]


def make_unit(
    name: str = "Instandhaltung", *, kind: str = "department", parent: Unit | None = None, city: str = ""
) -> Unit:
    return save(Unit(name=name, kind=kind, parent_id=parent.id if parent else None, city=city, country="DE"))


def make_user(
    name: str = "Ann Probst",
    *,
    department: Unit | None = None,
    site: Unit | None = None,
    roles: tuple[str, ...] = (),
    language: str = "en",
    **columns: Any,
) -> User:
    user = accounts.make_user(name=name, language=language)
    user.department_id = department.id if department else None
    user.site_id = site.id if site else None
    for column, value in columns.items():
        setattr(user, column, value)
    save(user)
    for role in roles:
        save(RoleGrant(user_id=user.id, role=role, granted_at=clock.now()))
    return user


def actor(user: User) -> Actor:
    """Gives the actor of a user, with the keys that it holds now."""
    return actor_for(user.id)
