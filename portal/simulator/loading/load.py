"""The order in which a company is loaded. Each step is a unit of work of its own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select, update

import search
from auth.models import User
from portal.core import clock, db
from portal.groups import recount
from portal.people import count_departments
from portal.simulator.company import Simulation, simulate
from portal.simulator.timeline import Timeline

from .announcements import add_announcements
from .desks import add_desks
from .drafts import add_drafts
from .experts import add_experts
from .groups import Books, add_groups, add_invitations, add_memberships, add_requests
from .life import add_life
from .notices import Bell
from .people import add_follows, add_person, add_units
from .questions import Forum, all_asked
from .searches import add_searches
from .sink import Sink, settle
from .threads import Scribe, Typesetter
from .topics import add_topics

Progress = Callable[[str, int, int], None]

_PEOPLE, _GROUPS, _THREADS = 200, 50, 250  # a unit of work each
_MOST_ANNOUNCED = 1000  # numbers in the feed that announcements may take
_GROUND = timedelta(days=3)  # so long before the scenario begins, the portal was opened


def load(scenario: str, *, seed: int = 1, progress: Progress | None = None) -> None:
    """Fills the empty database with the company of a scenario, whose last day is today. Needs the application.

    `progress` is told of each step: its name, how much is done, of how much. Raises ValueError for an unknown scenario.
    """
    tell = progress or _silence
    simulation = simulate(scenario, seed)
    timeline = Timeline(clock.now(), simulation.scenario.days)
    launched = timeline.day(simulation.scenario.days) - _GROUND
    sink = Sink()
    _load_people(sink, simulation, timeline, launched, tell)
    _load_groups(sink, simulation, timeline, tell)
    _load_threads(sink, simulation, timeline, tell)
    _load_questions(sink, simulation, timeline, seed)
    with db.unit_of_work():
        settle()
        add_drafts()
        if simulation.scenario.fresh:
            add_life()
            add_desks()
            add_experts()
            add_searches()
    search.rebuild(lambda done, total: tell("Search", done, total))


def personas() -> dict[str, User]:
    """Gives who can be chosen at the demo sign-in, by the persona's name."""
    return {str(user.persona): user for user in db.session.scalars(select(User).where(User.persona.is_not(None)))}


def _silence(_step: str, _done: int, _total: int) -> None:
    return


def _load_people(sink: Sink, simulation: Simulation, timeline: Timeline, launched: datetime, tell: Progress) -> None:
    company = simulation.company
    add_units(sink, company)
    for done, person in enumerate(company.people, start=1):
        add_person(sink, person, timeline, launched)
        if done % _PEOPLE == 0 or done == len(company.people):
            with db.unit_of_work():
                sink.flush()
            tell("People", done, len(company.people))
    add_topics(sink, company, timeline)
    add_follows(sink, company, timeline)
    leading = [{"id": person.number, "manager_id": person.manager} for person in company.people if person.manager]
    with db.unit_of_work():
        sink.flush()
        db.session.execute(update(User), leading)
        count_departments()


def _load_groups(sink: Sink, simulation: Simulation, timeline: Timeline, tell: Progress) -> None:
    company = simulation.company
    books = Books((one.circle.group.number, one.moment) for one in simulation.plans if one.circle.is_group)
    add_groups(sink, company, timeline, books)
    add_memberships(sink, company, timeline, books)
    add_requests(sink, company, timeline)
    add_invitations(sink, company, timeline)
    with db.unit_of_work():
        sink.flush()
    for start in range(0, len(company.groups), _GROUPS):
        some = company.groups[start : start + _GROUPS]
        with db.unit_of_work():
            for group in some:
                recount(group.number)
        tell("Groups", start + len(some), len(company.groups))


def _load_threads(sink: Sink, simulation: Simulation, timeline: Timeline, tell: Progress) -> None:
    company, done, total = simulation.company, 0, len(simulation.plans)
    scribe = Scribe(sink, company, timeline)
    bell = Bell(company, scribe.typesetter, simulation.scenario.days)
    threads = simulation.threads()
    while batch := list(islice(threads, _THREADS)):
        for thread in batch:
            scribe.add(thread)
            bell.hear(thread)
        with db.unit_of_work():
            sink.flush()
        done += len(batch)
        tell("Posts", done, total)
    add_announcements(sink, company, timeline, scribe.typesetter, total)
    bell.ask(company)
    bell.invite(company)
    bell.write(sink, timeline)
    with db.unit_of_work():
        sink.flush()


def _load_questions(sink: Sink, simulation: Simulation, timeline: Timeline, seed: int) -> None:
    company = simulation.company
    forum = Forum(sink, company, timeline, Typesetter(company), seed)
    after = len(simulation.plans) + _MOST_ANNOUNCED
    for asked in all_asked():
        forum.add(asked, after + asked.number)
    with db.unit_of_work():
        sink.flush()
