"""Posts as the API gives them, and where one may write."""

from datetime import datetime
from typing import Any

from auth.audience import Actor
from auth.policy import get
from portal import groups, posts
from portal.activity import stretch
from portal.attachments import files_of
from portal.core.errors import NotFound
from portal.core.paging import Page

from .common import Listing, Shape, Versioned
from .files import StoredFile, file
from .people import Author, author


class GroupName(Shape):
    """A group as other things name it."""

    slug: str
    name: str


class Post(Versioned):
    """Something written for a group, a unit or the whole company."""

    id: int
    title: str
    html: str
    text: str
    audience: str
    group: GroupName | None
    published_at: datetime
    edited_at: datetime | None
    is_pinned: bool
    has_files: bool
    comment_count: int
    reactions: dict[str, int]
    my_reaction: str | None
    is_saved: bool
    author: Author
    url: str


class Posts(Listing[Post]):
    """A stretch of a feed, newest first."""


class WholePost(Post):
    """A post with the words as they were written, in Markdown, its files, and what the reader may do with it."""

    body: str
    files: list[StoredFile]
    may: list[str]


class Told(Shape):
    """Names of those who were told, and of those who were left out, since they may not see it."""

    told: list[str]
    left_out: list[str]


class Place(Shape):
    """An audience that one may write for."""

    audience: str
    name: str


class Places(Listing[Place]):
    """Where one may write: groups first, by name."""


def feed(actor: Actor, view: str, audience: str, after: str | None) -> Posts:
    """Gives a stretch of the actor's groups, of all that is open to the actor, of one audience, or what is kept."""
    if view == "saved":
        page = posts.saved(actor, after=after)
        return Posts(items=[_post(row) for row in page.items], next=page.next)
    if audience and not actor.holds(audience):
        raise NotFound
    found = stretch(actor, audience=audience, mine=view == "groups", after=after)
    ids = [ref.id for ref in found.refs if ref.kind == "post"]
    rows = posts.posts(actor, ids)
    return Posts(items=[_post(rows[number]) for number in ids if number in rows], next=found.next)


def written(page: Page) -> Posts:
    """Gives a stretch of posts that a query found."""
    return Posts(items=[_post(row) for row in page.items], next=page.next)


def post(actor: Actor, post_id: int) -> WholePost:
    """Gives a post as the actor sees it. Raises NotFound."""
    row = posts.post_row(actor, post_id)
    kept = get(actor, posts.Post, post_id)
    hanging = files_of(actor, "post", [post_id]).get(post_id, []) if row.has_files else []
    may = [verb for verb, is_so in posts.rights(actor, row)._asdict().items() if is_so]
    return WholePost(**_said(row), body=kept.body, files=[file(one) for one in hanging], may=may)


def _post(row: posts.PostRow) -> Post:
    return Post(**_said(row))


def _said(row: posts.PostRow) -> dict[str, Any]:
    same = ("id", "version", "title", "html", "audience", "published_at", "edited_at", "is_pinned", "has_files")
    said: dict[str, Any] = {name: getattr(row, name) for name in (*same, "comment_count", "reactions", "is_saved")}
    group = GroupName(slug=row.group_slug, name=row.group_name or "") if row.group_slug else None
    said |= {"text": row.plain, "group": group, "my_reaction": row.mine, "url": row.url}
    wrote = author(row.author_id, row.author_slug, row.author, row.author_title, row.author_photo)
    return said | {"author": wrote, "href": f"/api/v1/posts/{row.id}"}


def places(actor: Actor) -> Places:
    """Gives where the actor may write."""
    return Places(items=[Place(audience=place.key, name=place.name) for place in groups.places(actor)], next=None)
