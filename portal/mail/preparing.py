"""Deciding which mails there will be. They are rows, made in the transaction that marks what they tell of.

So nothing is told twice, and nothing that is to be told is lost with a process. What the mails say is found when they
are sent: who may no longer see a thing, or has read it meanwhile, is not told of it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import insert, literal, null, select, update

from auth.models import User
from portal.core import clock, db, mail
from portal.core.subjects import Ref
from portal.notifications import Notice

from . import queries
from .models import Message, Setting
from .times import APART, next_digest, opens, rhythm

MOST_ITEMS = 25
_CHUNK = 5000


def add_settings(user_ids: Iterable[int] | None = None) -> None:
    """Gives those who have none, or all of these people, the preset, due at the next usual time; one statement."""
    first = next_digest(rhythm(queries.preset(0)), clock.now())
    known = select(Setting.user_id).where(Setting.user_id == User.id)
    columns = "user_id", "digest", "digest_day", "digest_minute", "time_zone", "windows", "next_digest_at"
    rows = select(
        User.id,
        literal("daily"),
        literal(0),
        literal(420),
        literal(""),
        literal([], Setting.windows.type),
        literal(first, Setting.next_digest_at.type),
    ).where(User.is_active, ~known.exists())
    if user_ids is not None:
        rows = rows.where(User.id.in_(sorted(user_ids)))
    db.session.execute(insert(Setting).from_select([*columns], rows))


def prepare_now(user_ids: Iterable[int], fold: str, *, forced: bool = False) -> bool:
    """Makes the mails of those who want to hear of this at once, or of all; says whether there are any."""
    if not mail.is_on():
        return False
    add_settings(user_ids)
    rows = queries.wanted_now(user_ids, fold, forced=forced)
    now = clock.now()
    messages = [
        {
            "user_id": notice.user_id,
            "kind": "notice",
            "about_kind": notice.about_kind,
            "about_id": notice.about_id,
            "items": [_item(notice.id, notice.data)],
            "due_at": opens(rhythm(setting), now),
            "created_at": now,
        }
        for notice, setting in rows
    ]
    if messages:
        db.session.execute(insert(Message), messages)
    _mark([notice.id for notice, _ in rows])
    return bool(messages)


def prepare_digests(limit: int = 500) -> int:
    """Makes the digests of the next people whose time has come; gives how many people were looked at."""
    if not mail.is_on():
        return 0
    due = queries.due_digests(limit)
    people = [setting.user_id for setting, gets_mail in due if gets_mail and setting.digest != "off"]
    now = clock.now()
    rows = queries.for_digest(people) if people else []
    digests = [
        {
            "user_id": user_id,
            "kind": "digest",
            "items": [_item(row.id, row.data) for row in told[:MOST_ITEMS]],
            "more": max(0, len(told) - MOST_ITEMS),
            "due_at": now,
            "created_at": now,
        }
        for user_id, told in _by_person(rows)
    ]
    if digests:
        db.session.execute(insert(Message), digests)
    _mark([row.id for row in rows])
    for setting, _ in due:
        setting.next_digest_at = next_digest(rhythm(setting), now + APART)
    db.session.flush()
    return len(due)


def send_to(user_id: int, kind: str, items: list[dict[str, Any]], about: Ref | None = None) -> None:
    """Makes a mail that tells of no notice: a `test`, or a reply that is `returned` with the reason."""
    now = clock.now()
    row = {"user_id": user_id, "kind": kind, "items": items, "due_at": now, "created_at": now}
    place = {"about_kind": about.kind if about else null(), "about_id": about.id if about else null()}
    db.session.execute(insert(Message).values(**row, **place))


def _by_person(rows: list[Any]) -> Iterator[tuple[int, list[Any]]]:
    for user_id, told in groupby(rows, key=lambda row: row.user_id):
        yield user_id, list(told)


def _item(notice_id: int, data: dict[str, Any]) -> dict[str, Any]:
    return {"id": notice_id, "said": data.get("said", "")}


def _mark(notice_ids: list[int]) -> None:
    for start in range(0, len(notice_ids), _CHUNK):
        some = update(Notice).where(Notice.id.in_(notice_ids[start : start + _CHUNK]))
        statement = some.values(mailed_at=Notice.at).execution_options(synchronize_session=False)
        db.session.execute(statement)
