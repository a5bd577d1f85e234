"""Who looks after accounts, the organisation and its sources: HR and IT. Roles give verbs, never sight.

A role that is limited to departments or sites holds for the people and places there, and for no source or run: those
concern the whole company.
"""

from sqlalchemy import ColumnElement

from auth import reach
from auth.audience import Actor
from auth.models import Unit, User
from auth.policy import rule
from auth.provisioning.models import Choice, Run, Source

ROLES = ("hr-admin", "it-admin")


def looks_after_people(actor: Actor) -> bool:
    """Whether the actor looks after accounts at all, be it of some departments and sites."""
    return reach.holds_anywhere(actor, *ROLES)


def looks_after_everybody(actor: Actor) -> bool:
    """Whether the actor looks after the accounts of the whole company."""
    return actor.has(*ROLES)


def reaches(actor: Actor, department_id: int | None, site_id: int | None) -> bool:
    """Whether the actor's role holds for people of this department and site."""
    return looks_after_everybody(actor) or not own_units(actor).isdisjoint((department_id, site_id))


def own_units(actor: Actor) -> frozenset[int]:
    """Gives the departments and sites that a limited role holds for, with all below them."""
    return reach.own_units(actor, *ROLES)


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Gives the SQL condition that the actor looks after an account; lists of people start from it."""
    return reach.within(actor, *ROLES)


@rule("manage", User)
def may_manage(actor: Actor, user: User) -> bool:
    """HR and IT close and open accounts of the places that their role holds for; nobody closes the own one."""
    return actor.id != user.id and reaches(actor, user.department_id, user.site_id)


@rule("manage", Unit)
def may_reorganise(actor: Actor, unit: Unit) -> bool:
    """HR and IT look after the tree, or the part that their role holds for; a new unit stands below such a part."""
    if looks_after_everybody(actor):
        return True
    place = unit.id if unit.id is not None else unit.parent_id
    return place in own_units(actor)


@rule("manage", Source)
def may_manage_source(actor: Actor, source: Source) -> bool:  # noqa: ARG001  (every rule takes both)
    """HR and IT of the whole company have sources read."""
    return looks_after_everybody(actor)


@rule("manage", Choice)
def may_choose(actor: Actor, choice: Choice) -> bool:  # noqa: ARG001  (every rule takes both)
    """HR and IT of the whole company choose what holds for everybody."""
    return looks_after_everybody(actor)


@rule("manage", Run)
def may_manage_run(actor: Actor, run: Run) -> bool:  # noqa: ARG001  (every rule takes both)
    """HR and IT of the whole company have carried out, or taken back, what a source would change."""
    return looks_after_everybody(actor)
