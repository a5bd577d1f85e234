"""Reading announcements as one reader sees them: one statement a stretch, built once, and plain rows."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from auth.audience import Actor, Reader, held, holding, holds
from auth.models import User
from portal.core import beside, clock, db, i18n, text
from portal.core.errors import NotFound
from portal.core.paging import Page, paginate
from portal.core.statements import among

from . import policy
from .models import Announcement, Receipt

_OWN = (
    "id",
    "version",
    "language",
    "title",
    "html",
    "plain",
    "other_title",
    "other_html",
    "other_plain",
    "audience",
    "published_at",
    "edited_at",
    "pinned_until",
    "expires_at",
    "is_forced",
    "wants_confirmation",
    "takes_comments",
    "takes_reactions",
    "has_files",
    "comment_count",
    "reactions",
    "author_id",
    "on_behalf_id",
)


class AnnouncementRow(NamedTuple):
    """An announcement as one reader sees it; `leader` is in whose name it is, `mine` the reader's reaction.

    `follows_id` is what it follows up, where the reader may see that.
    """

    id: int
    version: int
    language: str
    title: str
    html: str
    plain: str
    other_title: str
    other_html: str
    other_plain: str
    audience: str
    published_at: datetime
    edited_at: datetime | None
    pinned_until: datetime | None
    expires_at: datetime | None
    is_forced: bool
    wants_confirmation: bool
    takes_comments: bool
    takes_reactions: bool
    has_files: bool
    comment_count: int
    reactions: dict[str, int]
    author_id: int
    on_behalf_id: int | None
    follows_id: int | None
    author: str
    author_slug: str
    author_photo: str | None
    author_title: str
    leader: str | None
    leader_slug: str | None
    leader_photo: str | None
    is_confirmed: bool | None
    mine: str | None

    @property
    def url(self) -> str:
        """The address of the announcement's page."""
        return url_of(self.id)

    @property
    def is_over(self) -> bool:
        """Whether it no longer holds."""
        return self.expires_at is not None and self.expires_at <= clock.now()

    @property
    def is_open(self) -> bool:
        """Whether the reader is asked to confirm and has not done so."""
        return self.wants_confirmation and not self.is_confirmed


class Words(NamedTuple):
    """What a reader reads: the words in one language, and the language in which they stand there as well."""

    language: str
    title: str
    html: str
    plain: str
    other: str


def words(row: Any, language: str) -> Words:
    """Gives the words in this language, or in the one that there is."""
    other = "en" if row.language == "de" else "de"
    if row.other_title and language == other:
        return Words(other, row.other_title, row.other_html, row.other_plain, row.language)
    return Words(row.language, row.title, row.html, row.plain, other if row.other_title else "")


def title_of(announcement: Any) -> str:
    """Gives the title in the reader's language, or in the one that there is."""
    return words(announcement, i18n.language()).title


def url_of(announcement_id: int) -> str:
    """Gives the address of an announcement."""
    return f"/announcements/{announcement_id}"


def _columns() -> Select[Any]:
    """Wants what `holding` gives."""
    reader, leader, former = Reader(), aliased(User), aliased(Announcement)
    followed = select(former.id).where(former.id == Announcement.follows_id, held(former.audience))
    return (
        select(
            *(getattr(Announcement, name) for name in _OWN),
            followed.scalar_subquery().label("follows_id"),
            User.name.label("author"),
            User.slug.label("author_slug"),
            User.photo.label("author_photo"),
            User.title.label("author_title"),
            leader.name.label("leader"),
            leader.slug.label("leader_slug"),
            leader.photo.label("leader_photo"),
            Receipt.is_confirmed,
            beside.column("reaction", reader, "announcement", Announcement.id).label("mine"),
        )
        .join(User, User.id == Announcement.author_id)
        .outerjoin(leader, leader.id == Announcement.on_behalf_id)
        .outerjoin(Receipt, and_(Receipt.announcement_id == Announcement.id, Receipt.user_id == reader.id))
        .where(held(Announcement.audience))
    )


@lru_cache(maxsize=2)
def _stretch(_dialect: str) -> Select[Any]:
    """Wants `ids`, `now`, and `pinned_after`: what is pinned beyond it comes along."""
    holds_still = or_(Announcement.expires_at.is_(None), Announcement.expires_at > bindparam("now"))
    on_top = Announcement.pinned_until > bindparam("pinned_after")
    return _columns().where(or_(among(Announcement.id, "ids"), on_top), holds_still)


