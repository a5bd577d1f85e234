"""What follows for groups when people move."""

from sqlalchemy import select

from auth.events import UserDeactivated, UserMoved
from auth.provisioning.events import OrganisationSettled
from portal.core import db
from portal.core.events import on
from portal.core.jobs import enqueue

from .automatic import recount_group, sync_automatic
from .models import Group
from .roles import find_heirs


@on(UserMoved)
def follow_the_rules(event: UserMoved) -> None:
    """Gives the person the automatic memberships of the new department and site, and takes the others."""
    sync_automatic(event.subject.id)


@on(UserDeactivated)
def leave_automatic_groups(event: UserDeactivated) -> None:
    """Takes the automatic memberships of an account that was closed, and finds heirs for what it owned."""
    find_heirs(event.subject.id)
    sync_automatic(event.subject.id)


@on(OrganisationSettled)
def apply_all_rules(_event: OrganisationSettled) -> None:
    """Has every group that fills itself look anew who belongs to it, when many came or moved at once."""
    for group_id in db.session.scalars(select(Group.id).where(Group.unit_id.is_not(None))).all():
        enqueue(recount_group, key=str(group_id), group_id=group_id)
