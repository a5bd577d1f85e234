"""Purging: what is gone for good takes along all that refers to it, each slice its own rows, a stretch at a time."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import delete, inspect, select, tuple_

from . import db
from .events import Event, publish
from .subjects import Ref

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Purged(Event):
    """The row of a subject is deleted; whoever keeps rows that name the subject deletes them."""

    changes_text: ClassVar[bool] = False


def purged(subject: Ref) -> None:
    """Says, after the row was deleted, that a subject which nobody saw any more is gone for good."""
    publish(Purged(actor_id=0, subject=subject, audience="nobody"))


def delete_some(model: type[db.Base], *where: Any, most: int = BATCH) -> bool:
    """Deletes at most so many of the rows; says whether there may be more, which is work for another transaction."""
    keys = inspect(model).primary_key
    some = select(*keys).where(*where).limit(most)
    statement = delete(model).where(tuple_(*keys).in_(some)).returning(keys[0])
    gone = db.session.execute(statement.execution_options(synchronize_session=False)).all()
    return len(gone) == most
