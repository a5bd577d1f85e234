"""Who hears of the steps: those who can agree, whoever asked, and the author once it was opened."""

from dataclasses import replace
from typing import Any

from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.subjects import Ref
from portal.notifications import kind, notify

from .events import ReadingAgreed, ReadingAsked, ReadingDeclined, ReadingEvent, ReadingOpened
from .queries import second_people

kind("reading", label=lazy_("Reading what was reported needs a second person"), at_once=True)
kind("was-read", label=lazy_("Something of mine was read because it was reported"), at_once=True)


@on(ReadingAsked)
def tell_who_can_agree(event: ReadingAsked) -> None:
    """Asks those who can be the second person."""
    for person in second_people(event.asked_by, event.author_id):
        _tell(person.id, event, "asked", reason=event.reason)


@on(ReadingAgreed)
def tell_of_agreement(event: ReadingAgreed) -> None:
    """Tells whoever asked that it may be opened."""
    _tell(event.asked_by, event, "agreed", reason=event.reason, hours=event.hours)


@on(ReadingDeclined)
def tell_of_refusal(event: ReadingDeclined) -> None:
    """Tells whoever asked that it stays closed."""
    _tell(event.asked_by, event, "declined", reason=event.reason)


@on(ReadingOpened)
def tell_the_author(event: ReadingOpened) -> None:
    """Tells the author, whatever is switched off, where it stands who asked, who agreed and why."""
    if event.author_id:
        _tell(event.author_id, event, "opened", forced=True, url="/settings/concerning-me")


def _tell(user_id: int, event: ReadingEvent, step: str, *, forced: bool = False, **said: Any) -> None:
    own = replace(event, audience=f"user:{user_id}")
    data = {"step": step, "url": f"/reports/readings/{event.reading_id}"} | said
    name = "was-read" if step == "opened" else "reading"
    shown: dict[str, Any] = {"kind": name, "notice": "reports/_reading_notice.html", "about": Ref("person", user_id)}
    notify([user_id], own, **shown, fold=f"reading:{event.reading_id}:{step}", data=data, forced=forced)
