"""Who wants to be asked about a topic, what the reader may see that speaks for it, and what has nobody."""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from auth.audience import Actor, holds
from auth.models import User
from portal.core import clock, db
from portal.core.i18n import ngettext
from portal.core.paging import Page, paginate
from portal.people import PersonCard, ProfileTopic, cards
from portal.topics import Shown, Stance, Topic, called, named, same, slug_of

from ..models import Answer, Question, Tag

RECENT, YEARS = timedelta(days=60), timedelta(days=730)
SHOWN, LISTED, SAID, BUSY, ASK_AFTER = 24, 20, 50, 4, 3
LATER = timedelta(days=90)
_LOOKED_AT = 2000  # answers, the latest first
_OWN = aliased(Topic)


class Proof(NamedTuple):
    """What speaks for somebody, of what the reader may see: answers, those that helped the asker, and thanks."""

    answers: int = 0
    helped: int = 0
    thanks: int = 0

    @property
    def words(self) -> list[str]:
        """Says it in words."""
        said = []
        if self.helped:
            said.append(ngettext("%(n)s answer has helped", "%(n)s answers have helped", self.helped))
        elif self.answers:
            said.append(ngettext("%(n)s answer", "%(n)s answers", self.answers))
        if self.thanks:
            said.append(ngettext("%(n)s person says thanks", "%(n)s people say thanks", self.thanks))
        return said


class Expert(NamedTuple):
    """Somebody who wants to be asked, and what speaks for it."""

    person: PersonCard
    proof: Proof


class Said(NamedTuple):
    """What somebody said of being asked about a topic: no, later, or nothing yet (`asked`)."""

    slug: str
    name: str
    said: str


class Theme(NamedTuple):
    """A topic in the list of who knows about what."""

    slug: str
    name: str
    people: list[PersonCard]


class Busy(NamedTuple):
    """A topic about which much is asked and nobody wants to be."""

    slug: str
    name: str
    questions: int


def who_knows(actor: Actor, topic: Shown) -> list[Expert]:
    """Gives those who want to be asked about a topic, those for whom most speaks first."""
    willing = select(ProfileTopic.user_id).join(User, User.id == ProfileTopic.user_id).where(User.is_active)
    ids = (
        set(db.session.scalars(willing.where(ProfileTopic.topic_id.in_(topic.ids)).limit(200))) if topic.ids else set()
    )
    proofs = proofs_of(actor, topic.slugs, ids)
    first = sorted(ids, key=lambda one: (-proofs[one].helped, -proofs[one].thanks, -proofs[one].answers, one))[:SHOWN]
    shown = cards(first)
    return [Expert(shown[one], proofs[one]) for one in first]


def proofs_of(actor: Actor, slugs: Collection[str], ids: Collection[int]) -> dict[int, Proof]:
    """Gives what speaks for these people; counts nothing that the reader may not see, nor what is long ago."""
    found: dict[int, Proof] = defaultdict(Proof)
    if not ids:
        return found
    under = select(Tag.question_id).where(Tag.slug.in_(slugs))
    helped = func.sum(case((Answer.is_accepted, 1), else_=0))
    counted = select(Answer.author_id, func.count(), helped, func.sum(Answer.vote_count)).where(
        Answer.question_id.in_(under),
        Answer.author_id.in_(ids),
        Answer.removed_at.is_(None),
        Answer.written_at > clock.now() - YEARS,
        holds(actor, Answer.audience),
    )
    for author_id, *numbers in db.session.execute(counted.group_by(Answer.author_id)):
        found[author_id] = Proof(*numbers)
    return found


def stance_on(actor: Actor, topic: Shown) -> str:
    """Gives how the actor stands to being asked about the topic: named, no, later, asked, or empty."""
    if not topic.ids:
        return ""
    mine = and_(ProfileTopic.topic_id == Topic.id, ProfileTopic.user_id == actor.id)
    said = and_(Stance.topic_id == Topic.id, Stance.user_id == actor.id)
    both = select(ProfileTopic.user_id, Stance.said, Stance.at).select_from(Topic)
    both = both.outerjoin(ProfileTopic, mine).outerjoin(Stance, said).where(Topic.id.in_(topic.ids))
    rows = db.session.execute(both).all()
    if any(row.user_id for row in rows):
        return "named"
    return max(((row.at, row.said) for row in rows if row.said), default=(None, ""))[1]


def said_yes(actor: Actor) -> list[tuple[str, str]]:
    """Gives slug and name of the topics that the actor wants to be asked about."""
    known = _mine(Topic.slug, called().label("name")).join(ProfileTopic, ProfileTopic.topic_id == _OWN.id)
    rows = db.session.execute(known.where(ProfileTopic.user_id == actor.id).distinct().order_by(Topic.slug))
    return [(slug, name) for slug, name in rows]


def said_otherwise(actor: Actor, after: str | None = None) -> Page:
    """Gives what else the actor said of topics, or was asked about without an answer yet, the latest first."""
    said = _mine(Topic.slug, called().label("name"), Stance.said, Stance.at, Stance.topic_id)
    said = said.join(Stance, Stance.topic_id == _OWN.id).where(Stance.user_id == actor.id)
    page = paginate(said, order=((Stance.at, "desc"), (Stance.topic_id, "desc")), after=after, size=SAID)
    latest = {row.slug: Said(row.slug, row.name, row.said) for row in reversed(page.items)}
    return Page(list(latest.values())[::-1], page.next, page.size)


