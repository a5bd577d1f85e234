"""Which spellings mean the same topic, what it is called, who follows it. Merging is understood here, on reading."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from auth.audience import Actor
from portal.core import db
from portal.core.errors import NotFound
from portal.core.i18n import language
from portal.core.paging import Page, paginate

from .models import Follower, Synonym, Topic
from .slug import slug_of

PAGE, FOLLOWED = 60, 200
_ROOT = func.coalesce(Topic.merged_into_id, Topic.id)


class Shown(NamedTuple):
    """A topic as a page shows it: `slugs` are all spellings, `ids` the rows behind them; none for a mere tag."""

    slug: str
    name: str
    about: str
    slugs: tuple[str, ...]
    ids: tuple[int, ...]
    topic: Topic | None
    others: tuple[str, ...]
    is_followed: bool


class Line(NamedTuple):
    """A topic in a list."""

    slug: str
    name: str
    people: int
    about: str


def called() -> ColumnElement[str]:
    """Gives the column of what a topic is called in the language of the present work."""
    return func.coalesce(func.nullif(_in_language("name"), ""), Topic.name)


def described(slug: Any) -> Select[Any]:
    """Selects the name in the present language that the topic of a slug was given, or the one it goes on under."""
    root = aliased(Topic)
    name = func.coalesce(func.nullif(_in_language("name", root), ""), func.nullif(_in_language("name"), ""))
    found = select(name).select_from(Topic).outerjoin(root, root.id == Topic.merged_into_id)
    return found.where(Topic.slug == slug)


def _in_language(what: str, of: Any = Topic) -> Any:
    return getattr(of, f"{what}_{'de' if language() == 'de' else 'en'}")


def same(slugs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Gives for each slug all that mean the same, itself included and the topic's own first."""
    wanted = [slug for slug in dict.fromkeys(slugs) if slug]
    roots = _roots(wanted)
    families: dict[int, list[str]] = defaultdict(list)
    for root, slug in db.session.execute(_spelled(set(roots.values()))) if roots else ():
        families[root].append(slug)
    return {slug: tuple(dict.fromkeys((*families[roots[slug]], slug))) if slug in roots else (slug,) for slug in wanted}


def spellings(slugs: Iterable[str]) -> list[str]:
    """Gives all slugs that mean the same as any of these."""
    return sorted({spelled for family in same(slugs).values() for spelled in family})


def _roots(slugs: Collection[str]) -> dict[str, int]:
    return dict(db.session.execute(_roots_of(slugs)).all()) if slugs else {}


def _roots_of(slugs: Collection[str]) -> Any:
    topics = select(Topic.slug, _ROOT.label("root")).where(Topic.slug.in_(slugs))
    synonyms = select(Synonym.slug, _ROOT).join(Topic, Topic.id == Synonym.topic_id).where(Synonym.slug.in_(slugs))
    return union_all(topics, synonyms)


def _spelled(roots: Collection[int]) -> Any:
    own = or_(Topic.id.in_(roots), Topic.merged_into_id.in_(roots))
    later = (Topic.id != _ROOT).label("later")
    topics = select(_ROOT.label("root"), Topic.slug.label("slug"), later).where(own)
    synonyms = select(_ROOT, Synonym.slug, Topic.id == Topic.id).join(Topic, Topic.id == Synonym.topic_id).where(own)
    found = union_all(topics, synonyms).subquery()
    return select(found.c.root, found.c.slug).order_by(found.c.root, found.c.later, found.c.slug)


def wordings(name: str) -> set[str]:
    """Gives in lower case how people may have written what the name means: slugs, names and synonyms."""
    roots = select(_roots_of([slug_of(name)]).subquery().c.root)
    own = or_(Topic.id.in_(roots), Topic.merged_into_id.in_(roots))
    topics = [select(column).where(own) for column in (Topic.slug, Topic.name, Topic.name_de, Topic.name_en)]
    synonyms = select(Synonym.slug).join(Topic, Topic.id == Synonym.topic_id).where(own)
    spelled = union_all(*topics, synonyms, synonyms.with_only_columns(Synonym.name))
    return {name.lower(), *(word.lower() for word in db.session.scalars(spelled) if word)}


