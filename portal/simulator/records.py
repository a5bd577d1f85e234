"""What the simulator makes: plain values, numbered from one, without database and without clock.

A `moment` is a place on the scenario's own time axis (see `timeline`); days count backwards from the end.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A site or a department."""

    number: int
    kind: str
    name: str
    parent: int | None = None
    city: str = ""
    country: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here. `keen` says how much of what is written comes from this person."""

    number: int
    name: str
    call: str
    slug: str
    site: int
    department: int
    title: str
    manager: int | None
    hired: int
    left: int | None
    language: str
    speaks: tuple[str, ...]
    keen: int
    woman: bool
    topics: tuple[str, ...] = ()
    about: str = ""
    phone: str = ""
    room: str = ""
    pronouns: str = ""
    photo: str | None = None
    persona: str | None = None
    roles: tuple[str, ...] = ()
    duties: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """A community. `unit` is the department or site whose people are members by rule."""

    number: int
    name: str
    slug: str
    language: str
    purpose: str
    welcome: str
    tags: tuple[str, ...]
    visibility: str
    is_official: bool
    is_archived: bool
    unit: int | None
    owner: int
    moment: int


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody is in a group. `read` is the moment up to which it has been read."""

    group: int
    person: int
    role: str
    moment: int
    automatic: bool
    level: str
    read: int


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks to be let into a group and waits."""

    group: int
    person: int
    message: str
    moment: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody is invited into a group and has not answered yet."""

    group: int
    person: int
    inviter: int
    moment: int


@dataclass(frozen=True, slots=True)
class Follow:
    """Somebody follows somebody."""

    follower: int
    followed: int
    moment: int


@dataclass(frozen=True, slots=True)
class File:
    """A file or picture that hangs on a post. `drawing` and `seed` say how its bytes are made."""

    name: str
    drawing: str
    seed: int
    alt: str
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A post in a group, or for a unit or everyone when it has none; `audience` is the key of who reads it.

    `edited` is the moment at which the author wrote it anew, `former` how it read before.
    """

    number: int
    author: int
    group: int | None
    audience: str
    kind: str
    title: str
    text: str
    language: str
    moment: int
    edited: int | None = None
    former: str = ""
    is_pinned: bool = False
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment under a post; `parent` is the comment that it answers."""

    number: int
    post: int
    author: int
    text: str
    language: str
    moment: int
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """Somebody reacted to a post, or to a comment when there is one."""

    post: int
    comment: int | None
    person: int
    kind: str
    moment: int


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Somebody keeps a post for later."""

    post: int
    person: int
    moment: int


@dataclass(frozen=True, slots=True)
class Thread:
    """A post with all that belongs to it."""

    post: Post
    comments: tuple[Comment, ...]
    reactions: tuple[Reaction, ...]
    bookmarks: tuple[Bookmark, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """Everything but the threads, which are made one after the other."""

    name: str
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    memberships: tuple[Membership, ...]
    requests: tuple[Request, ...]
    invitations: tuple[Invitation, ...]
    follows: tuple[Follow, ...]
