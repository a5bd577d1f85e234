"""What follows when a source brings people: they are found, and its photos of them are shown."""

import io
from datetime import timedelta

from auth.audience import PORTAL
from auth.models import User
from auth.provisioning import photos
from auth.provisioning.events import PeopleArrived
from portal.core.events import on
from search import put_many

from .actions import show_photo
from .documents import documents_of
from .pictures import square


@on(PeopleArrived)
def enter_into_search(event: PeopleArrived) -> None:
    """Has all of them found, entered together."""
    put_many(documents_of(event.user_ids))


def _make(content: bytes) -> str:
    return square(io.BytesIO(content))


def _show(user: User, digest: str | None, keep: timedelta) -> None:
    show_photo(PORTAL, user, digest, keep=keep)


photos.provide(_make, _show)
