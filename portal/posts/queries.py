"""Reading posts as one reader sees them: one statement a stretch, built once, and plain rows."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from auth.audience import EVERYONE, Actor, Reader, held, holding, holds
from auth.models import Unit, User
from portal.core import beside, db, text
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.paging import Page, paginate
from portal.core.statements import among
from portal.groups import Group, moderates, stands_in

from .models import Bookmark, Link, Post

HEADING = 80
Origin = aliased(Post)


class PostRow(NamedTuple):
    """A post as one reader sees it. It stands in a group, in a unit or in the whole company."""

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
    files_version: int
    comment_count: int
    reactions: dict[str, int]
    author_id: int
    author: str
    author_slug: str
    author_photo: str | None
    author_title: str
    group_slug: str | None
    group_name: str | None
    is_archived: bool
    unit_name: str | None
    mine: str | None
    is_saved: bool
    moved_at: datetime | None
    link: str | None
    origin_id: int | None

    @property
    def is_card(self) -> bool:
        """Whether this only shows another post, `origin_id`, in a further place."""
        return self.link == "card"

    @property
    def url(self) -> str:
        """The address of the post's page."""
        return url_of(self.id, self.title, self.plain)

    @property
    def heading(self) -> str:
        """The title; of a post without one its author and first words, which tell it from the author's others."""
        words = text.excerpt(self.plain, HEADING)
        return self.title or (f"{self.author}: {words}" if words else _("Post by %(name)s", name=self.author))

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


def heading_of(title: str, plain: str) -> str:
    """Names a post where its author is named beside it: by its title, else by its first words."""
    return title or text.excerpt(plain, HEADING) or _("Post without words")


def url_of(post_id: int, title: str, plain: str) -> str:
    """Gives the address of a post, with a part that says what it is about."""
    slug = text.slug(title or text.excerpt(plain, 50))
    return f"/posts/{post_id}-{slug}" if slug else f"/posts/{post_id}"


@lru_cache(maxsize=2)
def _stretch(_dialect: str) -> Select[Any]:
    """Wants what `holding` gives, `ids`, and `top`: an audience whose pinned post comes along."""
    reader = Reader()
    return (
        select(
            *(getattr(Post, name) for name in PostRow._fields[:14]),
            User.name.label("author"),
            User.slug.label("author_slug"),
            User.photo.label("author_photo"),
            User.title.label("author_title"),
            Group.slug.label("group_slug"),
            Group.name.label("group_name"),
            Group.archived_at.is_not(None).label("is_archived"),
            Unit.name.label("unit_name"),
            beside.column("reaction", reader, "post", Post.id).label("mine"),
            Bookmark.at.is_not(None).label("is_saved"),
            Post.moved_at,
            Link.kind.label("link"),
            Link.origin_id,
        )
        .join(User, User.id == Post.author_id)
        .outerjoin(Group, stands_in(Post.audience, Group))
        .outerjoin(Unit, stands_in(Post.audience, Unit))
        .outerjoin(Bookmark, and_(Bookmark.post_id == Post.id, Bookmark.user_id == reader.id))
        .outerjoin(Link, Link.post_id == Post.id)
        .outerjoin(Origin, and_(Origin.id == Link.origin_id, Link.kind == "card"))
        .where(or_(Origin.id.is_(None), held(Origin.audience)))
        .where(or_(among(Post.id, "ids"), and_(Post.audience == bindparam("top"), Post.is_pinned)))
        .where(held(Post.audience))
    )


def posts(actor: Actor, ids: Iterable[int], *, on_top: str = "") -> dict[int, PostRow]:
    """Gives these posts, and the pinned one of the audience `on_top`, as far as the actor may see them, by id."""
    given = holding(actor) | {"ids": sorted(set(ids)), "top": on_top}
    if not given["ids"] and not on_top:
        return {}
    return {row[0]: PostRow(*row) for row in db.session.execute(_stretch(db.dialect()), given)}


def saved(actor: Actor, *, after: str | None = None, size: int = 20) -> Page:
    """Gives what the actor keeps for later, the latest kept first."""
    statement: Any = select(Bookmark.post_id, Bookmark.at).join(Post, Post.id == Bookmark.post_id)
    statement = statement.where(Bookmark.user_id == actor.id, holds(actor, Post.audience))
    page = paginate(statement, order=[(Bookmark.at, "desc"), (Bookmark.post_id, "desc")], after=after, size=size)
    return _in_order(actor, page, [row.post_id for row in page.items])


def written_by(actor: Actor, author_id: int, *, after: str | None = None, size: int = 20) -> Page:
    """Gives what somebody wrote, as far as the actor may see it, newest first."""
    statement: Any = select(Post.id, Post.published_at).where(Post.author_id == author_id, holds(actor, Post.audience))
    page = paginate(statement, order=[(Post.published_at, "desc"), (Post.id, "desc")], after=after, size=size)
    return _in_order(actor, page, [row.id for row in page.items])


def _in_order(actor: Actor, page: Page, ids: list[int]) -> Page:
    found = posts(actor, ids)
    return Page([found[post_id] for post_id in ids if post_id in found], page.next, page.size)


def post_row(actor: Actor, post_id: int) -> PostRow:
    """Gives one post. Raises NotFound."""
    found = posts(actor, [post_id]) if post_id < 2**53 else {}
    if post_id not in found:
        raise NotFound
    return found[post_id]


def origin_of(actor: Actor, row: PostRow) -> PostRow | None:
    """Gives the post from which a split one goes on, if the actor may see it."""
    if row.link != "split" or row.origin_id is None:
        return None
    return posts(actor, [row.origin_id]).get(row.origin_id)


class Rights(NamedTuple):
    """What the reader may do with the post."""

    edit: bool
    remove: bool
    comment: bool
    moderate: bool
    manage: bool


def rights(actor: Actor, row: PostRow) -> Rights:
    """Says what the rules say of the post behind a row, without reading it again."""
    is_own, is_lead = row.author_id == actor.id, moderates(actor, row.audience)
    is_open = not row.is_archived and not row.is_card
    return Rights(is_own and is_open, is_own or is_lead, is_open, is_lead, is_open and (is_own or is_lead))
