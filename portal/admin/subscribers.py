"""Who hears of it when a source fails, a run stops, or something could not be carried out."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from auth.models import RoleGrant
from auth.provisioning.events import RunEvent, RunFailed, RunFinished
from portal.core import db
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.subjects import Ref
from portal.notifications import kind, notify

from .policy import ROLES

kind("sync", label=lazy_("A sync needs somebody"), at_once=True)


@on(RunFailed)
def tell_of_failure(event: RunFailed) -> None:
    """Tells HR and IT, in the portal and by mail, that a source failed or a run stopped."""
    _tell(event, {"reason": event.reason})


@on(RunFinished)
def tell_of_rest(event: RunFinished) -> None:
    """Tells HR and IT where something could not be carried out."""
    if event.failed:
        _tell(event, {"failed": event.failed})


def _tell(event: RunEvent, said: dict[str, Any]) -> None:
    everyone = select(RoleGrant.user_id).where(RoleGrant.role.in_(ROLES)).distinct()
    data = said | {"url": f"/admin/sync/{event.subject.id}", "source": event.source}
    for user_id in db.session.scalars(everyone).all():
        own = replace(event, actor_id=0, audience=f"user:{user_id}")
        notify(
            [user_id],
            own,
            kind="sync",
            notice="admin/_run_notice.html",
            about=Ref("person", user_id),
            fold=f"sync:{event.subject.id}",
            data=data,
            forced=True,
        )
