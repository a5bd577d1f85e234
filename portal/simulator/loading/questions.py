"""What colleagues have asked each other: questions, answers, who was helped, all drawn from the seed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from portal.activity import Entry
from portal.core import text
from portal.groups import key_of
from portal.questions import Answer, Asking, Question, Same, Tag, Vote
from portal.simulator.library import data
from portal.simulator.records import Company, Group, Person
from portal.simulator.rng import Stream
from portal.simulator.timeline import END, Timeline

from .sink import Sink
from .threads import Typesetter

_EVERYONE = "everyone"
_GAPS = (6, 15, 25, 40, 70, 110, 180, 300, 600, 1500)  # minutes until the next answer
_EXPERTS = (8, 5, 3, 2, 1)  # how much of a topic its first people answer
_APPEAL = (0, 0, 1, 1, 2, 3, 4, 6, 9)
_SAYING_SO = 850  # of a thousand who were helped, so many say it


class Asked(NamedTuple):
    """One question of the file with its slots filled, and how many of them there are."""

    number: int
    of: int
    seed: dict[str, Any]
    slots: dict[str, str]

    def said(self, words: str) -> str:
        """Fills the slots of a text."""
        return words.format(**self.slots)


def all_asked() -> list[Asked]:
    """Gives every question of the file with each of its fillings; those without an answer are the latest."""
    seeds = data("questions")["question"]
    pairs = [(seed, slots) for seed in seeds for slots in seed["with"]]
    mixed = Stream("questions", "order").shuffled(pairs)
    ordered = sorted(mixed, key=lambda pair: bool(pair[0].get("open")))
    return [Asked(number, len(ordered), seed, slots) for number, (seed, slots) in enumerate(ordered, start=1)]


class Forum:
    """Adds one question after the other with its answers."""

    def __init__(self, sink: Sink, company: Company, timeline: Timeline, typesetter: Typesetter, seed: int) -> None:
        self._sink, self._timeline, self._typesetter, self._seed = sink, timeline, typesetter, seed
        self._people = [person for person in company.people if person.left is None and person.persona != "newcomer"]
        self._groups = {group.name: group for group in company.groups}
        self._members: dict[int, set[int]] = {}
        for membership in company.memberships:
            self._members.setdefault(membership.group, set()).add(membership.person)
        self._answers = 0

    def add(self, asked: Asked, entry: int) -> None:
        """Adds a question, what was answered, and its `entry` in the feed."""
        stream = Stream(self._seed, "question", asked.number)
        group = self._groups.get(asked.seed.get("group", ""))
        people = self._circle(group, asked.seed["language"])
        if len(people) < len(_EXPERTS):
            return
        at = self._timeline.at(END * asked.number // (asked.of + 1) + stream.below(END // (asked.of * 2)))
        experts = [person for person in people if asked.seed["topic"] in person.topics]
        askers = [person for person in people if person not in experts] or people
        asker, audience = stream.pick(askers), key_of(group.number) if group else _EVERYONE
        said = list(self._answered(asked, stream, [one for one in people if one is not asker], experts, at))
        is_solved = bool(said) and not asked.seed.get("open") and stream.chance(_SAYING_SO)
        same = stream.sample([one for one in people if one is not asker], stream.pick(_APPEAL))
        self._sink.add(Question, self._question(asked, asker, audience, at) | {
            "answer_count": len(said),
            "answered_at": said[0][1] if said else None,
            "same_count": len(same),
            "state": "solved" if is_solved else "answered" if said else "open",
        })  # fmt: skip
        if not said:
            self._sink.add(Asking, {"question_id": asked.number, "stage": 0, "begun_at": at, "due_at": at})
        self._sink.extend(Same, [{"question_id": asked.number, "user_id": one.number, "at": at} for one in same])
        for slug in dict.fromkeys(text.slug(asked.said(tag)) for tag in asked.seed["tags"]):
            self._sink.add(Tag, {"question_id": asked.number, "slug": slug})
        feed = {"id": entry, "at": at, "actor_id": asker.number, "audience": audience}
        self._sink.add(Entry, feed | {"subject_kind": "question", "subject_id": asked.number})
        for place, (author, written, words) in enumerate(said):
            helped = {"is_accepted": True, "accepted_at": written, "accepted_by": asker.number}
            row = {"question_id": asked.number, "audience": audience, "language": asked.seed["language"]}
            self._add_answer(row | (helped if is_solved and place == 0 else {}), author, written, words, people, stream)

    def _circle(self, group: Group | None, language: str) -> list[Person]:
        members = self._members.get(group.number, set()) if group else None
        return [one for one in self._people if language in one.speaks and (members is None or one.number in members)]

    def _question(self, asked: Asked, asker: Person, audience: str, at: datetime) -> dict[str, Any]:
        rendered = self._typesetter.render(asked.said(asked.seed["text"]))
        return {
            "id": asked.number,
            "audience": audience,
            "author_id": asker.number,
            "title": asked.said(asked.seed["title"]),
            "body": asked.said(asked.seed["text"]),
            "html": rendered.html,
            "plain": rendered.plain,
            "tags": [asked.said(tag) for tag in asked.seed["tags"]],
            "language": asked.seed["language"],
            "urgency": asked.seed.get("urgency", "normal"),
            "urgency_reason": asked.seed.get("reason", ""),
            "asked_at": at,
        }

    def _answered(
        self, asked: Asked, stream: Stream, people: list[Person], experts: list[Person], at: datetime
    ) -> Iterator[tuple[Person, datetime, str]]:
        """Mostly those answer who know about it, and of them a few most of the time."""
        written, before = at, set[int]()
        for words in asked.seed["answers"]:
            written += timedelta(minutes=stream.pick(_GAPS))
            known = [one for one in experts if one in people and one.number not in before][: len(_EXPERTS)]
            others = [one for one in people if one.number not in before]
            is_expert = bool(known) and stream.chance(800)
            author = stream.weighted(known, _EXPERTS[: len(known)]) if is_expert else stream.pick(others)
            before.add(author.number)
            if written < self._timeline.at(END):
                yield author, written, words

    def _add_answer(
        self, row: dict[str, Any], author: Person, at: datetime, words: str, people: list[Person], stream: Stream
    ) -> None:
        self._answers += 1
        rendered = self._typesetter.render(words)
        voters = stream.sample([one for one in people if one is not author], stream.pick(_APPEAL))
        said = {"body": words, "html": rendered.html, "plain": rendered.plain, "vote_count": len(voters)}
        who = {"id": self._answers, "author_id": author.number, "written_at": at}
        nothing = {"is_accepted": False, "accepted_at": None, "accepted_by": None}
        self._sink.add(Answer, nothing | row | said | who)
        for one in voters:
            self._sink.add(Vote, {"answer_id": self._answers, "user_id": one.number, "at": at})
