"""What the company has announced to everybody, in two languages, and who has read it."""

from datetime import datetime, timedelta
from typing import Any

from portal.activity import Entry
from portal.announcements import Announcement, Audience, Receipt
from portal.simulator.library import data
from portal.simulator.records import Company, Person
from portal.simulator.timeline import Timeline

from .sink import Sink
from .threads import Typesetter

_EVERYONE = "everyone"


def add_announcements(sink: Sink, company: Company, timeline: Timeline, typesetter: Typesetter, after: int) -> None:
    """Adds the announcements of a community manager; their entries in the feed come `after` those of the posts."""
    author = next((person for person in company.people if "community-manager" in person.roles), None)
    if author is None:
        return
    people = [person for person in company.people if person.left is None]
    opened = timeline.day(30)
    meant = {"id": 1, "owner_id": author.number, "digest": _EVERYONE, "kinds": 0, "name": "", "is_used": False}
    sink.add(Audience, meant | {"opened_at": None, "created_at": opened})
    for number, told in enumerate(data("announcements")["announcement"], start=1):
        at = timeline.day(told["days"])
        readers = [person for person in people if _reads(person, number)]
        counts = {"people_count": len(people), "read_count": len(readers), "reached": len(people)}
        counts["confirmed_count"] = len(readers) if told["confirm"] else 0
        place = {"id": number, "author_id": author.number, "audience": _EVERYONE, "audience_id": 1}
        sink.add(Announcement, _row(told, typesetter, at) | place | counts)
        feed = {"id": after + number, "at": at, "actor_id": author.number, "audience": _EVERYONE}
        sink.add(Entry, feed | {"subject_kind": "announcement", "subject_id": number})
        receipts = [
            {"announcement_id": number, "user_id": person.number, "is_confirmed": told["confirm"]} for person in readers
        ]
        sink.extend(Receipt, receipts)


def _reads(person: Person, number: int) -> bool:
    """Personas have yet to read; of the others about two in three have."""
    return person.persona is None and (person.number * 7 + number) % 3 > 0


def _row(told: dict[str, Any], typesetter: Typesetter, at: datetime) -> dict[str, Any]:
    german, english = typesetter.render(told["text_de"].strip()), typesetter.render(told["text_en"].strip())
    until = at + timedelta(days=told["days"] + told["pinned"]) if told["pinned"] else None
    return {
        "language": "de",
        "title": told["title_de"],
        "body": told["text_de"].strip(),
        "html": german.html,
        "plain": german.plain,
        "other_title": told["title_en"],
        "other_body": told["text_en"].strip(),
        "other_html": english.html,
        "other_plain": english.plain,
        "wants_confirmation": told["confirm"],
        "pinned_until": until,
        "published_at": at,
    }
