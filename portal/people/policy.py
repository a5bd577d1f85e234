"""Who may do what to people. Everybody sees that a colleague exists; each field has its own level."""

from auth.audience import EVERYONE, Actor
from auth.models import User
from auth.policy import rule


@rule("edit", User)
def may_edit(actor: Actor, person: User) -> bool:
    """Whether this is oneself: nobody else writes a profile."""
    return person.is_active and actor.id == person.id


@rule("join", User)
def may_follow(actor: Actor, person: User) -> bool:
    """Whether one may follow: anybody who is still here, except oneself."""
    return person.is_active and actor.id != person.id


def may_read(actor: Actor, person: User, level: str) -> bool:
    """Whether the actor reads a field of this level.

    `colleagues` are those who hold the key of the person's department or site, and whoever leads the person.
    `queries.readable` says the same in SQL.
    """
    if actor.id == person.id or level == EVERYONE:
        return True
    if level != "colleagues":
        return False
    units = (person.department_id, person.site_id)
    return actor.id == person.manager_id or any(unit and f"unit:{unit}" in actor.keys for unit in units)
