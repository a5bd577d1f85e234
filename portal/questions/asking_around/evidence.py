"""What speaks for somebody knowing the answer: answers on the same topics, topics they named, similar questions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

import search
from auth.audience import Actor
from auth.models import User
from portal.core import db, text
from portal.people import ProfileTopic, Spoken, Topic

from ..models import Answer, Question, Tag
from ..slugs import slug_of

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
    """Gathers what was known at that instant, from what the asker may read; four statements and a search."""
    tags = {slug_of(tag): tag for tag in question.tags}
    found: dict[int, Evidence] = {}
    _answers(found, question, tags, at)
    _named(found, question)
    _alike(found, asker, question, at)
    found.pop(question.author_id, None)
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


def _named(found: dict[int, Evidence], question: Question) -> None:
    keys = {text.fold(spelled): tag for tag in question.tags for spelled in (tag, tag.replace("-", " "))}
    if not keys:
        return
    theirs = (
        select(ProfileTopic.user_id, Topic.key)
        .join(Topic, Topic.id == ProfileTopic.topic_id)
        .where(Topic.key.in_(sorted(keys)))
        .order_by(ProfileTopic.user_id.desc())
        .limit(_NAMED)
    )
    for user_id, key in db.session.execute(theirs):
        _of(found, user_id).named.append(keys[key])


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
    slugs = {slug_of(tag): tag for tag in tags}
    counted = select(Tag.slug, func.count()).where(Tag.slug.in_(sorted(slugs))).group_by(Tag.slug)
    return {slugs[slug]: number for slug, number in db.session.execute(counted)}