def shown(actor: Actor, name: str) -> Shown:
    """Gives what a page shows of a topic, by any of its names; a word that nobody described stands for itself."""
    slug = slug_of(name)
    mine = exists().where(Follower.user_id == actor.id, Follower.topic_id == Topic.id).correlate(Topic)
    family = select(Topic, Synonym, mine.label("mine")).outerjoin(Synonym, Synonym.topic_id == Topic.id)
    roots = _roots_of([slug]).subquery()
    own = select(roots.c.root)
    rows = db.session.execute(family.where(or_(Topic.id.in_(own), Topic.merged_into_id.in_(own)))).all()
    if not rows:
        return Shown(slug, slug.replace("-", " "), "", (slug,), (), None, (), False)
    found = {row.Topic.id: row.Topic for row in rows}.values()
    topics = sorted(found, key=lambda topic: (topic.merged_into_id is not None, topic.slug))
    synonyms = sorted((row.Synonym for row in rows if row.Synonym), key=lambda one: one.slug)
    first, heading = topics[0], name_of(topics[0])
    return Shown(
        first.slug,
        heading,
        _about(first),
        (*(one.slug for one in topics), *(one.slug for one in synonyms)),
        tuple(topic.id for topic in topics),
        first,
        tuple(name_of(one) for one in topics[1:]) + tuple(one.name for one in synonyms if one.name != heading),
        any(row.mine for row in rows),
    )


def name_of(topic: Topic) -> str:
    """Says what the topic is called in the language of the present work."""
    return (topic.name_de if language() == "de" else topic.name_en) or topic.name


def _about(topic: Topic) -> str:
    both = (topic.about_de, topic.about_en)
    return next(filter(None, both if language() == "de" else reversed(both)), "")


def listed(*, after: str | None = None) -> Page:
    """Gives the topics that people named or somebody described, those of most people first.

    One that is only followed is left out: its name may come from where not everybody reads.
    """
    found = select(
        Topic.slug, called().label("name"), Topic.people_count, Topic.id, _in_language("about").label("about")
    )
    found = found.where(is_known(), Topic.merged_into_id.is_(None))
    page = paginate(found, order=((Topic.people_count, "desc"), (Topic.id, "desc")), after=after, size=PAGE)
    return Page([Line(row.slug, row.name, row.people_count, row.about) for row in page.items], page.next, page.size)


def is_known() -> ColumnElement[bool]:
    """Gives the SQL condition that people named a topic, or one that goes on under it, or that it was described."""
    under = aliased(Topic)
    named_so = exists().where(under.merged_into_id == Topic.id, under.people_count > 0).correlate(Topic)
    return or_(Topic.people_count > 0, Topic.name_de != "", Topic.name_en != "", named_so)


def followed(actor: Actor) -> list[tuple[str, str]]:
    """Gives slug and name of what the actor follows, merged topics under the one that they go on in; at most 200."""
    own = aliased(Topic)
    mine = (
        select(Topic.slug, called()).select_from(Topic).join(own, Topic.id == func.coalesce(own.merged_into_id, own.id))
    )
    mine = mine.join(Follower, Follower.topic_id == own.id).where(Follower.user_id == actor.id)
    rows = db.session.execute(mine.distinct().order_by(Topic.slug).limit(FOLLOWED))
    return [(slug, name) for slug, name in rows]


def named(slugs: Iterable[str]) -> dict[str, str]:
    """Gives what these slugs are called, for those that stand for a topic."""
    known = select(Topic.slug, called()).where(Topic.slug.in_(sorted(set(slugs))))
    return dict(db.session.execute(known).all())


def followers(slugs: Iterable[str], *, after: int = 0) -> Select[Any]:
    """Selects the ids of those who follow a topic that one of these slugs means, in ascending order."""
    under = select(Topic.id).where(Topic.slug.in_(spellings(slugs)))
    wanted = select(Follower.user_id).where(Follower.topic_id.in_(under), Follower.user_id > after)
    return wanted.distinct().order_by(Follower.user_id)


def following(slug: str, user_ids: Collection[int]) -> set[int]:
    """Gives those of these people who follow the topic that the slug means."""
    return set(db.session.scalars(followers([slug]).where(Follower.user_id.in_(user_ids)))) if user_ids else set()


def merged_topic(topic_id: int) -> Topic:
    """Gives one topic by its number, also where it goes on under another one. Raises NotFound."""
    topic = db.session.get(Topic, topic_id) if topic_id < 2**53 else None
    if topic is None:
        raise NotFound
    return topic


def merged_into(topic: Topic) -> list[Topic]:
    """Gives the topics that go on under this one."""
    return list(db.session.scalars(select(Topic).where(Topic.merged_into_id == topic.id).order_by(Topic.slug)))


def synonyms_of(topic: Topic) -> list[str]:
    """Gives the other words for a topic."""
    words = select(Synonym.name).where(Synonym.topic_id == topic.id)
    return list(db.session.scalars(words.order_by(Synonym.slug)))
