"""What speaks for somebody knowing the answer: answers on the same topics, topics they named, similar questions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

import search
from auth.audience import Actor
from auth.models import User
from portal.core import db
from portal.people import ProfileTopic, Spoken
from portal.topics import Stance, Topic, same, slug_of

from ..models import Answer, Question, Tag

YEARS = timedelta(days=730)
_MOST = 3000  # answers that are looked at, the latest first
_ALIKE = 20
_NAMED = 300  # people who named a topic, the latest first


@dataclass
class Evidence:
    """What speaks for one person. `answers` are ages in days and whether they helped, by topic; `alike` are ranks."""

    user_id: int
    answers: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))
    named: list[str] = field(default_factory=list)
    alike: list[int] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)


def gather(asker: Actor, question: Question, *, at: datetime) -> list[Evidence]:
    """Gathers what was known at that instant, from what the asker may read; seven statements and a search.

    Who said no to being named for a topic is not asked about it.
    """
    tags = _spelled(question.tags)
    found: dict[int, Evidence] = {}
    _answers(found, question, tags, at)
    _named(found, tags)
    _alike(found, asker, question, at)
    for person in (question.author_id, *_refusing(tags)):
        found.pop(person, None)
    _languages(found)
    return list(found.values())


def _of(found: dict[int, Evidence], user_id: int) -> Evidence:
    return found.setdefault(user_id, Evidence(user_id))


def _answers(found: dict[int, Evidence], question: Question, tags: dict[str, str], at: datetime) -> None:
    if not tags:
        return
    there = (
        select(Answer.author_id, Tag.slug, Answer.written_at, Answer.is_accepted, Answer.vote_count, Answer.language)
        .join(Tag, Tag.question_id == Answer.question_id)
        .where(
            Tag.slug.in_(sorted(tags)),
            Answer.question_id != question.id,
            Answer.removed_at.is_(None),
            Answer.written_at.between(at - YEARS, at),
        )
        .order_by(Answer.written_at.desc())
        .limit(_MOST)
    )
    for author_id, slug, written_at, is_accepted, votes, language in db.session.execute(there):
        one = _of(found, author_id)
        one.answers[tags[slug]].append(((at - written_at) / timedelta(days=1), is_accepted or votes > 1))
        one.languages.add(language)


def _spelled(tags: Sequence[str]) -> dict[str, str]:
    names = {slug: tag for tag in tags if (slug := slug_of(tag))}
    return {spelled: names[slug] for slug, family in same(names).items() for spelled in family}


def _refusing(tags: dict[str, str]) -> list[int]:
    about = select(Topic.id).where(Topic.slug.in_(sorted(tags)))
    return list(db.session.scalars(select(Stance.user_id).where(Stance.said == "no", Stance.topic_id.in_(about))))


def _named(found: dict[int, Evidence], tags: dict[str, str]) -> None:
    if not tags:
        return
    theirs = (
        select(ProfileTopic.user_id, Topic.slug)
        .join(Topic, Topic.id == ProfileTopic.topic_id)
        .where(Topic.slug.in_(sorted(tags)))
        .order_by(ProfileTopic.user_id.desc())
        .limit(_NAMED)
    )
    for user_id, slug in db.session.execute(theirs):
        one = _of(found, user_id)
        if tags[slug] not in one.named:
            one.named.append(tags[slug])


def _alike(found: dict[int, Evidence], asker: Actor, question: Question, at: datetime) -> None:
    hits = search.similar(asker, f"{question.title} {question.plain[:300]}", kinds=("question",), size=_ALIKE)
    ids = [hit.ref.id for hit in hits if hit.ref.id != question.id]
    if not ids:
        return
    written = select(Answer.author_id, Answer.question_id, Answer.language).where(
        Answer.question_id.in_(ids), Answer.removed_at.is_(None), Answer.written_at < at
    )
    for author_id, question_id, language in db.session.execute(written):
        one = _of(found, author_id)
        one.alike.append(ids.index(question_id))
        one.languages.add(language)


def _languages(found: dict[int, Evidence]) -> None:
    own = select(User.id, User.language).where(User.id.in_(sorted(found)))
    spoken = select(Spoken.user_id, Spoken.code).where(Spoken.user_id.in_(sorted(found)))
    for user_id, language in db.session.execute(own.union_all(spoken)):
        found[user_id].languages.add(language)


def rarity(tags: Sequence[str]) -> dict[str, int]:
    """Counts the questions under each of these tags."""
    slugs = _spelled(tags)
    counted = select(Tag.slug, func.count()).where(Tag.slug.in_(sorted(slugs))).group_by(Tag.slug)
    found: dict[str, int] = defaultdict(int)
    for slug, number in db.session.execute(counted):
        found[slugs[slug]] += number
    return dict(found)
