"""Puts a company together: first everybody and all groups, then one thread after the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from .addresses import addresses
from .asking import Asking
from .chronicle import Plan, plan
from .circles import circles
from .members import Rolls
from .people import people
from .places import places
from .records import Company, Thread
from .scenarios import Scenario, scenario
from .society import Society
from .threads import Writer

NAME = "Nordlicht Werke"


@dataclass(frozen=True, slots=True)
class Simulation:
    """A company, how many threads it has, and the threads themselves, oldest first, made while they are read."""

    scenario: Scenario
    company: Company
    plans: tuple[Plan, ...]
    writer: Writer

    def threads(self) -> Iterator[Thread]:
        """Gives the threads, oldest first. To be read once."""
        for one in self.plans:
            yield self.writer.write(one)


def simulate(name: str, seed: int = 1) -> Simulation:
    """Makes the company of a scenario. The same arguments give the same company everywhere.

    Raises ValueError for an unknown scenario.
    """
    size = scenario(name)
    where = places(size)
    everybody = people(size, where, seed)
    all_circles = circles(size, where, everybody, seed)
    rolls, society = Rolls(size, where, everybody, seed), Society(size, everybody, where.units)
    asking = Asking(everybody, seed)
    memberships, requests, invitations = [], [], []
    for circle in all_circles:
        members = rolls.members(circle)
        society.enter(circle.group.number, members, is_open=circle.group.visibility == "open")
        memberships += members
        requests += asking.requests(circle, members)
        invitations += asking.invitations(circle, members)
    elsewhere = list(addresses(size, where, everybody))
    for circle, readers in elsewhere:
        society.enter(circle.group.number, readers, is_open=False)
    company = Company(
        name=NAME,
        units=where.units,
        people=tuple(everybody),
        groups=tuple(circle.group for circle in all_circles),
        memberships=tuple(memberships),
        requests=tuple(requests),
        invitations=tuple(invitations),
        follows=tuple(rolls.follows()),
    )
    plans = plan(size, [*all_circles, *(circle for circle, _ in elsewhere)], society, seed)
    return Simulation(size, company, tuple(plans), Writer(size, society, _links(company), seed))


def _links(company: Company) -> dict[str, list[str]]:
    """Gives links to open groups by language, for texts that point at them."""
    links: dict[str, list[str]] = {"de": [], "en": []}
    for group in company.groups[:40]:
        if group.visibility == "open" and not group.is_archived:
            links[group.language].append(f"[{group.name}](/groups/{group.slug})")
    return links
