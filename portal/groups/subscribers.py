"""What follows for groups when people move."""

from auth.events import UserDeactivated, UserMoved
from portal.core.events import on

from .automatic import sync_automatic
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
