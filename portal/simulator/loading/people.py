"""Rows of units, accounts, profiles, topics and follows."""

from datetime import datetime

from auth.models import RoleGrant, Unit, User
from portal.core import text
from portal.people import Follow, Profile, Spoken
from portal.simulator.records import Company, Person
from portal.simulator.timeline import Timeline

from .keeper import keep_portrait
from .sink import Row, Sink

_DOMAIN = "nordlicht-werke.example"


def add_units(sink: Sink, company: Company) -> None:
    """Adds sites and departments."""
    for unit in company.units:
        sink.add(
            Unit,
            {
                "id": unit.number,
                "kind": unit.kind,
                "name": unit.name,
                "parent_id": unit.parent,
                "city": unit.city,
                "country": unit.country,
            },
        )


def add_person(sink: Sink, person: Person, timeline: Timeline, launched: datetime) -> None:
    """Adds an account with its photo, and what the person says of itself."""
    created = max(timeline.day(person.hired), launched)
    sink.add(User, _account(person, timeline, created))
    sink.add(Profile, _profile(person, created))
    for role in person.roles:
        sink.add(RoleGrant, {"user_id": person.number, "role": role, "granted_at": created})
    for code in person.speaks:
        sink.add(Spoken, {"user_id": person.number, "code": code, "level": "everyone"})


def _account(person: Person, timeline: Timeline, created: datetime) -> Row:
    left = None if person.left is None else max(timeline.day(person.left), created)
    return {
        "id": person.number,
        "slug": person.slug,
        "name": person.name,
        "sort_name": text.fold(person.name),
        "email": f"{person.slug}@{_DOMAIN}",
        "password_hash": None,
        "persona": person.persona,
        "language": person.language,
        "theme": "system",
        "department_id": person.department,
        "site_id": person.site,
        "manager_id": None,  # set when everybody is there
        "title": person.title,
        "hired_on": timeline.day(person.hired).date(),
        "photo": keep_portrait(person.photo) if person.photo else None,
        "card_version": 1,
        "keys_version": 1,
        "is_active": left is None,
        "created_at": created,
        "deactivated_at": left,
    }


def _profile(person: Person, created: datetime) -> Row:
    return {
        "user_id": person.number,
        "about": person.about,
        "about_html": text.render(person.about).html if person.about else "",
        "pronouns": person.pronouns,
        "phone": person.phone,
        "room": person.room,
        "visibility": {},
        "updated_at": created,
    }


def add_follows(sink: Sink, company: Company, timeline: Timeline) -> None:
    """Adds who follows whom."""
    for follow in company.follows:
        row = {"follower_id": follow.follower, "followed_id": follow.followed, "created_at": timeline.at(follow.moment)}
        sink.add(Follow, row)
