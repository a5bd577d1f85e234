"""The directory, profiles, following, departments and sites."""

from auth.audience import Actor
from portal import people, posts
from portal.core.i18n import lazy_

from ..asks import Cursor, PeopleAsk
from ..operations import Operation
from ..shapes import people as shapes
from ..shapes import posts as post_shapes
from .door import serve

READ, WRITE = "people:read", "people:write"
_ONE = "/people/<slug>"


@serve(Operation("GET", "/people", READ, lazy_("The directory, by name"), shapes.People, query=PeopleAsk))
def list_people(who: Actor, query: PeopleAsk) -> shapes.People:
    wanted = people.DirectoryForm(**query.model_dump(exclude={"after"}))
    return shapes.people_on(people.people(who, wanted, query.after or None))


@serve(Operation("GET", _ONE, READ, lazy_("One profile, as far as I may read it"), shapes.Profile))
def get_person(who: Actor, slug: str) -> shapes.Profile:
    return shapes.profile(who, slug)


@serve(Operation("GET", f"{_ONE}/posts", "posts:read", lazy_("What somebody wrote"), post_shapes.Posts, query=Cursor))
def list_posts_of_person(who: Actor, slug: str, query: Cursor) -> post_shapes.Posts:
    author = people.person(slug)
    return post_shapes.written(posts.written_by(who, author.id, after=query.after or None))


@serve(Operation("PUT", f"{_ONE}/follow", WRITE, lazy_("Follow somebody")))
def follow_person(who: Actor, slug: str) -> None:
    people.follow(who, people.person(slug))


@serve(Operation("DELETE", f"{_ONE}/follow", WRITE, lazy_("Follow somebody no longer")))
def unfollow_person(who: Actor, slug: str) -> None:
    people.unfollow(who, people.person(slug))


@serve(Operation("GET", "/units", READ, lazy_("All departments and sites"), shapes.Units))
def list_units(who: Actor) -> shapes.Units:  # noqa: ARG001  (every operation takes the actor)
    return shapes.units()
