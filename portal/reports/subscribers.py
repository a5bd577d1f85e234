"""Who hears of a report: community managers, and the owners and hosts of the group. Not who wrote what is reported."""

from dataclasses import replace

from sqlalchemy import select

from auth.audience import EVERYONE
from auth.models import RoleGrant
from portal.core import db
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.purging import Purged
from portal.core.subjects import Ref
from portal.groups import group_id_of, holders
from portal.notifications import kind, notify

from .events import Reported
from .jobs import forget_reports

kind("report", label=lazy_("Something was reported that I look after"), at_once=True)


@on(Reported)
def tell_who_looks_after_it(event: Reported) -> None:
    """Tells them without a name. A manager who may not see the subject hears in which group it stands, if listed."""
    group_id = group_id_of(event.audience)
    hosts = set(db.session.scalars(holders(f"{event.audience}:managers"))) if group_id else set()
    managers = set(db.session.scalars(select(RoleGrant.user_id).where(RoleGrant.role == "community-manager")))
    concerned = (hosts | managers) - {event.actor_id, event.author_id or 0}
    nameless = replace(event, actor_id=0)
    told = _tell(concerned, nameless, event.subject)
    if group_id:
        _tell(managers & concerned - set(told), replace(nameless, audience=EVERYONE), Ref("group", group_id))


def _tell(user_ids: set[int], event: Reported, about: Ref) -> list[int]:
    seen = {"reason": event.reason, "words": event.words} if about == event.subject else {"reason": event.reason}
    return notify(
        user_ids,
        event,
        kind="report",
        notice="reports/_notice.html",
        about=about,
        fold=f"report:{event.subject}",
        data=seen,
    )


@on(Purged)
def go_with_the_subject(event: Purged) -> None:
    """Forgets reports about what is gone."""
    forget_reports(kind=event.subject.kind, subject_id=event.subject.id)
