"""Who acts, and what it says of itself."""

from typing import Any

from auth.audience import Actor
from portal import groups, people
from portal.core.i18n import lazy_

from ..asks import Cursor
from ..operations import Operation
from ..shapes import groups as group_shapes
from ..shapes import people as shapes
from .door import holder, serve

READ, WRITE = "people:read", "people:write"


@serve(Operation("GET", "/me", None, lazy_("Who acts with this token, and its scopes"), shapes.Me))
def get_me(who: Actor) -> shapes.Me:
    return shapes.Me(
        id=who.id,
        slug=who.slug,
        name=who.name,
        language=who.language,
        roles=sorted(who.roles),
        scopes=sorted(holder().scopes),
    )


@serve(Operation("GET", "/me/profile", READ, lazy_("What I say of myself"), shapes.OwnProfile))
def get_my_profile(who: Actor) -> shapes.OwnProfile:
    return shapes.own_profile(who)


@serve(
    Operation("PUT", "/me/profile", WRITE, lazy_("Change what I say of myself"), shapes.OwnProfile, people.ProfileForm)
)
def edit_my_profile(who: Actor, body: people.ProfileForm) -> shapes.OwnProfile:
    people.edit_profile(who, body)
    return shapes.own_profile(who)


def _square(upload: Any, body: people.PhotoForm) -> str:
    return people.square(upload.stream, keep=body.keep)


@serve(
    Operation(
        "PUT",
        "/me/photo",
        WRITE,
        lazy_("Give myself a photo"),
        body=people.PhotoForm,
        upload="photo",
        take_in=_square,
    )
)
def set_my_photo(who: Actor, upload: str, body: people.PhotoForm) -> None:  # noqa: ARG001  (read when it was taken in)
    people.set_photo(who, upload)


@serve(Operation("DELETE", "/me/photo", WRITE, lazy_("Take my photo away")))
def remove_my_photo(who: Actor) -> None:
    people.set_photo(who, None)


@serve(Operation("GET", "/me/following", READ, lazy_("Whom I follow"), shapes.People, query=Cursor))
def list_followed(who: Actor, query: Cursor) -> shapes.People:
    page = people.followed(who, query.after or None)
    return shapes.people_on(page)


@serve(Operation("GET", "/me/invitations", "groups:read", lazy_("Groups that I am invited to"), group_shapes.Groups))
def list_my_invitations(who: Actor) -> group_shapes.Groups:
    return group_shapes.Groups(items=[group_shapes.group(row) for row in groups.invitations(who)], next=None)
