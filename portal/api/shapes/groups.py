"""Groups, their members, requests and invitations as the API gives them."""

from dataclasses import replace
from datetime import datetime

from auth.audience import Actor
from portal import groups
from portal.core.errors import Forbidden

from .common import Listing, Shape, Thing, Versioned
from .people import photo


class Group(Thing):
    """A group in a list; `audience` is the key of what is written in it."""

    id: int
    slug: str
    name: str
    purpose: str
    visibility: str
    is_official: bool
    hue: int
    tags: list[str]
    member_count: int
    department_count: int
    site_count: int
    active_at: datetime
    archived_at: datetime | None
    is_member: bool
    audience: str
    url: str


class Groups(Listing[Group]):
    """A stretch of the groups, the liveliest first."""


class Standing(Shape):
    """How the reader stands to a group; all of it is empty for who does not belong to it."""

    role: str | None
    level: str | None
    is_automatic: bool
    unread: int
    request: str | None
    is_invited: bool


class WholeGroup(Versioned):
    """A group with its description, and how the reader stands to it."""

    id: int
    slug: str
    name: str
    purpose: str
    about: str
    about_html: str
    welcome: str
    visibility: str
    language: str
    hue: int
    tags: list[str]
    unit_id: int | None
    is_official: bool
    member_count: int
    department_count: int
    site_count: int
    created_at: datetime
    active_at: datetime
    last_post_at: datetime | None
    archived_at: datetime | None
    audience: str
    url: str
    me: Standing


class Member(Shape):
    """A member in a list."""

    id: int
    slug: str
    name: str
    title: str
    photo_url: str | None
    department: str | None
    site: str | None
    role: str
    is_automatic: bool
    joined_at: datetime


class Members(Listing[Member]):
    """A stretch of the members, by name."""


class JoinRequest(Shape):
    """Somebody asks to be let in."""

    request_id: int
    id: int
    slug: str
    name: str
    title: str
    photo_url: str | None
    department: str | None
    site: str | None
    message: str
    asked_at: datetime


class JoinRequests(Listing[JoinRequest]):
    """Who waits for an answer, the longest waiting first."""


class Guest(Shape):
    """Somebody who is invited and has not answered yet."""

    id: int
    slug: str
    name: str


class Guests(Listing[Guest]):
    """Who is invited, by name."""


class Invited(Shape):
    """How many people were newly invited."""

    invited: int


def group(row: groups.Listed) -> Group:
    """Gives a group as a list shows it."""
    kept = {name: getattr(row, name) for name in Group.model_fields if hasattr(row, name)}
    address = {"audience": groups.key_of(row.id), "url": f"/groups/{row.slug}", "href": f"/api/v1/groups/{row.slug}"}
    return Group(**kept, **address)


def fresh_group(actor: Actor, founded: groups.Group) -> WholeGroup:
    """Gives a group that the actor has just founded: the keys of a hidden one are those of the next request."""
    own = replace(actor, keys=actor.keys | {founded.audience})
    return whole_group(own, founded.slug)


def whole_group(actor: Actor, slug: str) -> WholeGroup:
    """Gives a group with how the actor stands to it. Raises NotFound."""
    frame = groups.group_frame(actor, slug)
    found = frame.group
    kept = {name: getattr(found, name) for name in WholeGroup.model_fields if hasattr(found, name)}
    kept |= {"audience": found.key, "url": f"/groups/{found.slug}", "href": f"/api/v1/groups/{found.slug}"}
    standing = Standing(
        role=frame.role,
        level=frame.level,
        is_automatic=frame.is_automatic,
        unread=frame.unread,
        request=frame.request,
        is_invited=frame.is_invited,
    )
    return WholeGroup(**kept, me=standing)


def members(actor: Actor, slug: str, q: str, after: str) -> Members:
    """Gives a stretch of a group's members. Raises NotFound, and Forbidden for who may not read them."""
    group_row = groups.find(actor, slug)
    if not groups.sees_members(actor, group_row):
        raise Forbidden
    page = groups.members_by_name(group_row.id, q=q, after=after)
    return Members(items=[_member(row) for row in page.items], next=page.next)


def _member(row: groups.Member) -> Member:
    kept = row._asdict()
    return Member(**{name: kept[name] for name in kept if name != "photo"}, photo_url=photo(row.photo))


def requests(group_row: groups.Group) -> JoinRequests:
    """Gives who asks to be let into a group."""
    rows = [row._asdict() for row in groups.requests(group_row.id)]
    return JoinRequests(items=[JoinRequest(**row, photo_url=photo(row["photo"])) for row in rows], next=None)


def guests(group_row: groups.Group) -> Guests:
    """Gives who is invited to a group."""
    return Guests(items=[Guest(**row._asdict()) for row in groups.invited(group_row.id)], next=None)
