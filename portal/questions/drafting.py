"""Questions and answers as drafts: going on with one, asking what was scheduled, and changes not saved yet."""

import re
from typing import Any, NamedTuple

from auth.audience import Actor
from portal.core.errors import NotFound
from portal.core.i18n import lazy_
from portal.drafts import Draft, draft_of, latest_at, sort

from .actions import ask_question
from .addresses import url_of
from .forms import QuestionForm, new_key

_NOTHING: dict[str, Any] = {"title": "", "body": "", "audience": "", "tags": "", "choices": {}, "key": "", "version": 0}
_ASKED = ("language", "urgency", "urgency_reason")


def opened(actor: Actor, number: str, kind: str) -> Draft:
    """Gives the draft of that number, or an empty one where none is named. Raises NotFound, also for another sort."""
    if not number:
        return Draft(**_NOTHING, files=[], place=kind, sort=kind, about="", zone="", due_at=None)
    draft = draft_of(actor, int(number) if number.isascii() and number.isdigit() else 0)
    if draft.sort != kind:
        raise NotFound
    return draft


class Change(NamedTuple):
    """The words as a form for changing them shows them: those that stand there, or changed ones in a `draft`.

    `choices` are what else was asked for, by field. `version` is the one that they began with, `place` names the form
    for other devices.
    """

    title: str
    body: str
    tags: str
    choices: dict[str, str]
    key: str
    version: int
    place: str
    draft: Draft | None


def change_of(actor: Actor, kind: str, thing: Any, number: str) -> Change:
    """Gives the changes in the draft of that number, else those that the actor made to the words that stand there now.

    Raises NotFound for a draft of something else.
    """
    place = _place(kind, thing.id, thing.version)
    draft = opened(actor, number, f"{kind}-edit") if number else latest_at(actor, place)
    if draft is None:
        words = (getattr(thing, "title", ""), thing.body, ", ".join(getattr(thing, "tags", ())))
        choices = {name: getattr(thing, name, "") for name in _ASKED}
        return Change(*words, choices, new_key(), thing.version, place, None)
    if draft.about != f"{kind}:{thing.id}":
        raise NotFound
    began = re.fullmatch(_place(kind, thing.id, r"(\d{1,9})"), draft.place)
    version = int(began[1]) if began else 1
    place = _place(kind, thing.id, version)
    return Change(draft.title, draft.body, draft.tags, draft.choices, draft.key, version, place, draft)


def _place(kind: str, number: int, version: int | str) -> str:
    """Which words somebody began with is in the name: a draft of former ones does not go over newer ones unseen."""
    return f"edit-{kind}-{number}-{version}"


def _page(draft: Draft) -> str:
    return f"/questions/{draft.about.partition(':')[2]}?draft={draft.id}#answer"


def send(actor: Actor, draft: Draft) -> str:
    """Asks what is in a draft and gives the address of the question. Raises what asking raises."""
    words = {name: getattr(draft, name) for name in ("audience", "title", "body", "tags", "key")}
    question = ask_question(actor, QuestionForm(**words, **draft.choices, attachments=tuple(draft.files)))
    return url_of(question.id, question.title)


sort(
    "question",
    label=lazy_("Question"),
    page=lambda draft: f"/questions/new?draft={draft.id}",
    send=send,
    needs="title",
)
sort("answer", label=lazy_("Answer"), page=_page)
sort(
    "question-edit",
    label=lazy_("Change to a question"),
    page=lambda draft: f"/questions/{draft.about[9:]}/edit?draft={draft.id}",
)
sort(
    "answer-edit",
    label=lazy_("Change to an answer"),
    page=lambda draft: f"/questions/answers/{draft.about[7:]}/edit?draft={draft.id}",
)
