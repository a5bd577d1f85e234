"""Announcements: what people should know, sent to those whom it concerns, and confirmed where that matters."""

from flask import Flask

from .actions import (
    confirm,
    edit_announcement,
    forget_audience,
    note_read,
    publish_announcement,
    remind,
    withdraw_announcement,
)
from .cards import draw
from .choosing import choices, wanted_people
from .counting import Share, Shares, shares
from .criteria import Criteria, criteria_of, reach
from .delegation import give_voice, revoke_voice, voices
from .events import (
    AnnouncementEdited,
    AnnouncementEvent,
    AnnouncementPublished,
    AnnouncementReminded,
    AnnouncementWithdrawn,
    VoiceEvent,
    VoiceGiven,
    VoiceRevoked,
)
from .forms import AnnouncementForm, AudienceForm, EditForm, VoiceForm, WithdrawalForm
from .models import Announcement, Audience, Delegation, Receipt
from .queries import (
    ANY_PINNED,
    AnnouncementRow,
    Listed,
    Rights,
    Words,
    announcement_row,
    announcements,
    announces,
    listed,
    on_top,
    rights,
    title_of,
    url_of,
    words,
)

__all__ = [
    "ANY_PINNED",
    "Announcement",
    "AnnouncementEdited",
    "AnnouncementEvent",
    "AnnouncementForm",
    "AnnouncementPublished",
    "AnnouncementReminded",
    "AnnouncementRow",
    "AnnouncementWithdrawn",
    "Audience",
    "AudienceForm",
    "Criteria",
    "Delegation",
    "EditForm",
    "Listed",
    "Receipt",
    "Rights",
    "Share",
    "Shares",
    "VoiceEvent",
    "VoiceForm",
    "VoiceGiven",
    "VoiceRevoked",
    "WithdrawalForm",
    "Words",
    "announcement_row",
    "announcements",
    "announces",
    "choices",
    "confirm",
    "criteria_of",
    "draw",
    "edit_announcement",
    "forget_audience",
    "give_voice",
    "listed",
    "note_read",
    "on_top",
    "publish_announcement",
    "reach",
    "register",
    "remind",
    "revoke_voice",
    "rights",
    "shares",
    "title_of",
    "url_of",
    "voices",
    "wanted_people",
    "withdraw_announcement",
    "words",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation, subjects
    from portal.core.i18n import lazy_

    from . import documents, drafting, jobs, policy, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    subjects.add(
        "announcement",
        Announcement,
        title=title_of,
        url=lambda announcement: url_of(announcement.id),
        document=documents.document,
        documents=documents.documents,
        traits=["comments", "reactions", "attachments", "feed"],
    )
    navigation.add("announcements.index", label=lazy_("Announcements"), icon="megaphone", order=40)
    roles = ("community-manager",)
    navigation.add(
        "announcements.new", label=lazy_("Announcement"), icon="megaphone", order=15, area="new", roles=roles
    )
    label = lazy_("Who announces in my name")
    navigation.add("announcements.delegations", label=label, icon="user-check", order=70, area="settings")
