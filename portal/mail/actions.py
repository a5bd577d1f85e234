"""Choosing what comes by mail and when, stopping it with one click, trying again after mails came back."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select, update

from auth.audience import Actor
from auth.models import User
from auth.policy import require
from portal.core import clock, db, events, mail
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _, zone
from portal.core.subjects import Ref
from portal.notifications import all_kinds

from . import bounces
from .events import MailSwitchedOn, MailTried
from .forms import RhythmForm
from .models import CHOICES, Choice, Setting
from .preparing import add_settings, send_to
from .times import Rhythm, Window, next_digest

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")


def choose(actor: Actor, chosen: Mapping[str, str], form: RhythmForm) -> None:
    """Keeps how the actor gets each kind, and when mail may come. Raises Invalid with the field that is wrong."""
    rhythm = _rhythm(form)
    for kind in all_kinds():
        if chosen.get(kind.name) in CHOICES:
            _choose(actor.id, kind.name, chosen[kind.name])
    add_settings([actor.id])
    values = {
        "digest": rhythm.digest,
        "digest_day": rhythm.day,
        "digest_minute": rhythm.minute,
        "time_zone": rhythm.time_zone,
        "windows": [{"days": list(w.days), "start": w.start, "end": w.end} for w in rhythm.windows],
        "rotates_from": rhythm.rotates_from,
        "next_digest_at": next_digest(rhythm, clock.now()),
    }
    db.session.execute(update(Setting).where(Setting.user_id == actor.id).values(**values))


def stop(user_id: int, what: str) -> User:
    """Ends mails of one kind, or the digest, for the person whom a signed link names; gives that person.

    Raises NotFound for an account that is closed or a kind that is gone.
    """
    user = linked(user_id, what)
    if what == "digest":
        _set_digest(user_id, "off")
    else:
        _choose(user_id, what, "off")
    return user


def start_again(user_id: int, what: str) -> User:
    """Takes `stop` back. Raises NotFound like it."""
    user = linked(user_id, what)
    if what == "digest":
        _set_digest(user_id, "daily")
    else:
        _choose(user_id, what, "now")
    return user


def linked(user_id: int, what: str) -> User:
    """Gives whom a signed link names. Raises NotFound for an account that is closed or a kind that is gone."""
    user = db.session.get(User, user_id)
    if user is None or not user.is_active or what not in {"digest", *(kind.name for kind in all_kinds())}:
        raise NotFound
    return user


def try_again(actor: Actor) -> None:
    """Sends mail again after it was paused, a test mail first. Raises Invalid for somebody without an address."""
    bounces.forget(actor.id)
    db.session.execute(update(Setting).where(Setting.user_id == actor.id).values(paused_at=None))
    send_test(actor)


def switch_on(actor: Actor, user_id: int) -> None:
    """Sends mail to somebody again to whom it kept coming back; once more is the same as once.

    Raises Forbidden for who does not look after mail, NotFound for nobody.
    """
    require(actor, "manage", Setting())
    if db.session.get(User, user_id) is None:
        raise NotFound
    bounces.forget(user_id)
    waits = update(Setting).where(Setting.user_id == user_id, Setting.paused_at.is_not(None))
    if db.session.execute(waits.values(paused_at=None).returning(Setting.user_id)).all():
        about = Ref("person", user_id)
        events.publish(MailSwitchedOn(actor_id=actor.id, subject=about, audience=f"user:{actor.id}"))


def try_out(actor: Actor) -> None:
    """Sends a test mail to somebody who looks after mail. Raises Forbidden, Invalid for somebody without an address."""
    require(actor, "manage", Setting())
    try_again(actor)


def send_test(actor: Actor) -> None:
    """Sends the actor a mail that says that mail works. Raises Invalid for somebody without an address."""
    if not db.session.scalar(select(User.email).where(User.id == actor.id)):
        raise Invalid("email", _("The portal knows no mail address of yours."))
    add_settings([actor.id])
    send_to(actor.id, "test", [])
    about = Ref("person", actor.id)
    events.publish(MailTried(actor_id=actor.id, subject=about, audience=f"user:{actor.id}"))


def _choose(user_id: int, kind: str, choice: str) -> None:
    row = {"user_id": user_id, "kind": kind, "choice": choice}
    db.upsert(Choice, row, keys=("user_id", "kind"), update={"choice": choice})


def _set_digest(user_id: int, digest: str) -> None:
    add_settings([user_id])
    setting = db.session.get(Setting, user_id, with_for_update=True)
    if setting is not None:
        setting.digest = digest
        rhythm = Rhythm(digest, setting.digest_day, setting.digest_minute, setting.time_zone)
        setting.next_digest_at = next_digest(rhythm, clock.now())
        db.session.flush()


def _rhythm(form: RhythmForm) -> Rhythm:
    if form.time_zone and form.time_zone not in available_timezones():
        raise Invalid("time_zone", _("There is no such time zone. An example is Europe/Berlin."))
    count = {"always": 0, "hours": 1, "shifts": form.weeks}[form.hours]
    windows = tuple(_window(form, n) for n in range(1, count + 1))
    if windows and not any(window.days for window in windows):
        raise Invalid("days1", _("Choose at least one day, or no mail could ever come."))
    minute = _minutes("digest_time", form.digest_time) % (24 * 60)
    turns = _monday(form.time_zone) - timedelta(weeks=form.this_week - 1) if count > 1 else None
    return Rhythm(form.digest, form.digest_day, minute, form.time_zone, windows, turns)


def _window(form: RhythmForm, number: int) -> Window:
    values: dict[str, Any] = form.model_dump()
    start = _minutes(f"from{number}", values[f"from{number}"])
    end = _minutes(f"to{number}", values[f"to{number}"])
    return Window(tuple(sorted(set(values[f"days{number}"]))), start, end)


def _minutes(field: str, text: str) -> int:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise Invalid(field, _("This is not a time of day, such as 07:30."))
    return int(found[1]) * 60 + int(found[2]) if found[1] else 24 * 60


def _monday(time_zone: str) -> date:
    today: datetime = clock.now().astimezone(zone(time_zone or mail.settings().time_zone))
    return today.date() - timedelta(days=today.weekday())
