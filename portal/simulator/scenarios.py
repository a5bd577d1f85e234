"""How large the simulated companies are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scenario:
    """The size of a company. `fresh` allows each seed post once only, so that nothing is read twice.

    `comments` is the number aimed at in all; 0 leaves it to what people have to say.
    """

    name: str
    people: int
    days: int
    groups: int
    posts: int
    comments: int = 0
    fresh: bool = True
    photos: int = 0


_SCENARIOS = (
    Scenario("tiny", people=12, days=14, groups=3, posts=18, photos=12),
    Scenario("demo", people=600, days=120, groups=40, posts=900, photos=330),
    Scenario("group", people=20_000, days=180, groups=400, posts=12_000, fresh=False, photos=330),
    Scenario("bench", people=2_000, days=180, groups=100, posts=20_000, comments=100_000, fresh=False, photos=200),
    Scenario(
        "bench-x10", people=20_000, days=180, groups=1_000, posts=200_000, comments=1_000_000, fresh=False, photos=200
    ),
)
SCENARIOS = {scenario.name: scenario for scenario in _SCENARIOS}


def scenario(name: str) -> Scenario:
    """Gives the scenario of that name. Raises ValueError, naming all, for an unknown one."""
    if name not in SCENARIOS:
        raise ValueError(f"There is no scenario {name!r}. Choose one of: {', '.join(SCENARIOS)}.")
    return SCENARIOS[name]
