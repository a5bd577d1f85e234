"""Who may do what with desks, their questions and their texts."""

from auth.audience import Actor
from auth.policy import rule

from .keys import runs, works_at
from .models import Case, Desk, TextBlock


@rule("create", Desk)
def may_open(actor: Actor, desk: Desk) -> bool:  # noqa: ARG001  (every rule takes both)
    """Community managers and HR administrators open desks."""
    return actor.has("community-manager", "hr-admin")


@rule("manage", Desk)
def may_run(actor: Actor, desk: Desk) -> bool:
    """Leads run their desk; those who open desks can help where nobody is left."""
    return runs(actor, desk.id) or actor.has("community-manager", "hr-admin")


@rule("edit", Desk)
def may_work(actor: Actor, desk: Desk) -> bool:
    """Who works there keeps its texts and reads its board."""
    return works_at(actor, desk.id)


@rule("edit", Case)
def may_carry(actor: Actor, case: Case) -> bool:
    """Who works at the desk carries its questions further."""
    return works_at(actor, case.desk_id)


@rule("edit", TextBlock)
def may_write(actor: Actor, block: TextBlock) -> bool:
    """Who works at the desk writes its texts."""
    return works_at(actor, block.desk_id)
