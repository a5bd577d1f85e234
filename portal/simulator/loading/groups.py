"""Rows of groups, memberships and requests, with the counts that pages read."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from auth.audience import EVERYONE
from auth.models import SharedKey
from portal.core import text
from portal.groups import Group, Invitation, JoinRequest, Membership
from portal.simulator.records import Company
from portal.simulator.records import Group as Circle
from portal.simulator.timeline import Timeline

from .sink import Row, Sink

_HUES = 8


class Books:
    """The moments of all posts by group: how many there are, and how many somebody has read."""

    def __init__(self, posts: Iterable[tuple[int, int]]) -> None:
        self._moments: dict[int, list[int]] = defaultdict(list)
        for group, moment in sorted(posts):
            self._moments[group].append(moment)

    def count(self, group: int) -> int:
        """Gives how many posts the group has."""
        return len(self._moments[group])

    def read(self, group: int, moment: int) -> int:
        """Gives how many posts of the group there were by then."""
        return bisect_right(self._moments[group], moment)

    def last(self, group: int) -> int | None:
        """Gives the moment of the group's newest post."""
        return self._moments[group][-1] if self._moments[group] else None


def add_groups(sink: Sink, company: Company, timeline: Timeline, books: Books) -> None:
    """Adds all groups; the keys of open ones are given to everybody. Members are counted when they are there."""
    for group in company.groups:
        sink.add(Group, _group(group, timeline) | _activity(group, timeline, books))
        if group.visibility == "open":
            sink.add(SharedKey, {"key": f"group:{group.number}"})


def _group(group: Circle, timeline: Timeline) -> Row:
    return {
        "id": group.number,
        "audience": f"group:{group.number}" if group.visibility == "hidden" else EVERYONE,
        "slug": group.slug,
        "name": group.name,
        "sort_name": text.fold(group.name)[:80],
        "purpose": group.purpose,
        "about": "",
        "about_html": "",
        "welcome": group.welcome,
        "welcome_html": text.render(group.welcome).html if group.welcome else "",
        "visibility": group.visibility,
        "unit_id": group.unit,
        "is_official": group.is_official,
        "language": group.language,
        "hue": group.number * 3 % _HUES,
        "tags": list(group.tags),
        "member_count": 0,
        "department_count": 0,
        "site_count": 0,
        "created_at": timeline.at(group.moment),
    }


def _activity(group: Circle, timeline: Timeline, books: Books) -> Row:
    last = books.last(group.number)
    active = timeline.at(group.moment if last is None else last)
    return {
        "post_seq": books.count(group.number),
        "last_post_at": None if last is None else active,
        "active_at": active,
        "archived_at": active if group.is_archived else None,
    }


def add_memberships(sink: Sink, company: Company, timeline: Timeline, books: Books) -> None:
    """Adds who belongs where, and up to which post each has read."""
    for membership in company.memberships:
        sink.add(
            Membership,
            {
                "group_id": membership.group,
                "user_id": membership.person,
                "role": membership.role,
                "level": membership.level,
                "is_automatic": membership.automatic,
                "read_seq": books.read(membership.group, membership.read),
                "joined_at": timeline.at(membership.moment),
            },
        )


def add_requests(sink: Sink, company: Company, timeline: Timeline) -> None:
    """Adds who waits to be let in."""
    for number, request in enumerate(company.requests, start=1):
        sink.add(
            JoinRequest,
            {
                "id": number,
                "group_id": request.group,
                "user_id": request.person,
                "message": request.message,
                "answer": "",
                "state": "waiting",
                "asked_at": timeline.at(request.moment),
                "answered_by": None,
            },
        )


def add_invitations(sink: Sink, company: Company, timeline: Timeline) -> None:
    """Adds who is invited and has not answered."""
    for one in company.invitations:
        row = {"group_id": one.group, "user_id": one.person, "invited_by": one.inviter, "at": timeline.at(one.moment)}
        sink.add(Invitation, row)
