"""What follows for the search when many people come at once."""

from auth.provisioning.events import PeopleArrived
from portal.core.events import on
from search import put_many

from .documents import documents_of


@on(PeopleArrived)
def enter_into_search(event: PeopleArrived) -> None:
    """Has all of them found, entered together."""
    put_many(documents_of(event.user_ids))
