"""Announcements as drafts: going on with one, and announcing what was scheduled as its author could now."""

from typing import Any

from auth.audience import Actor
from portal.core import forms
from portal.core.errors import Forbidden, NotFound
from portal.core.i18n import lazy_
from portal.drafts import Draft, DueForm, Stored, draft_of, instant, schedule, sort, store

from . import policy
from .actions import check_announcement, publish_announcement
from .forms import AnnouncementForm, UnfinishedForm
from .queries import url_of

_LISTS = ("departments", "sites", "languages")
_BEGUN = {"place": "announcement", "sort": "announcement", "key": "", "version": 0, "title": "", "body": "", "zone": ""}
_TICKED = {"takes_comments": "yes", "takes_reactions": "yes"}


def opened(actor: Actor, number: str) -> Draft:
    """Gives the draft of that number, or a new one where none is named. Raises NotFound, also for another sort."""
    if not number:
        return Draft(**_BEGUN, choices=_TICKED | {"language": actor.language}, files=[], due_at=None)
    draft = draft_of(actor, int(number) if number.isascii() and number.isdigit() else 0)
    if draft.sort != "announcement":
        raise NotFound
    return draft


def fields(draft: Draft) -> dict[str, Any]:
    """Gives what is in a draft by the fields of the form."""
    said: dict[str, Any] = dict.fromkeys(UnfinishedForm.model_fields, "") | draft.choices
    lists = {name: tuple(value for value in said[name].split(",") if value) for name in _LISTS}
    return said | lists | {"title": draft.title, "body": draft.body, "attachments": tuple(draft.files)}


def keep(actor: Actor, form: UnfinishedForm, *, device: str) -> Stored:
    """Keeps an announcement that is not made yet. Raises Forbidden for who announces nothing."""
    if not policy.announces(actor):
        raise Forbidden
    return store(actor, form, device=device)


def plan(actor: Actor, draft: Draft, due: DueForm) -> None:
    """Has a draft announced by itself at that time. Raises what announcing it then would raise, as far as one knows."""
    check_announcement(actor, _finished(draft), at=instant(due))
    schedule(actor, draft, due)


def _finished(draft: Draft) -> AnnouncementForm:
    return forms.read(AnnouncementForm, fields(draft) | {"key": draft.key})


def send(actor: Actor, draft: Draft) -> str:
    """Announces what is in a draft and gives its address. Raises what announcing raises."""
    return url_of(publish_announcement(actor, _finished(draft)).id)


sort(
    "announcement",
    label=lazy_("Announcement"),
    page=lambda draft: f"/announcements/new?draft={draft.id}",
    send=send,
    needs="title",
    is_aimed=False,
    form=UnfinishedForm,
)
