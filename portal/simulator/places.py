"""The units of the company: sites, and the tree of departments with its shares of people."""

from dataclasses import dataclass
from typing import Any

from .library import data
from .records import Unit
from .rng import Stream
from .scenarios import Scenario

_TEAM = 45  # people; larger departments of large companies are cut into teams of about this size


@dataclass(frozen=True, slots=True)
class Post:
    """A share of the people: so many work in this department at this site."""

    department: Unit
    site: Unit
    trade: dict[str, Any]
    place: dict[str, Any]
    weight: int


@dataclass(frozen=True, slots=True)
class Places:
    """All units, and how people spread over them."""

    units: tuple[Unit, ...]
    posts: tuple[Post, ...]

    def unit(self, kind: str, name: str) -> Unit:
        """Gives the unit of that kind and name. Raises StopIteration when there is none."""
        return next(unit for unit in self.units if unit.kind == kind and unit.name == name)


def places(scenario: Scenario) -> Places:
    """Makes sites and departments. Companies of more than 5,000 people have more sites, and teams in departments."""
    large = scenario.people > 5000
    sites = [entry for entry in data("places")["site"] if large or not entry.get("large")]
    units = [
        Unit(number, "site", entry["name"], None, entry["city"], entry["country"], entry["zone"])
        for number, entry in enumerate(sites, start=1)
    ]
    for entry in data("places")["department"]:
        parent = next((unit.number for unit in units if unit.name == entry["parent"]), None)
        units.append(Unit(len(units) + 1, "department", entry["name"], parent))
    posts = list(_posts(units, sites))
    if large:
        posts = list(_teams(units, posts, scenario.people))
    return Places(tuple(units), tuple(posts))


def _posts(units: list[Unit], sites: list[dict[str, Any]]) -> list[Post]:
    trades = {entry["name"]: entry for entry in data("places")["department"]}
    found = []
    for department in (unit for unit in units if unit.kind == "department"):
        trade = trades[department.name]
        for site, place in zip(units, sites, strict=False):
            weight = _share(trade, place, sites)
            if weight:
                found.append(Post(department, site, trade, place, weight))
    return found


def _share(trade: dict[str, Any], place: dict[str, Any], sites: list[dict[str, Any]]) -> int:
    """Six of ten work at the department's home site, the others by the size of the sites."""
    if place["name"] == trade["home"]:
        return int(trade["weight"]) * 600
    others = sum(int(site["weight"]) for site in sites if site["name"] != trade["home"])
    return int(trade["weight"]) * 400 * int(place["weight"]) // others


def _teams(units: list[Unit], posts: list[Post], people: int) -> list[Post]:
    total = sum(post.weight for post in posts)
    cut = []
    for post in posts:
        count = max(post.weight * people // total // _TEAM, 1)
        if count == 1:
            cut.append(post)
            continue
        for number in range(1, count + 1):
            name = f"{post.department.name} {post.site.name} {number}"
            team = Unit(len(units) + 1, "department", name, post.department.number)
            units.append(team)
            cut.append(Post(team, post.site, post.trade, post.place, max(post.weight // count, 1)))
    return cut


def draw_post(posts: tuple[Post, ...], reached: list[int], stream: Stream) -> Post:
    """Draws a place to work from the shares; `reached` are their running sums."""
    from bisect import bisect_right

    return posts[bisect_right(reached, stream.below(reached[-1]))]