def _mine(*columns: Any) -> Any:
    """The topics that stand for themselves, joined with those that go on under them."""
    return select(*columns).select_from(Topic).join(_OWN, Topic.id == func.coalesce(_OWN.merged_into_id, _OWN.id))


def themes(after: str | None = None) -> Page:
    """Gives the topics with people who want to be asked, those of most people first, with the first five of each."""
    most: Any = select(Topic.id, Topic.slug, called().label("name"), Topic.people_count)
    most = most.where(Topic.people_count > 0, Topic.merged_into_id.is_(None))
    shown = paginate(most, order=((Topic.people_count, "desc"), (Topic.id, "desc")), after=after, size=LISTED)
    roots, root = [row.id for row in shown.items], func.coalesce(Topic.merged_into_id, Topic.id).label("root")
    rank = func.row_number().over(partition_by=root, order_by=ProfileTopic.user_id).label("rank")
    them = select(ProfileTopic.user_id, root, rank).join(Topic, Topic.id == ProfileTopic.topic_id)
    them = them.join(User, User.id == ProfileTopic.user_id).where(User.is_active)
    ranked = them.where(or_(Topic.id.in_(roots), Topic.merged_into_id.in_(roots))).subquery()
    people: dict[int, list[int]] = defaultdict(list)
    for user_id, topic_id in db.session.execute(select(ranked.c.user_id, ranked.c.root).where(ranked.c.rank <= 5)):
        if user_id not in people[topic_id]:
            people[topic_id].append(user_id)
    known = cards({user for some in people.values() for user in some})
    named_by = [Theme(row.slug, row.name, [known[n] for n in people[row.id]]) for row in shown.items if people[row.id]]
    return Page(named_by, shown.next, LISTED)


def much_asked(actor: Actor) -> list[Busy]:
    """Gives the topics under which most was asked lately, of what the actor may see."""
    asked = (
        select(Tag.slug, Tag.question_id)
        .join(Question, Question.id == Tag.question_id)
        .where(Question.asked_at > clock.now() - RECENT, holds(actor, Question.audience))
        .order_by(Question.asked_at.desc())
        .limit(_LOOKED_AT)
    )
    rows = db.session.execute(asked).all()
    families = same(slug for slug, _number in rows)
    under: dict[str, set[int]] = defaultdict(set)
    for slug, number in rows:
        under[families[slug][0]].add(number)
    most = sorted(under, key=lambda slug: (-len(under[slug]), slug))[:LISTED]
    names = named(most)
    names |= _spelled({slug: max(under[slug]) for slug in most if slug not in names})
    return [Busy(slug, names.get(slug, slug.replace("-", " ")), len(under[slug])) for slug in most]


def _spelled(used: dict[str, int]) -> dict[str, str]:
    """How tags are spelled in a question each: what addresses say has neither umlauts nor capital letters."""
    tags = dict(db.session.execute(select(Question.id, Question.tags).where(Question.id.in_(used.values()))).all())
    return {slug: tag for slug, number in used.items() for tag in tags[number] if slug_of(tag) == slug}


def without_anybody(actor: Actor, asked: list[Busy]) -> list[Busy]:
    """Gives, for community managers, those of them about which nobody wants to be asked."""
    busy = [one for one in asked if one.questions >= BUSY]
    if not busy or not actor.has("community-manager"):
        return []
    families = same(one.slug for one in busy)
    spelled = {slug: first for first, family in families.items() for slug in family}
    willing = select(Topic.slug).join(ProfileTopic, ProfileTopic.topic_id == Topic.id)
    willing = willing.join(User, User.id == ProfileTopic.user_id).where(User.is_active, Topic.slug.in_(spelled))
    known = {spelled[slug] for slug in db.session.scalars(willing.distinct())}
    return [one for one in busy if one.slug not in known]


def to_be_asked() -> list[tuple[int, str, int]]:
    """Gives who helped under which topic, as it is spelled, how often, without having said whether to be asked."""
    counted = (
        select(Answer.author_id, Tag.slug, func.count(), func.max(Tag.question_id))
        .join(Tag, Tag.question_id == Answer.question_id)
        .where(Answer.is_accepted, Answer.removed_at.is_(None), Answer.written_at > clock.now() - YEARS)
        .group_by(Answer.author_id, Tag.slug)
        .having(func.count() >= ASK_AFTER)
        .order_by(func.count().desc())
        .limit(_LOOKED_AT)
    )
    rows = db.session.execute(counted).all()
    families = same(row.slug for row in rows)
    first: dict[tuple[int, str], int] = {}
    for person, slug, number, _latest in rows:
        first.setdefault((person, families[slug][0]), number)
    said = _decided({person for person, _slug in first})
    meant = {family[0]: family for family in families.values()}
    names = _spelled({slug: latest for _person, slug, _number, latest in rows})
    return [
        (person, names.get(slug, slug), n)
        for (person, slug), n in first.items()
        if not said & {(person, other) for other in meant[slug]}
    ]


def _decided(people: Collection[int]) -> set[tuple[int, str]]:
    named_it = select(ProfileTopic.user_id, Topic.slug).join(Topic, Topic.id == ProfileTopic.topic_id)
    asked = select(Stance.user_id, Topic.slug).join(Topic, Topic.id == Stance.topic_id)
    again = or_(Stance.said != "later", Stance.at > clock.now() - LATER)
    both = named_it.where(ProfileTopic.user_id.in_(people)).union_all(asked.where(Stance.user_id.in_(people), again))
    return {(person, slug) for person, slug in db.session.execute(both)}
