"""Posts as drafts: going on with one, sending what was scheduled as its author could now, and changes not saved yet."""

import re
from typing import NamedTuple

from auth.audience import Actor
from portal.core.errors import NotFound
from portal.core.i18n import lazy_
from portal.drafts import Draft, draft_of, latest_at, sort

from .actions import publish_post
from .forms import PostForm, new_key
from .models import Post
from .queries import url_of

_NOTHING = Draft(title="", body="", audience="", key="", version=0, files=[], place="post", zone="", due_at=None)


def opened(actor: Actor, number: str) -> Draft:
    """Gives the draft with this number, or an empty one where none is named. Raises NotFound."""
    if not number:
        return _NOTHING
    return draft_of(actor, int(number) if number.isascii() and number.isdigit() else 0)


class Change(NamedTuple):
    """The words of a post as its form shows them: those that stand there, or changed ones that wait in a `draft`.

    `version` is the one of the post that they began with, `place` names the form for other devices.
    """

    title: str
    body: str
    key: str
    version: int
    place: str
    draft: Draft | None


def change_of(actor: Actor, post: Post, number: str) -> Change:
    """Gives the changes in the draft of that number, else those that the actor made to the words that stand there now.

    Raises NotFound for a draft of something else.
    """
    draft = opened(actor, number) if number else latest_at(actor, _place(post.id, post.version))
    if draft is None:
        return Change(post.title, post.body, new_key(), post.version, _place(post.id, post.version), None)
    if draft.about != f"post:{post.id}":
        raise NotFound
    began = re.fullmatch(_place(post.id, r"(\d{1,9})"), draft.place)
    version = int(began[1]) if began else 1
    return Change(draft.title, draft.body, draft.key, version, _place(post.id, version), draft)


def _place(post_id: int, version: int | str) -> str:
    """Which words somebody began with is in the name: a draft of former ones does not go over newer ones unseen."""
    return f"edit-post-{post_id}-{version}"


def send(actor: Actor, draft: Draft) -> str:
    """Publishes a draft and gives the address of the post. Raises what publishing raises."""
    form = {"audience": draft.audience, "title": draft.title, "body": draft.body, "key": draft.key}
    post = publish_post(actor, PostForm(**form, attachments=tuple(draft.files)))
    return url_of(post.id, post.title, post.plain)


sort("post", label=lazy_("Post"), page=lambda draft: f"/posts/new?draft={draft.id}", send=send)
sort("edit", label=lazy_("Change to a post"), page=lambda draft: f"/posts/{draft.about[5:]}/edit?draft={draft.id}")
