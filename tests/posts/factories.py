"""Posts for tests, written through the action that writes them in the portal."""

from datetime import datetime
from typing import Any

from auth.models import User
from portal.core import db
from portal.core.subjects import Ref
from portal.posts import Post, PostForm, publish_post
from tests.factories import actor, make_user, time_is


def make_post(
    author: User | None = None, audience: str = "everyone", *, at: datetime | None = None, **fields: Any
) -> Post:
    """Publishes a post; without an author somebody called Paula writes it. `at` is when."""
    author = author or make_user("Paula Writer")
    form = PostForm(audience=audience, **({"body": "The canteen opens at **eleven**."} | fields))
    with time_is(at):
        post = publish_post(actor(author), form)
    db.commit()
    return post


def fresh(post: Post) -> Post:
    """Loads a post as it is now, into the present session."""
    return db.session.get_one(Post, post.id, populate_existing=True)


def ref(post: Post) -> Ref:
    """Names a post as a subject."""
    return Ref("post", post.id)
