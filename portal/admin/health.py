"""How sources and doors are: what worked last, what failed last and why, and what comes next."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from auth import providers, roles
from auth.audience import Actor
from auth.providers import store
from auth.providers.contract import NAMES
from auth.provisioning import sources
from auth.provisioning.models import Run, Source
from auth.scim import refused, tokens
from auth.scim.jobs import SOON
from auth.scim.models import ScimToken
from portal.core import clock, db, i18n
from portal.core.errors import Forbidden
from portal.core.i18n import LazyText, _, lazy_

from .files import REFUSED
from .policy import looks_after_everybody, looks_after_people

_OF_SOURCES: dict[str, LazyText] = refused.NAMES | {REFUSED: lazy_("Table that cannot be read")}
"""What is said of requests and tables that were refused; other faults are those of sign-ins."""
_ANSWERED = ("ready", "blocked", "scheduled", "applying", "applied", "same", "expired", "discarded", "undone")
"""States of a run whose source was read to its end."""


class SourceHealth(NamedTuple):
    """A source: when it answered last, in which run, how many rows of it could not be used, when it is read next.

    `failures` are what was refused last. Of a client that calls: when it was heard last, and what its tokens need.
    """

    source: Source
    worked_at: datetime | None = None
    run_id: int | None = None
    wrong_rows: int = 0
    next_at: datetime | None = None
    heard_at: datetime | None = None
    lack: str = ""
    failures: tuple[tuple[str, Any], ...] = ()


class DoorHealth(NamedTuple):
    """A way to sign in: when somebody came in last by it, what is wrong with its settings, and what failed last."""

    label: str
    is_on: bool
    faults: tuple[str, ...]
    worked_at: datetime | None
    failures: list[tuple[str, Any]]


def of_sources(actor: Actor) -> list[SourceHealth]:
    """Gives how the sources are. Raises Forbidden."""
    if not looks_after_people(actor):
        raise Forbidden
    newest = select(func.max(Run.id)).where(Run.state.in_(_ANSWERED), Run.read_at.is_not(None)).group_by(Run.source)
    read = {run.source: run for run in db.session.scalars(select(Run).where(Run.id.in_(newest)))}
    failed = store.faults() if looks_after_everybody(actor) else {}
    every = sources.all_sources()
    held = tokens.tokens_of([one.key for one in every if one.kind == "scim"])
    found = []
    for one in every:
        run = read.get(one.key)
        health = SourceHealth(one, next_at=next_time(one))
        if run is not None:
            health = health._replace(worked_at=run.read_at, run_id=run.id, wrong_rows=run.faults)
        if one.kind == "scim":
            health = _of_client(health, held[one.key])
        ours = (fault for fault in failed.get(one.key, ()) if fault.reason in _OF_SOURCES)
        failures = tuple((str(_OF_SOURCES[fault.reason]), fault) for fault in ours)
        found.append(health._replace(failures=failures))
    return found


def _of_client(health: SourceHealth, held: list[ScimToken]) -> SourceHealth:
    heard = max((token.last_used_at for token in held if token.last_used_at is not None), default=None)
    return health._replace(heard_at=heard, lack=_lack(tokens.longest(held)))


def _lack(last: ScimToken | None) -> str:
    if last is None:
        return _("No valid token: nobody comes, changes or leaves.")
    if last.expires_at <= clock.now() + SOON:
        return _("The last token ends on %(day)s.", day=i18n.date(last.expires_at))
    return ""


def has_one_admin(actor: Actor) -> bool:
    """Whether one person alone, or nobody, looks after the installation for good; told to IT alone."""
    if not actor.has("it-admin"):
        return False
    return len({row.user_id for row in db.session.execute(roles.admins_for_good().limit(20))}) < 2


def next_time(source: Source) -> datetime | None:
    """Gives when a source is read next by itself; None for never."""
    if not source.is_on or not source.times:
        return None
    zone, now = ZoneInfo(i18n.zone_name()), i18n.local(clock.now())
    days = (now.date(), now.date() + timedelta(days=1))
    coming = [datetime.combine(day, time.fromisoformat(at), zone) for day in days for at in source.times]
    return min(moment for moment in coming if moment > now)


def of_doors(actor: Actor) -> list[DoorHealth]:
    """Gives how the ways to sign in are, to IT administrators of the whole company; nothing to others."""
    if not actor.has("it-admin"):
        return []
    last, failed = store.uses(), store.faults()
    own = DoorHealth(_("Accounts of the portal: password, passkey, PIN"), True, (), last.get(""), _told(failed, ""))
    return [own] + [
        DoorHealth(one.label, one.is_on, tuple(one.faults), last.get(one.key), _told(failed, one.key))
        for one in providers.configured()
    ]


def _told(failed: Mapping[str, list[Any]], key: str) -> list[tuple[str, Any]]:
    """What went wrong with sign-ins by a provider, each with its name; an empty key is the portal's own accounts."""
    faults = (fault for fault in failed.get(key, ()) if fault.reason not in _OF_SOURCES)
    return [(str(NAMES.get(fault.reason, fault.reason)), fault) for fault in faults]
