"""Announcements as the API gives them: both languages, what the reader has done, and shares for who answers for one."""

from datetime import datetime
from typing import Any

from auth.audience import Actor, knowing
from auth.policy import get
from portal import announcements
from portal.attachments import files_of

from .common import Listing, Shape, Thing, Versioned
from .files import StoredFile, file
from .people import Author, author


class ListedAnnouncement(Thing):
    """An announcement in the list, with its title in the reader's language."""

    id: int
    title: str
    author: str
    on_behalf_of: str | None
    published_at: datetime
    expires_at: datetime | None
    wants_confirmation: bool
    is_confirmed: bool
    url: str


class Announcements(Listing[ListedAnnouncement]):
    """A stretch of what was announced to the reader, or by the reader, newest first."""


class Announcement(Versioned):
    """What people should know. The other language is empty where there is none."""

    id: int
    language: str
    title: str
    body: str
    html: str
    other_title: str
    other_body: str
    other_html: str
    audience: str
    author: Author
    on_behalf_of: str | None
    published_at: datetime
    edited_at: datetime | None
    pinned_until: datetime | None
    expires_at: datetime | None
    is_forced: bool
    wants_confirmation: bool
    is_confirmed: bool
    takes_comments: bool
    takes_reactions: bool
    comment_count: int
    reactions: dict[str, int]
    my_reaction: str | None
    follows_id: int | None
    files: list[StoredFile]
    may: list[str]
    url: str


class Share(Shape):
    """How many per cent of some people have read and confirmed."""

    name: str
    people: int
    read: int
    confirmed: int


class Shares(Shape):
    """Shares of all and by department; departments of fewer than ten people are hidden, and never is it said who."""

    people: int
    whole: Share | None
    departments: list[Share]
    hidden: int


class Reach(Shape):
    """How many people belong to an audience."""

    people: int


def listed(actor: Actor, after: str) -> Announcements:
    """Gives a stretch of what was announced to the actor or by the actor."""
    page = announcements.listed(actor, after=after or None)
    same = ("id", "author", "published_at", "expires_at", "wants_confirmation", "url")
    items = [
        ListedAnnouncement(
            **{name: getattr(row, name) for name in same},
            title=row.shown_title,
            on_behalf_of=row.leader,
            is_confirmed=bool(row.is_confirmed),
            href=f"/api/v1/announcements/{row.id}",
        )
        for row in page.items
    ]
    return Announcements(items=items, next=page.next)


def fresh_announcement(actor: Actor, announcement: announcements.Announcement) -> Announcement:
    """Gives what the actor has just announced: the key of a new audience is one of the next request."""
    return announcement_of(knowing(actor, frozenset({announcement.audience})), announcement.id)


def announcement_of(actor: Actor, announcement_id: int) -> Announcement:
    """Gives an announcement as the actor sees it, also one that no longer holds. Raises NotFound."""
    row = announcements.announcement_row(actor, announcement_id)
    kept = get(actor, announcements.Announcement, announcement_id)
    hanging = files_of(actor, "announcement", [announcement_id]).get(announcement_id, []) if row.has_files else []
    may = [verb for verb, is_so in announcements.rights(actor, row)._asdict().items() if is_so]
    said: dict[str, Any] = {name: getattr(row, name) for name in Announcement.model_fields if hasattr(row, name)}
    said |= {"body": kept.body, "other_body": kept.other_body, "on_behalf_of": row.leader, "my_reaction": row.mine}
    said |= {"is_confirmed": bool(row.is_confirmed), "files": [file(one) for one in hanging], "may": may}
    said["author"] = author(row.author_id, row.author_slug, row.author, row.author_title, row.author_photo)
    return Announcement(**said, href=f"/api/v1/announcements/{row.id}")


def shares_of(announcement: announcements.Announcement) -> Shares:
    """Gives what may be shown of who has read."""
    found = announcements.shares(announcement)
    whole = Share(**found.whole._asdict()) if found.whole else None
    departments = [Share(**share._asdict()) for share in found.departments]
    return Shares(people=found.people, whole=whole, departments=departments, hidden=found.hidden)
