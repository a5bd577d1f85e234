"""What holds for a thread: whether one may write at all, and how often. Asked before a comment is written."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from auth.audience import Actor
from auth.policy import require
from portal.core import clock, db, events
from portal.core.errors import Invalid
from portal.core.i18n import _, date_time, ngettext
from portal.core.subjects import Ref
from portal.groups import moderates

from ..events import ThreadClosed, ThreadPaced, ThreadReopened
from ..models import Comment, Rules

PACES = (0, 1, 5, 15, 60)


def rules_of(about: Ref) -> Rules | None:
    """Gives what holds for the comments about a subject, or None where nothing was laid down."""
    return db.session.get(Rules, (about.kind, about.id))


def close_thread(actor: Actor, about: Ref, subject: Any, reason: str) -> None:
    """Lets nobody comment any more. Raises Invalid without a reason, which everybody reads."""
    require(actor, "manage", subject)
    if not reason:
        raise Invalid("reason", _("Say why: everybody who would like to comment reads it."))
    _await_comments(subject)
    _keep(about, closed_at=clock.now(), reason=reason)
    events.publish(ThreadClosed(actor_id=actor.id, subject=about, audience=subject.audience, reason=reason))


def reopen_thread(actor: Actor, about: Ref, subject: Any) -> None:
    """Lets people comment again."""
    require(actor, "manage", subject)
    _keep(about, closed_at=None, reason="")
    events.publish(ThreadReopened(actor_id=actor.id, subject=about, audience=subject.audience))


def pace_thread(actor: Actor, about: Ref, subject: Any, minutes: int) -> None:
    """Lets each person write one comment in so many minutes, except who looks after the place. 0 takes it back."""
    require(actor, "moderate", subject)
    if minutes not in PACES:
        raise Invalid("minutes", _("Choose one of the options."))
    _await_comments(subject)
    _keep(about, slow_minutes=minutes)
    events.publish(ThreadPaced(actor_id=actor.id, subject=about, audience=subject.audience, minutes=minutes))


def _await_comments(subject: Any) -> None:
    """Waits for comments that are being written: each holds the subject. Later ones find what holds from now on."""
    db.session.get(type(subject), subject.id, with_for_update=True)


def _keep(about: Ref, **values: Any) -> None:
    row = {"subject_kind": about.kind, "subject_id": about.id, "closed_at": None, "reason": "", "slow_minutes": 0}
    db.upsert(Rules, row | values, keys=("subject_kind", "subject_id"), update=values)
    if (kept := db.session.identity_map.get(db.session.identity_key(Rules, (about.kind, about.id)))) is not None:
        db.session.expire(kept)


def may_write_from(actor: Actor, about: Ref, minutes: int, audience: str) -> datetime | None:
    """Gives when a slow thread takes the next comment of the actor, or None where it does at once."""
    if not minutes or moderates(actor, audience):
        return None
    own = (Comment.subject_kind == about.kind, Comment.subject_id == about.id, Comment.author_id == actor.id)
    last = db.session.scalar(select(func.max(Comment.created_at)).where(*own))
    free = last + timedelta(minutes=minutes) if last else None
    return free if free and free > clock.now() else None


def check(actor: Actor, about: Ref, audience: str, client_key: str) -> None:
    """Raises Invalid at the text, which stays, where the thread is closed or the actor has to wait.

    What was written before and is sent again passes. The caller holds the subject, so that nobody closes the thread
    before the comment is there; in a slow one comments wait for each other.
    """
    rules = rules_of(about)
    if rules is None or _is_sent(actor, client_key):
        return
    if rules.closed_at is not None:
        raise Invalid("body", _("The comments are closed: %(reason)s", reason=rules.reason))
    if rules.slow_minutes:
        db.session.refresh(rules, with_for_update=True)
    free = may_write_from(actor, about, rules.slow_minutes, audience)
    if free is not None:
        raise Invalid("body", wait_until(rules.slow_minutes, free))


def _is_sent(actor: Actor, client_key: str) -> bool:
    same = select(Comment.id).where(Comment.author_id == actor.id, Comment.client_key == client_key)
    return bool(client_key) and db.session.scalar(same) is not None


def wait_until(minutes: int, free: datetime) -> str:
    """Says that one has to wait, and until when."""
    slow = ngettext("One comment a minute here.", "One comment in %(n)s minutes here.", minutes)
    return " ".join([slow, _("You can write again from %(time)s.", time=date_time(free))])
