"""Who hears of a report: community managers, and the owners and hosts of the group. Not who wrote what is reported."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import update

from auth.audience import EVERYONE, NOBODY, AudienceMoved
from portal.core import clock, db
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.purging import Purged
from portal.core.subjects import Ref
from portal.groups import Group, group_id_of
from portal.notifications import kind, notify

from .events import Reported, ReportSettled
from .jobs import forget_reports
from .models import Report
from .queries import Duty, duty
from .reading.actions import end_all
from .reading.queries import has_role

kind("report", label=lazy_("Something was reported that I look after"), at_once=True)


@on(Reported)
def tell_who_looks_after_it(event: Reported) -> None:
    """Tells them without a name; where all of them switched it off, all the same, for somebody has to look at it."""
    found = duty(event.audience, event.actor_id, event.author_id or 0)
    nameless = replace(event, actor_id=0)
    if not _tell_all(found, nameless):
        _tell_all(found, nameless, forced=True)


def _tell_all(found: Duty, event: Reported, *, forced: bool = False) -> list[int]:
    words = {"reason": event.reason, "words": event.words}
    settling = words | {"url": f"/reports/about/{event.subject}"}
    told = _tell(found.hosts, event, event.subject, settling, forced=forced)
    said = settling if _look_after_reports(found.managers) else words
    told += _tell(found.managers, event, event.subject, said, forced=forced)
    return told + _tell_others(found, event, forced=forced)


def _look_after_reports(people: frozenset[int]) -> bool:
    """Whether these have a page of reports: where there is no such role, those who run the portal step in."""
    return bool(people) and has_role(min(people))


def _tell_others(found: Duty, event: Reported, *, forced: bool) -> list[int]:
    """Tells those who may not see it the reason, and the group where everybody may know of that."""
    said: dict[str, Any] = {"reason": event.reason, "unseen": True, "alone": not (found.hosts | found.managers)}
    if _look_after_reports(found.others):
        said["url"] = "/reports"
    group = db.session.get(Group, group_id_of(event.audience) or 0)
    if group is not None and group.audience == EVERYONE:
        about = Ref("group", group.id)
        return _tell(found.others, replace(event, audience=EVERYONE), about, said, forced=forced)
    told: list[int] = []
    for user_id in sorted(found.others):
        own = replace(event, audience=f"user:{user_id}")
        said = {"url": "/notifications", "nowhere": True} | said
        told += _tell([user_id], own, Ref("person", user_id), said, forced=forced)
    return told


def _tell(
    user_ids: Iterable[int], event: Reported, about: Ref, data: dict[str, Any], *, forced: bool = False
) -> list[int]:
    fold = f"report:{event.subject}"
    notice = "reports/_notice.html"
    return notify(user_ids, event, kind="report", notice=notice, about=about, fold=fold, data=data, forced=forced)


@on(ReportSettled)
def end_readings_of_it(event: ReportSettled) -> None:
    """Ends what was to be read, or is being read, because of the report."""
    end_all(event.subject, "settled")


@on(AudienceMoved)
def settle_what_is_gone(event: AudienceMoved) -> None:
    """Has nobody look after reports about what was removed."""
    if event.audience == NOBODY:
        waiting = (Report.subject_kind == event.subject.kind, Report.subject_id == event.subject.id)
        settled = update(Report).where(*waiting, Report.settled_at.is_(None)).values(settled_at=clock.now())
        db.session.execute(settled.execution_options(synchronize_session=False))


@on(Purged)
def go_with_the_subject(event: Purged) -> None:
    """Forgets reports about what is gone."""
    forget_reports(kind=event.subject.kind, subject_id=event.subject.id)
