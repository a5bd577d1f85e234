"""Who hears of it when a source fails, a run stops, something could not be carried out, or somebody's access ends."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from auth.audience import still_granted, unit_keys
from auth.events import LastAdminKept
from auth.models import RoleGrant, User
from auth.provisioning.events import AccountChanged, AccountEnding, RunEvent, RunFailed, RunFinished
from auth.scim.events import ScimTokenEnding
from portal.core import clock, db
from portal.core.events import Event, on
from portal.core.i18n import lazy_
from portal.core.subjects import Ref
from portal.notifications import kind, notify

from .jobs import index_all_again
from .policy import ROLES

kind("ending", label=lazy_("Somebody’s access ends soon"))
kind("kept", label=lazy_("The last IT administrator was to leave"), at_once=True)
kind("sync", label=lazy_("A sync needs somebody"), at_once=True)


@on(RunFailed)
def tell_of_failure(event: RunFailed) -> None:
    """Tells HR and IT, in the portal and by mail, that a source failed or a run stopped."""
    _tell(event, {"reason": event.reason})


@on(AccountChanged)
def find_by_the_new_name(event: AccountChanged) -> None:
    """Has what somebody wrote found under the name that stands above it, and under no former one."""
    if "name" in event.fields:
        index_all_again(event.subject.id)


@on(RunFinished)
def tell_of_rest(event: RunFinished) -> None:
    """Tells HR and IT where something could not be carried out."""
    if event.failed:
        _tell(event, {"failed": event.failed})


@on(AccountEnding)
def tell_of_end(event: AccountEnding) -> None:
    """Tells those who look after the person, and who answers for them, that the access ends in some days."""
    person = db.session.get_one(User, event.subject.id)
    units = [int(key.partition(":")[2]) for key in unit_keys(person.id)]
    theirs = or_(RoleGrant.unit_id.is_(None), RoleGrant.unit_id.in_(units))
    told = set(db.session.scalars(select(RoleGrant.user_id).where(RoleGrant.role == "hr-admin", theirs)))
    told |= {event.sponsor_id} if event.sponsor_id else set()
    last_day = date.fromisoformat(event.ends_on) - timedelta(days=1)
    data = {"name": person.name, "last_day": last_day.isoformat()}
    for user_id in sorted(told):
        looks_after = user_id != event.sponsor_id
        url = f"/admin/people/{person.id}" if looks_after else f"/people/{person.slug}"
        notify(
            [user_id],
            replace(event, audience=f"user:{user_id}"),
            kind="ending",
            notice="admin/_ending_notice.html",
            about=event.subject,
            fold=f"ending:{person.id}:{event.ends_on}",
            data=data | {"url": url},
        )


@on(LastAdminKept)
def tell_of_the_last(event: LastAdminKept) -> None:
    """Tells HR and IT, once a day, that somebody is still here because nobody else could let people in."""
    person = db.session.get_one(User, event.subject.id)
    _tell_everyone(
        event,
        kind="kept",
        notice="admin/_kept_notice.html",
        about=event.subject,
        fold=f"kept:{person.id}:{clock.now().date()}",
        data={"name": person.name, "url": f"/admin/people/{person.id}"},
    )


@on(ScimTokenEnding)
def tell_of_a_token(event: ScimTokenEnding) -> None:
    """Tells IT that the last token of a client ends."""
    _tell_everyone(
        event,
        roles=("it-admin",),
        kind="sync",
        notice="admin/_token_notice.html",
        fold=f"token:{event.source}:{event.on}",
        data={"label": event.label, "on": event.on, "url": "/admin/scim"},
    )


def _tell(event: RunEvent, said: dict[str, Any]) -> None:
    _tell_everyone(
        replace(event, actor_id=0),
        kind="sync",
        notice="admin/_run_notice.html",
        fold=f"sync:{event.subject.id}",
        data=said | {"url": f"/admin/sync/{event.subject.id}", "source": event.source},
    )


def _tell_everyone(event: Event, *, about: Ref | None = None, roles: tuple[str, ...] = ROLES, **said: Any) -> None:
    """Tells each of HR and IT, whatever they switched off; without `about` it is about themselves."""
    everyone = select(RoleGrant.user_id).where(RoleGrant.role.in_(roles), still_granted()).distinct()
    for user_id in db.session.scalars(everyone).all():
        own = replace(event, audience=f"user:{user_id}")
        notify([user_id], own, about=about or Ref("person", user_id), forced=True, **said)
