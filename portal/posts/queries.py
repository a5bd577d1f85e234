"""Reading posts as one reader sees them: one statement a stretch, plain rows."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Integer, and_, bindparam, case, cast, func, or_, select

from auth.audience import EVERYONE, Actor, held, holding, holds
from auth.models import Unit, User
from auth.policy import can
from portal.core import beside, db, text
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.paging import Page, paginate
from portal.groups import Group

from .models import Bookmark, Post


class PostRow(NamedTuple):
    """A post as one reader sees it. `place` is where it stands: a group, a unit or the whole company."""

    id: int
    version: int
    title: str
    html: str
    plain: str
    audience: str
    published_at: datetime
    edited_at: datetime | None
    is_pinned: bool
    has_files: bool
    comment_count: int
    reactions: dict[str, int]
    author_id: int
    author: str
    author_slug: str
    author_photo: str | None
    author_title: str
    group_slug: str | None
    group_name: str | None
    unit_name: str | None
    mine: str | None
    is_saved: bool

    @property
    def slug(self) -> str:
        """The part of the address that says what the post is about."""
        return text.slug(self.title or text.excerpt(self.plain, 50))

    @property
    def url(self) -> str:
        """The address of the post's page."""
        return f"/posts/{self.id}-{self.slug}" if self.slug else f"/posts/{self.id}"

    @property
    def place(self) -> str:
        """Where the post stands, in words."""
        if self.audience == EVERYONE:
            return _("Whole company")
        return self.group_name or self.unit_name or ""

    @property
    def place_url(self) -> str:
        """Where the place is to be found; empty for places without a page."""
        return f"/groups/{self.group_slug}" if self.group_slug else ""


def _number(prefix: str) -> Any:
    kind = Integer if db.dialect() == "sqlite" else BigInteger
    digits = func.substr(Post.audience, len(prefix) + 1)
    return case((Post.audience.like(f"{prefix}%"), cast(digits, kind)))


_OWN = (
    Post.id,
    Post.version,
    Post.title,
    Post.html,
    Post.plain,
    Post.audience,
    Post.published_at,
    Post.edited_at,
    Post.is_pinned,
    Post.has_files,
    Post.comment_count,
    Post.reactions,
    Post.author_id,
)


class _Reader(NamedTuple):
    """Stands for the actor in statements that are built once and run for everybody."""

    id: Any = bindparam("reader", type_=Integer)


@lru_cache(maxsize=2)
def _rows(_dialect: str) -> Any:
    reader = _Reader()
    mine = beside.column("reaction", reader, "post", Post.id)
    return (
        select(
            *_OWN,
            User.name.label("author"),
            User.slug.label("author_slug"),
            User.photo.label("author_photo"),
            User.title.label("author_title"),
            Group.slug.label("group_slug"),
            Group.name.label("group_name"),
            Unit.name.label("unit_name"),
            mine.label("mine"),
            Bookmark.at.is_not(None).label("is_saved"),
        )
        .join(User, User.id == Post.author_id)
        .outerjoin(Group, Group.id == _number("group:"))
        .outerjoin(Unit, Unit.id == _number("unit:"))
        .outerjoin(Bookmark, and_(Bookmark.post_id == Post.id, Bookmark.user_id == reader.id))
        .where(held(Post.audience))
    )


@lru_cache(maxsize=2)
def _some(dialect: str) -> Any:
    return _rows(dialect).where(Post.id.in_(bindparam("ids", expanding=True)))


@lru_cache(maxsize=2)
def _some_and_pinned(dialect: str) -> Any:
    top = and_(Post.audience == bindparam("top"), Post.is_pinned)
    return _rows(dialect).where(or_(Post.id.in_(bindparam("ids", expanding=True)), top))


def posts(actor: Actor, ids: Iterable[int]) -> dict[int, PostRow]:
    """Gives these posts, as far as the actor may see them, by id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = db.session.execute(_some(db.dialect()), holding(actor) | {"ids": wanted})
    return {row.id: PostRow(*row) for row in rows}


def posts_and_pinned(actor: Actor, ids: Iterable[int], audience: str) -> tuple[dict[int, PostRow], list[PostRow]]:
    """Gives these posts by id, and what is pinned for an audience, as far as the actor may see them."""
    wanted = sorted(set(ids))
    rows = db.session.execute(_some_and_pinned(db.dialect()), holding(actor) | {"ids": wanted, "top": audience})
    found = {row.id: PostRow(*row) for row in rows}
    on_top = [row for row in found.values() if row.is_pinned and row.audience == audience]
    return found, on_top


def saved(actor: Actor, *, after: str | None = None, size: int = 20) -> Page:
    """Gives what the actor keeps for later, the latest kept first."""
    statement: Any = select(Bookmark.post_id, Bookmark.at).join(Post, Post.id == Bookmark.post_id)
    statement = statement.where(Bookmark.user_id == actor.id, holds(actor, Post.audience))
    page = paginate(statement, order=[(Bookmark.at, "desc"), (Bookmark.post_id, "desc")], after=after, size=size)
    found = posts(actor, [row.post_id for row in page.items])
    return Page([found[row.post_id] for row in page.items if row.post_id in found], page.next, page.size)


def post_row(actor: Actor, post_id: int) -> PostRow:
    """Gives one post. Raises NotFound."""
    found = posts(actor, [post_id])
    if post_id not in found:
        raise NotFound
    return found[post_id]


def new_key() -> str:
    """Gives a key for a form, so that sending it twice is sending it once."""
    return secrets.token_urlsafe(12)


class Place(NamedTuple):
    """An audience that one may write to."""

    key: str
    name: str


def places(actor: Actor, groups: Iterable[Any]) -> list[Place]:
    """Gives where the actor may write: own groups, own department and site, the whole company."""
    found = [Place(f"group:{group.id}", group.name) for group in groups]
    ids = [unit_id for unit_id in (actor.department_id, actor.site_id) if unit_id is not None]
    if ids:
        rows = db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)).order_by(Unit.kind, Unit.name))
        found += [Place(f"unit:{row.id}", row.name) for row in rows]
    return [*found, Place(EVERYONE, _("Whole company"))]


class Rights(NamedTuple):
    """What the reader may do with the post."""

    edit: bool
    remove: bool
    comment: bool
    moderate: bool


def rights(actor: Actor, post: Post) -> Rights:
    """Asks the rules for all that the page of a post offers."""
    return Rights(
        can(actor, "edit", post),
        can(actor, "remove", post),
        can(actor, "comment", post),
        can(actor, "moderate", post),
    )
