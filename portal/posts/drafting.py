"""Posts as drafts: going on with one, and sending what was scheduled as its author could send it now."""

from auth.audience import Actor
from portal.core.i18n import lazy_
from portal.drafts import Draft, draft_of, sort

from .actions import publish_post
from .forms import PostForm
from .queries import url_of

_NOTHING = Draft(title="", body="", audience="", key="", version=0, files=[], place="post", zone="", due_at=None)


def opened(actor: Actor, number: str) -> Draft:
    """Gives the draft with this number, or an empty one where none is named. Raises NotFound."""
    if not number:
        return _NOTHING
    return draft_of(actor, int(number) if number.isascii() and number.isdigit() else 0)


def send(actor: Actor, draft: Draft) -> str:
    """Publishes a draft and gives the address of the post. Raises what publishing raises."""
    form = {"audience": draft.audience, "title": draft.title, "body": draft.body, "key": draft.key}
    post = publish_post(actor, PostForm(**form, attachments=tuple(draft.files)))
    return url_of(post.id, post.title, post.plain)


sort("post", label=lazy_("Post"), page=lambda draft: f"/posts/new?draft={draft.id}", send=send)
