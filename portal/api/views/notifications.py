"""Notifications: reading them, marking them as read, muting, choosing."""

from flask import render_template

from auth.audience import Actor
from portal import notifications
from portal.core.i18n import lazy_
from portal.core.subjects import Ref

from ..asks import NoticesAsk
from ..operations import Operation
from ..shapes import notices as shapes
from .door import serve

READ, WRITE = "notifications:read", "notifications:write"
_ABOUT = "/notifications/about/<ref>"


@serve(
    Operation("GET", "/notifications", READ, lazy_("What I was told, newest first"), shapes.Notices, query=NoticesAsk)
)
def list_notifications(who: Actor, query: NoticesAsk) -> shapes.Notices:
    return shapes.notices(who, query.view, query.after, _sentence)


def _sentence(entry: notifications.Entry) -> str:
    return render_template(entry.template, n=entry)


@serve(Operation("POST", "/notifications/reading", WRITE, lazy_("Mark everything as read")))
def read_all_notifications(who: Actor) -> None:
    notifications.mark_all_read(who)


@serve(Operation("POST", "/notifications/<int:notice_id>/reading", WRITE, lazy_("Mark one notification as read")))
def read_notification(who: Actor, notice_id: int) -> None:
    notifications.mark_read(who, notice_id)


@serve(Operation("POST", f"{_ABOUT}/reading", WRITE, lazy_("Mark what I was told about a subject as read")))
def read_notifications_about(who: Actor, ref: str) -> None:
    notifications.mark_read_about(who, Ref.parse(ref))


@serve(Operation("PUT", f"{_ABOUT}/mute", WRITE, lazy_("Hear no more of a subject")))
def mute_subject(who: Actor, ref: str) -> None:
    notifications.mute(who, Ref.parse(ref))


@serve(Operation("DELETE", f"{_ABOUT}/mute", WRITE, lazy_("Hear of a subject again")))
def unmute_subject(who: Actor, ref: str) -> None:
    notifications.unmute(who, Ref.parse(ref))


@serve(Operation("GET", "/notifications/kinds", READ, lazy_("What I hear of"), shapes.Kinds))
def list_notification_kinds(who: Actor) -> shapes.Kinds:
    return shapes.kinds(who)


@serve(
    Operation(
        "PUT",
        "/notifications/kinds",
        WRITE,
        lazy_("Choose what I hear of: the kinds that are named, and no others"),
        shapes.Kinds,
        notifications.ChoiceForm,
    )
)
def choose_notification_kinds(who: Actor, body: notifications.ChoiceForm) -> shapes.Kinds:
    notifications.choose(who, set(body.kinds))
    return shapes.kinds(who)
