"""Who hears of a report: community managers, and the owners and hosts of the group. Not who wrote what is reported."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from auth.audience import EVERYONE
from portal.core import db
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.purging import Purged
from portal.core.subjects import Ref
from portal.groups import Group, group_id_of
from portal.notifications import kind, notify

from .events import Reported
from .jobs import forget_reports
from .queries import Duty, duty

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
    told = _tell(found.hosts | found.managers, event, event.subject, words, forced=forced)
    return told + _tell_others(found, event, forced=forced)


def _tell_others(found: Duty, event: Reported, *, forced: bool) -> list[int]:
    """Tells those who may not see it the reason, and the group where everybody may know of that."""
    said = {"reason": event.reason, "unseen": True, "alone": not (found.hosts | found.managers)}
    group = db.session.get(Group, group_id_of(event.audience) or 0)
    if group is not None and group.audience == EVERYONE:
        about = Ref("group", group.id)
        return _tell(found.others, replace(event, audience=EVERYONE), about, said, forced=forced)
    told: list[int] = []
    for user_id in sorted(found.others):
        own = replace(event, audience=f"user:{user_id}")
        said["url"] = "/notifications"
        told += _tell([user_id], own, Ref("person", user_id), said, forced=forced)
    return told


def _tell(
    user_ids: Iterable[int], event: Reported, about: Ref, data: dict[str, Any], *, forced: bool = False
) -> list[int]:
    fold = f"report:{event.subject}"
    notice = "reports/_notice.html"
    return notify(user_ids, event, kind="report", notice=notice, about=about, fold=fold, data=data, forced=forced)


@on(Purged)
def go_with_the_subject(event: Purged) -> None:
    """Forgets reports about what is gone."""
    forget_reports(kind=event.subject.kind, subject_id=event.subject.id)
