"""How likely somebody answers: one number from what speaks for them. The weights stand here and nowhere else.

`python -m bench.asking_around` shows what each of them is worth on a company's past.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .evidence import Evidence

ANSWERED = 1.0  # an answer of today on a topic that nobody else asks about
HELPED = 2.0  # and as much again, twice, when it has helped
HALF_LIFE = 180.0  # days
NAMED = 2.0  # a topic that they may be asked about
ALIKE = 0.5  # an answer to the question that resembles this one most
FOREIGN = 0.4  # what is left when they know another language only
BUSY = 0.5  # each invitation of this week costs so much of what is left


class Likely(NamedTuple):
    """Somebody who may know, how likely, and why in words that can be shown: reason, topic, number of answers."""

    user_id: int
    score: float
    reason: str
    topic: str
    number: int


def rank(
    evidence: Iterable[Evidence], language: str, *, questions: Mapping[str, int], invited: Mapping[int, int]
) -> list[Likely]:
    """Puts people in order, the likeliest first.

    `questions` counts those under each topic: what is asked rarely says more. `invited` counts this week's invitations.
    """
    ranked = [_likely(one, language, questions, invited.get(one.user_id, 0)) for one in evidence]
    return sorted(ranked, key=lambda one: (-one.score, one.user_id))


def _likely(one: Evidence, language: str, questions: Mapping[str, int], invited: int) -> Likely:
    by_topic = {topic: _answered(ages) / _common(questions.get(topic, 0)) for topic, ages in one.answers.items()}
    named = sum(NAMED / _common(questions.get(topic, 0)) for topic in one.named)
    alike = sum(ALIKE / (1 + place) for place in one.alike)
    score = math.log1p(sum(by_topic.values())) + named + alike
    if language and one.languages and language not in one.languages:
        score *= FOREIGN
    score /= 1 + BUSY * invited
    return Likely(one.user_id, score, *_reason(one, by_topic))


def _answered(ages: Iterable[tuple[float, bool]]) -> float:
    return sum((ANSWERED + HELPED * has_helped) * math.exp2(-age / HALF_LIFE) for age, has_helped in ages)


def _common(number: int) -> float:
    return math.log2(2 + number)


def _reason(one: Evidence, by_topic: Mapping[str, float]) -> tuple[str, str, int]:
    if by_topic:
        topic = max(by_topic, key=lambda name: (by_topic[name], name))
        return "answered", topic, len(one.answers[topic])
    if one.named:
        return "named", one.named[0], 0
    return "similar", "", len(one.alike)
