"""How mail is doing, for those who look after it: figures, the server's answers, addresses that get none."""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import func, select

from auth.audience import Actor
from auth.models import User
from auth.policy import require
from portal.core import clock, db, mail
from portal.core.paging import Page, paginate

from . import queries
from .explaining import explain
from .models import Bounce, Message, Setting

PATIENCE_MINUTES = 60
_LATEST = 100


class Way(NamedTuple):
    """What is set: the server without its password, the sender, where answers go and how they come in."""

    server: str
    is_encrypted_at_once: bool
    user: str
    sender: str
    replies: str
    taken_from: str
    is_sparing: bool
    folder: str


class Standing(NamedTuple):
    """Figures: what waits, what of it was tried in vain, what went out since yesterday, and when the last one did."""

    waiting: int
    tried: int
    sent: int
    paused: int
    last_sent_at: datetime | None
    stuck_since: datetime | None
    stuck_with: str

    @property
    def is_stuck(self) -> bool:
        """Whether a mail has waited for long although it was tried."""
        return self.stuck_since is not None and self.stuck_since < clock.ago(minutes=PATIENCE_MINUTES)


class Answer(NamedTuple):
    """What a server answered: in its words and in ours, how often, and when last."""

    said: str
    meaning: str
    mails: int
    at: datetime


class Trial(NamedTuple):
    """What became of the actor's latest test mail: `waiting`, `sent`, `dropped` or `failed`."""

    state: str
    said: str
    meaning: str
    at: datetime

    @property
    def is_under_way(self) -> bool:
        """Whether nothing is known yet."""
        return self.state == "waiting" and not self.said


def way() -> Way:
    """Gives what the settings say about mail."""
    kept = mail.settings()
    parts, mailbox = urlsplit(kept.smtp), urlsplit(kept.imap)
    port = parts.port or (465 if parts.scheme == "smtps" else 587)
    return Way(
        server=f"{parts.hostname}:{port}" if mail.leaves_the_house() else "",
        is_encrypted_at_once=parts.scheme == "smtps",
        user=parts.username or "",
        sender=mail.sender(),
        replies=kept.mail_replies,
        taken_from=mailbox.hostname or kept.mail_listen,
        is_sparing=kept.mail_content == "sparing",
        folder=str(mail.outbox()),
    )


def standing(actor: Actor) -> Standing:
    """Gives the figures. Raises Forbidden for who does not look after mail."""
    require(actor, "manage", Setting())
    waiting, tried = Message.state == "waiting", Message.error != ""
    latest = select(Message.sent_at).where(Message.state == "sent").order_by(Message.created_at.desc()).limit(_LATEST)
    stuck = queries.stuck().subquery()
    figures = select(
        _count(Message.id, waiting),
        _count(Message.id, waiting, tried),
        _count(Message.id, Message.state == "sent", Message.created_at > clock.ago(days=1)),
        _count(Setting.user_id, Setting.paused_at.is_not(None)),
        select(func.max(latest.subquery().c.sent_at)).scalar_subquery(),
        select(stuck.c.created_at).scalar_subquery(),
        func.coalesce(select(stuck.c.error).scalar_subquery(), ""),
    )
    return Standing(*db.session.execute(figures).one())


def answers(actor: Actor) -> list[Answer]:
    """Gives why mails were refused for good in the last week, the latest first. Raises Forbidden."""
    require(actor, "manage", Setting())
    last = func.max(Message.created_at)
    refused = select(Message.error, func.count(), last).where(
        Message.state == "failed", Message.created_at > clock.ago(days=7)
    )
    rows = db.session.execute(refused.group_by(Message.error).order_by(last.desc()).limit(10))
    return [Answer(said, explain(said), count, at) for said, count, at in rows]


def switched_off(actor: Actor, after: str | None = None) -> Page:
    """Gives people who get no mail because it kept coming back, the latest first. Raises Forbidden."""
    require(actor, "manage", Setting())
    returned = select(func.count()).where(Bounce.user_id == Setting.user_id).scalar_subquery()
    reason = select(Bounce.reason).where(Bounce.user_id == Setting.user_id).order_by(Bounce.at.desc()).limit(1)
    people: Any = (
        select(
            Setting.user_id,
            Setting.paused_at,
            User.name,
            User.slug,
            User.email,
            returned.label("returned"),
            reason.scalar_subquery().label("reason"),
        )
        .join(User, User.id == Setting.user_id)
        .where(Setting.paused_at.is_not(None), User.is_active)
    )
    return paginate(people, order=[(Setting.paused_at, "desc"), (Setting.user_id, "desc")], after=after, size=30)


def trial(actor: Actor) -> Trial | None:
    """Gives what became of the actor's latest test mail within a day, or None. Raises Forbidden."""
    require(actor, "manage", Setting())
    mine = (
        select(Message.state, Message.error, Message.created_at)
        .where(Message.user_id == actor.id, Message.kind == "test", Message.created_at > clock.ago(days=1))
        .order_by(Message.id.desc())
    )
    row = db.session.execute(mine.limit(1)).one_or_none()
    return Trial(row.state, row.error, explain(row.error), row.created_at) if row else None


def _count(column: Any, *conditions: Any) -> Any:
    return select(func.count(column)).where(*conditions).scalar_subquery()
