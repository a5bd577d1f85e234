"""Who looks after accounts, the organisation and its sources: HR and IT. Roles give verbs, never sight."""

from auth.audience import Actor
from auth.models import Unit, User
from auth.policy import rule
from auth.provisioning.models import Run, Source

ROLES = ("hr-admin", "it-admin")


def looks_after_people(actor: Actor) -> bool:
    """Whether the actor looks after accounts at all."""
    return actor.has(*ROLES)


def reaches(actor: Actor, department_id: int | None, site_id: int | None) -> bool:  # noqa: ARG001  (the places that a role may be limited to)
    """Whether the actor's role holds for people of this department and site."""
    return looks_after_people(actor)


@rule("manage", User)
def may_manage(actor: Actor, user: User) -> bool:
    """HR and IT close and open accounts of the places that their role holds for; nobody closes the own one."""
    return actor.id != user.id and reaches(actor, user.department_id, user.site_id)


@rule("manage", Unit)
def may_reorganise(actor: Actor, unit: Unit) -> bool:  # noqa: ARG001  (every rule takes both)
    """HR and IT look after the tree of departments and sites."""
    return looks_after_people(actor)


@rule("manage", Source)
def may_manage_source(actor: Actor, source: Source) -> bool:  # noqa: ARG001  (every rule takes both)
    """HR and IT have sources read."""
    return looks_after_people(actor)


@rule("manage", Run)
def may_manage_run(actor: Actor, run: Run) -> bool:  # noqa: ARG001  (every rule takes both)
    """HR and IT look at what a source would change, and have it carried out or taken back."""
    return looks_after_people(actor)
