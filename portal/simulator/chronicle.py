"""When something is posted, where, and from which seed; the plan that the threads are written from."""

from dataclasses import dataclass

from .circles import Circle
from .library import Seed
from .rng import Stream
from .scenarios import Scenario
from .shelf import Shelf, capacity
from .society import Society
from .timeline import END


@dataclass(frozen=True, slots=True)
class Plan:
    """One post to be written. `comments` is how many answers it is to get; None leaves it to the seed post."""

    circle: Circle
    seed: Seed
    author: int
    moment: int
    comments: int | None


def plan(scenario: Scenario, circles: list[Circle], society: Society, seed: int) -> list[Plan]:
    """Plans all posts of the scenario, oldest first."""
    slots = sorted(_slots(scenario, circles, seed), key=lambda slot: (-slot[0], slot[1]))
    counts = _counts(scenario, seed)
    shelf, turns = Shelf(fresh=scenario.fresh), dict.fromkeys(range(len(circles)), 0)
    made: list[Plan] = []
    for place, (moment, index) in enumerate(slots):
        circle, stream = circles[index], Stream(seed, "post", place)
        for offer in shelf.offers(circle, place, turns[index], stream):
            author = society.author(circle.group.number, offer, moment, stream)
            if author is None and not scenario.fresh and not offer.by:
                author = circle.group.owner
            if author is not None:
                shelf.take(offer, circle, place, turns[index])
                turns[index] += 1
                made.append(Plan(circle, offer, author, moment, counts[place] if counts else None))
                break
    return made[::-1]


def _slots(scenario: Scenario, circles: list[Circle], seed: int) -> list[tuple[int, int]]:
    """Gives moment and group of every post."""
    lively = [_lively(circle, scenario) for circle in circles]
    total, slots, owed = sum(lively), [], 0
    for index, circle in enumerate(circles):
        owed += scenario.posts * lively[index]
        wanted, owed = owed // total, owed % total
        if scenario.fresh and scenario.people > 100:
            wanted = min(wanted, capacity(circle))
        stream = Stream(seed, "moments", circle.group.number)
        slots += [(_moment(circle, stream, number), index) for number in range(wanted)]
    return slots


def _lively(circle: Circle, scenario: Scenario) -> int:
    return circle.lively * (3 if circle.group.number <= 40 and scenario.groups > 40 else 1)


def _moment(circle: Circle, stream: Stream, number: int) -> int:
    """Draws a moment: the first of a group is fresh, a third lie in the last eighth, the others anywhere."""
    begins, ends = circle.group.moment, END - 1
    if circle.group.is_archived:
        return begins + stream.below(END * 45 // 100 - begins)
    if number == 0:
        return ends - stream.below(END // (30 if circle.is_group else 100)) - END // 900
    if stream.chance(330):
        return ends - stream.below(END // 8)
    return begins + stream.below(ends - begins)


def _counts(scenario: Scenario, seed: int) -> list[int] | None:
    """Draws how many comments each post gets so that the sum is exactly the scenario's, some with 12 to 18."""
    if not scenario.comments:
        return None
    stream = Stream(seed, "counts")
    usual = (0, 1, 2, 3, 4, 4, 5, 5, 6, 7, 8)
    counts = [stream.between(12, 18) if stream.chance(80) else stream.pick(usual) for _ in range(scenario.posts)]
    missing = scenario.comments - sum(counts)
    step = 1 if missing > 0 else -1
    while missing:
        index = stream.below(len(counts))
        if 1 <= counts[index] <= 8:
            counts[index] += step
            missing -= step
    return counts
