"""Announcements for tests, made through the action that makes them in the portal."""

from datetime import timedelta
from typing import Any

from auth.models import User
from portal.announcements import Announcement, AnnouncementForm, VoiceForm, give_voice, publish_announcement
from portal.core import clock, db, jobs
from portal.core.subjects import Ref
from tests.factories import actor, make_user


def make_manager(name: str = "Carla Manager", **columns: Any) -> User:
    """Makes a community manager, who may announce anything."""
    return make_user(name, roles=("community-manager",), **columns)


def words(**fields: Any) -> dict[str, Any]:
    """Gives what the form of an announcement sends at least."""
    said = {"language": "en", "title": "Gate closed", "body": "The north gate is **closed** on Monday."}
    return said | {"takes_comments": "yes", "takes_reactions": "yes"} | fields


def send(author: User, **fields: Any) -> Announcement:
    """Announces something; the jobs that tell everybody wait."""
    announcement = publish_announcement(actor(author), AnnouncementForm(**words(**fields)))
    db.commit()
    return announcement


def announce(author: User | None = None, **fields: Any) -> Announcement:
    """Announces something and has everybody told; without an author a community manager announces it."""
    announcement = send(author or make_manager(), **fields)
    jobs.run_all()
    return fresh(announcement)


def fresh(announcement: Announcement) -> Announcement:
    """Loads an announcement as it is now, into the present session."""
    return db.session.get_one(Announcement, announcement.id, populate_existing=True)


def ref(announcement: Announcement) -> Ref:
    """Names an announcement as a subject."""
    return Ref("announcement", announcement.id)


def let_speak(leader: User, delegate: User) -> None:
    """Has a leader let somebody announce in the leader's name."""
    give_voice(actor(leader), VoiceForm(delegate=f"@{delegate.slug}"))
    db.commit()


def in_a_minute() -> None:
    """Lets the time pass after which receipts are counted, and has them counted."""
    clock.freeze(clock.now() + timedelta(minutes=1))
    jobs.run_all()
