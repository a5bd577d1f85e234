"""What was looked for, without whom: how often a term was used counts people, and names none of them."""

from datetime import date, datetime

from sqlalchemy import String, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, UtcDateTime

TERM = 80


class Note(Base):
    """That somebody looked for a term in a month (its first day).

    `mark` is a keyed hash of person, term and month: it tells two people of one term apart, and leads neither to a
    person nor from one term to another. `last_on` is the day of the latest time, `last_at` its moment, which is kept
    for a day. `searches` counts the times, `opened` those after which a result was opened within a minute and the same
    was not looked for again within five; `is_opened` tells it of the latest.
    """

    __tablename__ = "find_note"

    month: Mapped[date] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(String(TERM), primary_key=True)
    mark: Mapped[str] = mapped_column(String(32), primary_key=True)
    last_on: Mapped[date]
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    searches: Mapped[int] = mapped_column(default=0, server_default="0")
    opened: Mapped[int] = mapped_column(default=0, server_default="0")
    is_opened: Mapped[bool] = mapped_column(default=False, server_default=false())
    was_empty: Mapped[bool] = mapped_column(default=False, server_default=false())
    has_asked: Mapped[bool] = mapped_column(default=False, server_default=false())
