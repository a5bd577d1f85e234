"""What people chose, and what there is to tell whom by mail."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true

from auth.audience import Actor
from auth.models import User
from portal.core import clock, db, mail
from portal.notifications import Kind, Notice, all_kinds

from .models import Choice, Message, Setting

DIGEST_DAYS = 14
UNTOLD = "mail"  # that mail comes back is told in the portal alone


def choices(actor: Actor) -> list[tuple[Kind, str]]:
    """Gives every kind of notification and how the actor gets it by mail: `now`, `digest` or `off`."""
    own = select(Choice.kind, Choice.choice).where(Choice.user_id == actor.id)
    chosen = {row.kind: row.choice for row in db.session.execute(own)}
    told = [kind for kind in all_kinds() if kind.name != UNTOLD]
    return [(kind, chosen.get(kind.name, "now" if kind.at_once else "digest")) for kind in told]


def setting_of(actor: Actor) -> Setting:
    """Gives how the actor gets mail; the preset where nothing was chosen, which is not in the database yet."""
    return db.session.get(Setting, actor.id) or preset(actor.id)


def preset(user_id: int) -> Setting:
    """Gives the setting of somebody who has chosen nothing: a digest on every day at seven."""
    return Setting(
        user_id=user_id, digest="daily", digest_day=0, digest_minute=420, time_zone="", windows=[], rotates_from=None
    )


def address_of(actor: Actor) -> str | None:
    """Gives the actor's mail address, if there is one."""
    return db.session.scalar(select(User.email).where(User.id == actor.id))


def untold() -> list[ColumnElement[bool]]:
    """Gives the conditions that a notice is unread and no mail has told of its latest turn."""
    return [Notice.read_at.is_(None), or_(Notice.mailed_at.is_(None), Notice.mailed_at < Notice.at)]


def choice_for_notice() -> Any:
    """Gives the SQL of how the reader of a notice gets its kind; needs an outer join with `Choice`."""
    at_once = [kind.name for kind in all_kinds() if kind.at_once]
    return func.coalesce(Choice.choice, case((Notice.kind.in_(at_once), "now"), else_="digest"))


def wanted_now(user_ids: Iterable[int], fold: str, *, forced: bool = False) -> list[Any]:
    """Gives the untold notices with this fold of those among the people who want them at once, with their settings.

    Where it is `forced`, what people chose does not count.
    """
    return list(
        db.session.execute(
            select(Notice, Setting)
            .join(User, User.id == Notice.user_id)
            .join(Setting, Setting.user_id == Notice.user_id)
            .outerjoin(Choice, (Choice.user_id == Notice.user_id) & (Choice.kind == Notice.kind))
            .where(Notice.user_id.in_(sorted(user_ids)), Notice.fold == fold, *untold())
            .where(User.is_active, User.email.is_not(None), Setting.paused_at.is_(None))
            .where(true() if forced else choice_for_notice() == "now")
            .order_by(Notice.user_id)
            .with_for_update(of=Notice)
        )
    )


def due_digests(limit: int) -> list[Any]:
    """Gives the settings of people whose digest is due, and whether each gets mail at all; locks them."""
    gets = User.is_active & User.email.is_not(None) & Setting.paused_at.is_(None)
    due = (
        select(Setting, gets.label("gets_mail"))
        .join(User, User.id == Setting.user_id)
        .where(Setting.next_digest_at <= clock.now())
        .order_by(Setting.next_digest_at, Setting.user_id)
        .limit(limit)
    )
    return list(db.session.execute(due.with_for_update(of=Setting, skip_locked=True)))


def for_digest(user_ids: list[int]) -> list[Any]:
    """Gives what these people have not read and no mail told of, by person, newest first; locks it."""
    return list(
        db.session.execute(
            select(Notice.id, Notice.user_id, Notice.data)
            .outerjoin(Choice, (Choice.user_id == Notice.user_id) & (Choice.kind == Notice.kind))
            .where(Notice.user_id.in_(user_ids), Notice.at > clock.ago(days=DIGEST_DAYS), *untold())
            .where(choice_for_notice() != "off")
            .order_by(Notice.user_id, Notice.at.desc(), Notice.id.desc())
            .with_for_update(of=Notice)
        )
    )


def waiting_count() -> int:
    """Counts the mails whose time has come and that nobody has in hand."""
    due = select(func.count()).select_from(Message).where(Message.state == "waiting", Message.due_at <= clock.now())
    return db.session.scalar(due) or 0


def stuck() -> Select[datetime, str]:
    """Gives the SQL of the time and the error of the mail that has waited longest although it was tried."""
    tried = select(Message.created_at, Message.error).where(Message.state == "waiting", Message.error != "")
    return tried.order_by(Message.id + 0).limit(1)  # by the bare id SQLite would look at every mail ever sent


def oldest_waiting() -> Any:
    """Gives the error and the time of the mail that has waited longest although it was tried, or None."""
    return db.session.execute(stuck()).one_or_none()


def takes_replies() -> bool:
    """Whether one can answer by mail."""
    return bool(mail.settings().mail_replies)
