"""People as the API gives them."""

from datetime import date
from typing import Any

from auth.audience import Actor
from portal import people
from portal.core import text
from portal.core.paging import Page

from .common import Listing, Shape, Thing


class Author(Shape):
    """Whoever wrote or did something, as far as a list needs it."""

    id: int
    slug: str
    name: str
    title: str
    photo_url: str | None


class Person(Thing):
    """Somebody in the directory."""

    id: int
    slug: str
    name: str
    title: str
    photo_url: str | None
    department: str | None
    site: str | None
    is_active: bool
    url: str


class People(Listing[Person]):
    """A stretch of the directory."""


class Profile(Person):
    """A profile as the reader may see it: what is not said, or not for this reader, is null."""

    about_html: str | None
    pronouns: str | None
    email: str | None
    phone: str | None
    room: str | None
    languages: list[str]
    topics: list[str]
    hired_on: date | None
    city: str | None
    lead: Author | None
    is_followed: bool


class OwnProfile(Shape):
    """What the reader has said of itself, ready to be sent back changed."""

    about: str
    pronouns: str
    phone: str
    room: str
    languages: list[str]
    topics: list[str]
    about_level: str
    pronouns_level: str
    email_level: str
    phone_level: str
    room_level: str
    languages_level: str
    hired_on_level: str


class Me(Shape):
    """Who acts with this token, and what it may be used for."""

    id: int
    slug: str
    name: str
    language: str
    roles: list[str]
    scopes: list[str]


class Unit(Shape):
    """A department or a site; `audience` is what is written for the people in it."""

    id: int
    name: str
    kind: str
    depth: int
    audience: str


class Units(Listing[Unit]):
    """All departments, each below the one that it is part of, and all sites."""


def photo(digest: str | None) -> str | None:
    """Gives the address of a photo."""
    return f"/people/photos/{digest}" if digest else None


def author(user_id: int, slug: str, name: str, title: str, picture: str | None) -> Author:
    """Gives whoever wrote something."""
    return Author(id=user_id, slug=slug, name=name, title=title, photo_url=photo(picture))


def person(card: people.PersonCard) -> Person:
    """Gives somebody as the directory lists them."""
    return Person(**_card(card))


def _card(card: people.PersonCard) -> dict[str, Any]:
    known = card._asdict()
    picture = photo(known.pop("photo"))
    return known | {"photo_url": picture, "url": f"/people/{card.slug}", "href": f"/api/v1/people/{card.slug}"}


def profile(actor: Actor, slug: str) -> Profile:
    """Gives a person as the actor may see it. Raises NotFound."""
    shown = people.profile(actor, slug)
    user, fields = shown.user, shown.fields
    about = fields.pop("about", None)
    said: dict[str, Any] = {name: fields.get(name) for name in ("pronouns", "email", "phone", "room", "hired_on")}
    lead = shown.lead
    card = people.PersonCard(
        user.id, user.slug, user.name, user.title, user.photo, shown.department, shown.site, user.is_active
    )
    return Profile(
        **_card(card),
        **said,
        about_html=str(text.shown(about)) if about else None,
        languages=fields.get("languages") or [],
        topics=[topic.name for topic in people.topics_of(actor, user.id)],
        city=shown.city,
        lead=author(lead.id, lead.slug, lead.name, lead.title, lead.photo) if lead else None,
        is_followed=shown.is_followed,
    )


def own_profile(actor: Actor) -> OwnProfile:
    """Gives what the actor has said of itself."""
    own = people.own_profile(actor)
    levels = {f"{name}_level": level for name, level in own.levels.items()}
    said = {name: getattr(own.said, name) for name in ("about", "pronouns", "phone", "room")}
    return OwnProfile(**said, **levels, languages=own.languages, topics=own.topics)


def people_on(page: Page) -> People:
    """Gives a stretch of the directory."""
    return People(items=[person(people.card(row)) for row in page.items], next=page.next)


def units() -> Units:
    """Gives all departments, as a tree in reading order, and all sites."""
    known = people.choices()
    found = [("department", unit) for unit in known.departments] + [("site", unit) for unit in known.sites]
    items = [
        Unit(id=unit.id, name=unit.name, kind=kind, depth=unit.depth, audience=f"unit:{unit.id}")
        for kind, unit in found
    ]
    return Units(items=items, next=None)
