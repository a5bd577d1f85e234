"""Who writes, who answers, who reacts: heavy tails, and mostly people of the own department or site."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import accumulate

from .library import Seed
from .records import Membership, Person, Unit
from .rng import Stream
from .scenarios import Scenario
from .timeline import END

_SAME_DEPARTMENT, _SAME_SITE = 500, 220  # of a thousand partners; the others are from anywhere
_LATELY = 7  # days; in them the demo's employee is spoken of
_FRESH = 45  # days; so long somebody may say "I am new here"


class Circle:
    """The members of one group in the order of their joining, ready for drawing."""

    __slots__ = ("departments", "is_open", "moments", "numbers", "reached", "sites")

    def __init__(self, memberships: Sequence[Membership], people: Sequence[Person], *, is_open: bool) -> None:
        self.is_open = is_open
        self.numbers = [membership.person for membership in memberships]
        self.moments = [membership.moment for membership in memberships]
        self.reached = list(accumulate(people[number - 1].keen for number in self.numbers))
        self.departments: dict[int, list[int]] = defaultdict(list)
        self.sites: dict[int, list[int]] = defaultdict(list)
        for number in self.numbers:
            self.departments[people[number - 1].department].append(number)
            self.sites[people[number - 1].site].append(number)

    def count(self, moment: int) -> int:
        """Gives how many had joined by then."""
        return bisect_right(self.moments, moment)


class Society:
    """Everybody, seen as those who might act."""

    def __init__(self, scenario: Scenario, people: Sequence[Person], units: Sequence[Unit]) -> None:
        self.people = people
        self.units = {unit.number: unit for unit in units}
        self._trades = {unit.number: self._names(unit) for unit in units}
        self._days = scenario.days
        self._circles: dict[int, Circle] = {}
        self._duties: dict[str, list[int]] = defaultdict(list)
        self._recent: list[Person] = []
        self._hero = next((person.number for person in people if person.persona == "employee"), None)
        for person in people:
            if person.left is None and person.persona != "newcomer":
                for duty in sorted(person.duties):
                    self._duties[duty].append(person.number)
                if person.hired < scenario.days + _FRESH:
                    self._recent.append(person)

    def _names(self, unit: Unit) -> set[str]:
        above = self.units.get(unit.parent or 0)
        return {unit.name} if above is None else {unit.name} | self._names(above)

    def enter(self, group: int, memberships: Sequence[Membership], *, is_open: bool) -> None:
        """Makes the members of a group known; into an open one others come with an answer, too."""
        self._circles[group] = Circle(memberships, self.people, is_open=is_open)

    def person(self, number: int) -> Person:
        """Gives somebody by number."""
        return self.people[number - 1]

    def members(self, group: int, moment: int) -> list[int]:
        """Gives who had joined a group by then."""
        circle = self._circles[group]
        return circle.numbers[: circle.count(moment)]

    def hero(self, group: int, moment: int) -> int | None:
        """Gives the persona through whose eyes a demo is seen, where it is a member; only of the last days."""
        if (END - moment) * self._days // END > _LATELY:
            return None
        numbers = self._circles[group].numbers
        return self._hero if self._hero in numbers else None

    def author(self, group: int, seed: Seed, moment: int, stream: Stream) -> int | None:
        """Draws who writes the seed post; None when nobody can."""
        if seed.by == "newcomer":
            return self._newcomer(group, seed, moment, stream)
        if seed.by:
            return self.with_duty(group, seed.by, stream)
        return self._keen(group, moment, stream, lambda person: self.suits(person, seed))

    def suits(self, person: Person, seed: Seed) -> bool:
        """Whether somebody could have written the seed post."""
        return (
            seed.language in person.speaks
            and seed.voice in ("", "woman" if person.woman else "man")
            and seed.site in ("", self.units[person.site].name)
            and (not seed.trades or not self._trades[person.department].isdisjoint(seed.trades))
        )

    def with_duty(self, group: int, duty: str, stream: Stream) -> int | None:
        """Draws somebody who has a duty; members of the group come first, others come into open ones alone."""
        able = self._duties.get(duty, [])
        inside = set(self._circles[group].numbers)
        present = [number for number in able if number in inside]
        able = present or (able if self._circles[group].is_open else [])
        return stream.pick(able) if able else None

    def partner(self, group: int, author: int, moment: int, stream: Stream, fits: Callable[[Person], bool]) -> int:
        """Draws somebody who deals with the author: same department, same site or anyone; the author when alone."""
        circle, person = self._circles[group], self.person(author)
        for _ in range(14):
            draw = stream.below(1000)
            if draw < _SAME_DEPARTMENT:
                pool = circle.departments.get(person.department, [])
            elif draw < _SAME_DEPARTMENT + _SAME_SITE:
                pool = circle.sites.get(person.site, [])
            else:
                pool = circle.numbers
            if not pool:
                continue
            number = max(stream.sample(pool, min(2, len(pool))), key=lambda one: self.person(one).keen)
            other = self.person(number)
            if number != author and other.keen and self._is_in(other, moment) and fits(other):
                return number
        return self._keen(group, moment, stream, fits) or author

    def _keen(self, group: int, moment: int, stream: Stream, fits: Callable[[Person], bool]) -> int | None:
        circle = self._circles[group]
        count = circle.count(moment)
        if not count or not circle.reached[count - 1]:
            return None
        for _ in range(40):
            number = circle.numbers[bisect_right(circle.reached, stream.below(circle.reached[count - 1]), 0, count)]
            if fits(self.person(number)):
                return number
        return None

    def _newcomer(self, group: int, seed: Seed, moment: int, stream: Stream) -> int | None:
        days = (END - moment) * self._days // END
        inside = set(self._circles[group].numbers)
        able = [
            person.number
            for person in self._recent
            if 2 <= person.hired - days <= _FRESH and seed.language in person.speaks and person.number in inside
        ]
        return stream.pick(able) if able else None

    def _is_in(self, person: Person, moment: int) -> bool:
        return person.hired > 3 and END - END * person.hired // self._days <= moment
