"""Announcements: reading, confirming; announcing, changing, withdrawing, reminding, counting."""

from typing import Any

from auth.audience import Actor
from auth.policy import get, require
from portal import announcements
from portal.announcements import Announcement
from portal.core import forms
from portal.core.i18n import lazy_

from ..asks import Cursor
from ..operations import Operation
from ..shapes import announcements as shapes
from .door import serve
from .versions import check, claimed

READ, WRITE = "announcements:read", "announcements:write"
_ONE = "/announcements/<int:announcement_id>"


@serve(Operation("GET", "/announcements", READ, lazy_("What was announced to me"), shapes.Announcements, query=Cursor))
def list_announcements(who: Actor, query: Cursor) -> shapes.Announcements:
    return shapes.listed(who, query.after)


@serve(
    Operation(
        "POST",
        "/announcements",
        WRITE,
        lazy_("Announce something to an audience"),
        shapes.Announcement,
        announcements.AnnouncementForm,
        status=201,
        without=frozenset({"key"}),
    )
)
def publish_announcement(who: Actor, body: announcements.AnnouncementForm) -> shapes.Announcement:
    return shapes.fresh_announcement(who, announcements.publish_announcement(who, body))


@serve(
    Operation(
        "POST",
        "/announcements/reach",
        WRITE,
        lazy_("How many people an audience has"),
        shapes.Reach,
        announcements.AudienceForm,
    )
)
def count_reach(who: Actor, body: announcements.AudienceForm) -> shapes.Reach:
    return shapes.Reach(people=announcements.reach(announcements.wanted_people(who, body)))


@serve(Operation("GET", _ONE, READ, lazy_("One announcement"), shapes.Announcement))
def get_announcement(who: Actor, announcement_id: int) -> shapes.Announcement:
    return shapes.announcement_of(who, announcement_id)


@serve(
    Operation(
        "PUT",
        _ONE,
        WRITE,
        lazy_("Change my announcement"),
        shapes.Announcement,
        announcements.EditForm,
        without=frozenset({"version"}),
        version="needed",
    )
)
def edit_announcement(
    who: Actor, announcement_id: int, body: dict[str, Any], version: int | None
) -> shapes.Announcement:
    announcement = get(who, Announcement, announcement_id)
    form = forms.read(announcements.EditForm, body | {"version": claimed(version, announcement)})
    require(who, "edit", announcement)
    check(version, announcement)
    announcements.edit_announcement(who, announcement, form)
    return shapes.announcement_of(who, announcement_id)


@serve(
    Operation(
        "DELETE",
        _ONE,
        WRITE,
        lazy_("Withdraw an announcement, with the reason"),
        query=announcements.WithdrawalForm,
        version="optional",
    )
)
def withdraw_announcement(
    who: Actor, announcement_id: int, query: announcements.WithdrawalForm, version: int | None
) -> None:
    announcement = get(who, Announcement, announcement_id)
    check(version, announcement)
    announcements.withdraw_announcement(who, announcement, query.reason)


@serve(Operation("POST", f"{_ONE}/reading", WRITE, lazy_("Say that I have opened an announcement")))
def read_announcement(who: Actor, announcement_id: int) -> None:
    announcements.note_read(who, get(who, Announcement, announcement_id))


@serve(Operation("PUT", f"{_ONE}/confirmation", WRITE, lazy_("Confirm that I have read an announcement")))
def confirm_announcement(who: Actor, announcement_id: int) -> None:
    announcements.confirm(who, get(who, Announcement, announcement_id))


@serve(Operation("POST", f"{_ONE}/reminder", WRITE, lazy_("Remind those who have not confirmed")))
def remind_of_announcement(who: Actor, announcement_id: int) -> None:
    announcements.remind(who, get(who, Announcement, announcement_id))


@serve(Operation("GET", f"{_ONE}/shares", READ, lazy_("Shares of who has read, never who"), shapes.Shares))
def get_announcement_shares(who: Actor, announcement_id: int) -> shapes.Shares:
    announcement = get(who, Announcement, announcement_id)
    require(who, "manage", announcement)
    return shapes.shares_of(announcement)
