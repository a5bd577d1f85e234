"""Topics of the company: what people may be asked about, who follows it, and what somebody looks after."""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from portal.people import ProfileTopic
from portal.simulator.records import Company
from portal.simulator.timeline import Timeline
from portal.topics import Follower, Synonym, Topic, slug_of

from .sink import Row, Sink

_DATA = Path(__file__).parents[1] / "data" / "topics.toml"
_EVERY = 3  # so many people of which one follows the first of their topics


def add_topics(sink: Sink, company: Company, timeline: Timeline) -> None:
    """Adds each topic once, with the number of people who name it, its synonyms and its followers."""
    named = {slug_of(topic): topic for person in company.people for topic in person.topics}
    tended = {slug_of(one["name_de"]): one for one in _tended()}
    merged = {slug_of(name): slug for slug, one in tended.items() for name in one["merged"]}
    names = {slug: one["name_de"] for slug, one in tended.items()} | named
    numbers = {slug: number for number, slug in enumerate(sorted(names, key=lambda slug: (slug in merged, slug)), 1)}
    people = Counter(slug_of(topic) for person in company.people if person.left is None for topic in person.topics)
    for slug, number in numbers.items():
        into = numbers[merged[slug]] if slug in merged else None
        row = {"id": number, "slug": slug, "name": names[slug], "people_count": people[slug], "merged_into_id": into}
        sink.add(Topic, row | _described(tended.get(slug, {})))
    for slug, one in tended.items():
        sink.extend(Synonym, [{"slug": slug_of(n), "topic_id": numbers[slug], "name": n} for n in _words(one)])
    _add_people(sink, company, timeline, numbers)


def _add_people(sink: Sink, company: Company, timeline: Timeline, numbers: dict[str, int]) -> None:
    for person in company.people:
        known = list(dict.fromkeys(numbers[slug_of(topic)] for topic in person.topics))
        sink.extend(ProfileTopic, [{"user_id": person.number, "topic_id": number} for number in known])
        if known and person.number % _EVERY == 0:
            sink.add(Follower, {"user_id": person.number, "topic_id": known[0], "since": timeline.day(person.hired)})


@cache
def _tended() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(_DATA.read_text())["topic"]
    return found


def _words(one: dict[str, Any]) -> list[str]:
    return [word for word in (one["name_en"], *one["synonyms"]) if word not in one["merged"]]


def _described(one: dict[str, Any]) -> Row:
    return {name: one.get(name, "") for name in ("name_de", "name_en", "about_de", "about_en")}