@lru_cache(maxsize=2)
def _one(_dialect: str) -> Select[Any]:
    return _columns().where(Announcement.id == bindparam("id"))


ANY_PINNED = select(Announcement.id).where(Announcement.pinned_until > bindparam("now")).exists()
"""Whether anything is pinned at the parameter `now`, for whomever."""
_NEVER = datetime(9000, 1, 1, tzinfo=UTC)


def announcements(actor: Actor, ids: Iterable[int], *, with_pinned: bool = False) -> dict[int, AnnouncementRow]:
    """Gives these announcements, and with them what is pinned, as far as the actor may see it and it holds, by id."""
    now = clock.now()
    given = holding(actor) | {"ids": sorted(set(ids)), "now": now, "pinned_after": now if with_pinned else _NEVER}
    if not given["ids"] and not with_pinned:
        return {}
    return {row[0]: AnnouncementRow(*row) for row in db.session.execute(_stretch(db.dialect()), given)}


def on_top(rows: Iterable[AnnouncementRow]) -> AnnouncementRow | None:
    """Gives the one that stands on top: the newest that is pinned and that the reader has not confirmed."""
    now = clock.now()
    pinned = [row for row in rows if row.pinned_until is not None and row.pinned_until > now and not row.is_confirmed]
    return max(pinned, key=lambda row: (row.published_at, row.id), default=None)


def announcement_row(actor: Actor, announcement_id: int) -> AnnouncementRow:
    """Gives one announcement, also one that no longer holds. Raises NotFound."""
    given = holding(actor) | {"id": announcement_id}
    row = db.session.execute(_one(db.dialect()), given).one_or_none() if announcement_id < 2**53 else None
    if row is None:
        raise NotFound
    return AnnouncementRow(*row)


class Listed(NamedTuple):
    """An announcement in the list, with what is counted where the actor answers for it."""

    id: int
    language: str
    title: str
    other_title: str
    published_at: datetime
    expires_at: datetime | None
    author_id: int
    on_behalf_id: int | None
    author: str
    leader: str | None
    wants_confirmation: bool
    reached: int
    people_count: int
    read_count: int
    confirmed_count: int
    is_confirmed: bool | None

    @property
    def url(self) -> str:
        """The address of the announcement's page."""
        return url_of(self.id)

    @property
    def shown_title(self) -> str:
        """The title in the reader's language, or in the one that there is."""
        other = self.other_title and i18n.language() != self.language
        return self.other_title if other else self.title


def listed(actor: Actor, *, after: str | None = None, size: int = 20) -> Page:
    """Gives what was announced to the actor or by the actor, newest first."""
    leader = aliased(User)
    own = (getattr(Announcement, name) for name in Listed._fields[:8])
    counts = (getattr(Announcement, name) for name in Listed._fields[10:15])
    names = (User.name.label("author"), leader.name.label("leader"))
    statement: Any = (
        select(*own, *names, *counts, Receipt.is_confirmed)
        .join(User, User.id == Announcement.author_id)
        .outerjoin(leader, leader.id == Announcement.on_behalf_id)
        .outerjoin(Receipt, and_(Receipt.announcement_id == Announcement.id, Receipt.user_id == actor.id))
        .where(holds(actor, Announcement.audience))
    )
    order: Any = [(Announcement.published_at, "desc"), (Announcement.id, "desc")]
    page = paginate(statement, order=order, after=after, size=size)
    return Page([Listed(*row) for row in page.items], page.next, page.size)


class Rights(NamedTuple):
    """What the reader may do with the announcement."""

    edit: bool
    manage: bool
    comment: bool


def rights(actor: Actor, row: AnnouncementRow) -> Rights:
    """Says what the rules say of the announcement behind a row, without reading it again."""
    own = actor.id in (row.author_id, row.on_behalf_id)
    manage = own or actor.has("community-manager")
    return Rights(row.author_id == actor.id, manage, row.takes_comments and not row.is_over)


def announces(actor: Actor) -> bool:
    """Whether the actor may announce anything."""
    return policy.announces(actor)


def last_day(end: datetime | None) -> str:
    """Gives the day at whose end something ends, as a field of a form says it."""
    return (i18n.local(end) - timedelta(hours=1)).date().isoformat() if end else ""


def shown(found: Words) -> Any:
    """Gives the words as they stand on a page."""
    return text.shown(found.html)
