"""What people were told of, as the slices' subscribers would have told it, folded and partly read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.notifications import Notice
from portal.simulator.records import Comment, Company, Thread
from portal.simulator.timeline import END, Timeline

from .sink import Sink
from .threads import Typesetter

_NAMES_KEPT = 3
_DAYS = 21  # what is older has been tidied away


@dataclass(slots=True)
class _Draft:
    row: dict[str, Any]
    moment: int
    actors: list[int] = field(default_factory=list)

    def take(self, actor: int, moment: int, data: dict[str, Any]) -> None:
        """Folds another event in."""
        self.actors = [actor, *(known for known in self.actors if known != actor)]
        self.moment = max(self.moment, moment)
        self.row["data"] = data


class Bell:
    """Collects notices of the last weeks and writes them folded, one a person and matter."""

    def __init__(self, company: Company, typesetter: Typesetter, days: int) -> None:
        self._typesetter = typesetter
        self._since = END - END * min(_DAYS, days) // days
        self._drafts: dict[tuple[int, str], _Draft] = {}
        self._silent = {(one.group, one.person) for one in company.memberships if one.level == "none"}
        self._gone = {person.number for person in company.people if person.left is not None}
        self._read = _last_visits(company, days)

    def hear(self, thread: Thread) -> None:
        """Notes who is told of a post and of the comments under it."""
        post = thread.post
        about = self._about("post", post.number, post.audience)
        named = self._named(post.text)
        said = {"said": f"post:{post.number}"}
        self._tell(named, post.author, post.moment, about | _told("mention", "posts/_mention_notice.html", said))
        taking_part, authors = {post.author}, {comment.number: comment.author for comment in thread.comments}
        for comment in thread.comments:
            self._hear_comment(comment, about, taking_part, authors)
            taking_part.add(comment.author)

    def _hear_comment(
        self, comment: Comment, about: dict[str, Any], taking_part: set[int], authors: dict[int, int]
    ) -> None:
        said = {"said": f"comment:{comment.number}"}
        link = said | {"url": f"/comments/{comment.number}"}
        named = self._named(comment.text)
        answered = {authors[comment.parent]} if comment.parent else set()
        telling = (
            (named, _told("mention", "comments/_mention_notice.html", link)),
            (answered - named, _told("reply", "comments/_reply_notice.html", link)),
            (
                taking_part - named - answered,
                _told("comment", "posts/_comment_notice.html", said | {"comment": comment.number}),
            ),
        )
        for people, row in telling:
            self._tell(people, comment.author, comment.moment, about | row)

    def ask(self, company: Company) -> None:
        """Notes that those who look after a group are told of people who wait to be let in."""
        managers = [one for one in company.memberships if one.role != "member"]
        for request in company.requests:
            about = self._about("group", request.group, f"group:{request.group}:managers")
            told = [one.person for one in managers if one.group == request.group]
            row = about | _told("request", "groups/_requested_notice.html")
            self._tell(told, request.person, request.moment, row)

    def invite(self, company: Company) -> None:
        """Notes that people are told of their invitations."""
        for one in company.invitations:
            about = self._about("group", one.group, f"user:{one.person}")
            row = about | _told("membership", "groups/_invited_notice.html")
            self._tell([one.person], one.inviter, one.moment, row, fold=f"Invited:group:{one.group}")

    def write(self, sink: Sink, timeline: Timeline) -> None:
        """Adds the rows, oldest first."""
        drafts = sorted(self._drafts.items(), key=lambda item: (item[1].moment, item[0]))
        for number, ((person, fold), draft) in enumerate(drafts, start=1):
            at = timeline.at(draft.moment)
            row = {"id": number, "user_id": person, "fold": fold, "at": at, "people": len(draft.actors)}
            row |= {"actor_ids": draft.actors[:_NAMES_KEPT], "read_at": self._read_at(person, draft.moment, at)}
            sink.add(Notice, draft.row | row)

    def _read_at(self, person: int, moment: int, at: datetime) -> datetime | None:
        return at if moment <= self._read.get(person, 0) else None

    def _tell(
        self, people: Iterable[int], actor: int, moment: int, row: dict[str, Any], *, fold: str | None = None
    ) -> None:
        if moment < self._since:
            return
        group = int(row["audience"].split(":")[1]) if row["audience"].startswith("group:") else 0
        fold = fold or f"{row['kind']}:{row['about_kind']}:{row['about_id']}"
        for person in people:
            if person == actor or person in self._gone or (group, person) in self._silent:
                continue
            draft = self._drafts.setdefault((person, fold), _Draft(dict(row), moment))
            draft.take(actor, moment, row["data"])

    def _named(self, words: str) -> set[int]:
        return set(self._typesetter.render(words).mentions) if "@" in words else set()

    @staticmethod
    def _about(kind: str, number: int, audience: str) -> dict[str, Any]:
        return {"about_kind": kind, "about_id": number, "audience": audience}


def _last_visits(company: Company, days: int) -> dict[int, int]:
    """Gives when everybody last looked: personas a day or three ago, so that something waits; readers alone never."""
    seen: dict[int, int] = {}
    for membership in company.memberships:
        seen[membership.person] = max(membership.read, seen.get(membership.person, 0))
    for person in company.people:
        if person.persona:
            seen[person.number] = END - END * (3 if person.persona == "employee" else 1) // days
        elif not person.keen:
            seen[person.number] = 0
    return seen


def _told(kind: str, notice: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"kind": kind, "notice": notice, "data": data or {}}
