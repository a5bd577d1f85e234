"""The directory: people by name, department, site, language, topic and lead, a page at a time.

Also by the letters typed while mentioning.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from auth.audience import Actor
from auth.models import Unit, User
from portal.core import db
from portal.core.paging import Order, Page, paginate
from portal.core.text import clean, fold
from portal.topics import Topic, slug_of, spellings

from .forms import DirectoryForm
from .models import Follow, ProfileTopic, Spoken
from .queries import PersonCard, card, card_columns, readable
from .topics import popular_topics

PAGE = 30
MOST_WORDS = 6
_ORDER: Order = ((User.sort_name, "asc"), (User.id, "asc"))


@dataclass(frozen=True)
class UnitChoice:
    """A department or site to choose; `depth` is how far below the top it stands."""

    id: int
    name: str
    depth: int

    @property
    def indented(self) -> str:
        """The name behind as many spaces as tell its depth."""
        return "\u00a0\u00a0\u00a0" * self.depth + self.name


def people(actor: Actor, wanted: DirectoryForm, after: str | None = None) -> Page:
    """Gives a page of active people, by name. Raises NotFound for a cursor of another list."""
    statement = card_columns(User.sort_name).where(User.is_active, *_conditions(actor, wanted))
    return paginate(statement, order=_ORDER, after=after, size=PAGE)


def followed(actor: Actor, after: str | None = None) -> Page:
    """Gives a page of those whom the actor follows, by name."""
    statement = card_columns(User.sort_name).join(Follow, Follow.followed_id == User.id)
    statement = statement.where(Follow.follower_id == actor.id, User.is_active)
    return paginate(statement, order=_ORDER, after=after, size=PAGE)


def mention_options(typed: str, limit: int = 8) -> list[PersonCard]:
    """Gives the first people whose name or handle begins with what was typed."""
    words = fold(clean(typed).replace(".", " ")).split()[:MOST_WORDS]
    statement = card_columns().where(User.is_active, *(_name_has(word) for word in words))
    return [card(row) for row in db.session.execute(statement.order_by(User.sort_name, User.id).limit(limit))]


def _conditions(actor: Actor, wanted: DirectoryForm) -> list[ColumnElement[bool]]:
    found = [_matches(word) for word in wanted.q.split()[:MOST_WORDS]]
    if wanted.department:
        found.append(User.department_id.in_(_below(wanted.department)))
    if wanted.site:
        found.append(User.site_id == wanted.site)
    if wanted.language:
        said = exists().where(Spoken.user_id == User.id, Spoken.code == wanted.language)
        found.append(said.where(readable(actor, Spoken.level)))
    if wanted.topic:
        found.append(_knows(Topic.slug.in_(spellings([slug_of(wanted.topic)]))))
    if wanted.lead:
        found.append(User.manager_id == select(User.id).where(User.slug == wanted.lead).scalar_subquery())
    return found


def _matches(word: str) -> ColumnElement[bool]:
    folded = fold(word)
    return or_(
        _name_has(folded), _title_has(word), _knows(Topic.slug.startswith(slug_of(word) or word, autoescape=True))
    )


def _title_has(word: str) -> ColumnElement[bool]:
    found = _begins_word(func.lower(User.title), word.lower())
    if word.isascii():
        return found
    return or_(found, User.title.contains(word.capitalize(), autoescape=True))  # SQLite lowers only ASCII letters


def _name_has(word: str) -> ColumnElement[bool]:
    spellings = dict.fromkeys((word, word.replace("ae", "a").replace("oe", "o").replace("ue", "u")))
    return or_(*(_begins_word(User.sort_name, spelling) for spelling in spellings))


def _begins_word(column: Any, word: str) -> ColumnElement[bool]:
    inside = (column.contains(f"{sign}{word}", autoescape=True) for sign in (" ", "-"))
    begins = or_(column.startswith(word, autoescape=True), *inside)
    return and_(column.contains(word, autoescape=True), begins)  # most rows are done after the first comparison


def _knows(topic: ColumnElement[bool]) -> ColumnElement[bool]:
    topic_ids = select(Topic.id).where(topic)
    return User.id.in_(select(ProfileTopic.user_id).where(ProfileTopic.topic_id.in_(topic_ids)))


def _below(unit_id: int) -> Select[Any]:
    below = select(Unit.id).where(Unit.id == unit_id).cte("below", recursive=True)
    below = below.union(select(Unit.id).where(Unit.parent_id == below.c.id))
    return select(below.c.id)


@dataclass(frozen=True)
class Choices:
    """What the directory can be narrowed to."""

    departments: list[UnitChoice]
    sites: list[UnitChoice]
    topics: list[str]


def choices() -> Choices:
    """Gives departments as a tree in reading order, sites by name, and the topics known to most."""
    open_units = select(Unit.id, Unit.kind, Unit.name, Unit.parent_id).where(Unit.closed_on.is_(None))
    rows = list(db.session.execute(open_units.order_by(Unit.name, Unit.id)))
    below: dict[int | None, list[Any]] = {}
    for row in rows:
        if row.kind == "department":
            below.setdefault(row.parent_id, []).append(row)
    sites = [UnitChoice(row.id, row.name, 0) for row in rows if row.kind == "site"]
    return Choices(_flat(below, None, 0), sites, popular_topics())


def _flat(below: dict[int | None, list[Any]], parent: int | None, depth: int) -> list[UnitChoice]:
    found = []
    for row in below.pop(parent, []):
        found += [UnitChoice(row.id, row.name, depth), *_flat(below, row.id, depth + 1)]
    return found
