"""Storing what is begun, sending it at its time, and giving it up."""

import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update

from auth.audience import Actor, actor_for
from portal.core import clock, db, events, i18n
from portal.core.errors import Invalid, NotFound, Refusal, TooMany
from portal.core.i18n import _
from portal.core.jobs import enqueue, job
from portal.core.subjects import Ref

from . import queries, sorts, times
from .events import DraftKeptBack, DraftSent
from .forms import DraftForm, DueForm
from .models import KEPT, Draft

MOST = 200


class Stored(NamedTuple):
    """Where a text was put: a draft of its own, `beside` another one, when that had changed meanwhile."""

    id: int
    key: str
    version: int
    beside: int | None


def store(actor: Actor, form: DraftForm, *, device: str = "") -> Stored:
    """Stores a text as it stands; what another device stored in between stays, and this becomes a draft beside it.

    Raises TooMany when somebody keeps hundreds of drafts.
    """
    values = _values(form, device)
    if form.version:
        found = _replace(actor, form, values)
        if found is not None:
            return found
        return _beside(actor, form, values)
    new = db.insert(Draft).values(user_id=actor.id, key=form.key, version=1, **values).on_conflict_do_nothing()
    _leave_room(actor)
    draft_id = db.session.scalar(new.returning(Draft.id))
    return Stored(draft_id, form.key, 1, None) if draft_id is not None else _beside(actor, form, values)


def _values(form: DraftForm, device: str) -> dict[str, Any]:
    values = form.model_dump(include={"sort", "place", "about", "parent", "audience", "title", "tags", "body"})
    files = list(form.attachments)
    values |= {"choices": form.choices}
    return values | {"files": files, "has_files": bool(files), "device": device[:80], "updated_at": clock.now()}


def _replace(actor: Actor, form: DraftForm, values: dict[str, Any]) -> Stored | None:
    same = (Draft.user_id == actor.id, Draft.key == form.key, Draft.version == form.version, Draft.removed_at.is_(None))
    newer = update(Draft).where(*same).values(version=form.version + 1, problem="", **values)
    draft_id = db.session.scalar(newer.returning(Draft.id).execution_options(synchronize_session=False))
    return Stored(draft_id, form.key, form.version + 1, None) if draft_id is not None else None


def _beside(actor: Actor, form: DraftForm, values: dict[str, Any]) -> Stored:
    """The draft changed, was removed or sent meanwhile: nothing of either text is lost."""
    there = db.session.scalar(select(Draft).where(Draft.user_id == actor.id, Draft.key == form.key))
    if there is not None and there.removed_at is None and (there.title, there.body) == (form.title, form.body):
        return Stored(there.id, there.key, there.version, None)
    _leave_room(actor)
    beside = there.id if there is not None and there.removed_at is None else None
    draft = Draft(user_id=actor.id, key=secrets.token_urlsafe(12), version=1, beside=beside, **values)
    db.session.add(draft)
    db.session.flush()
    return Stored(draft.id, draft.key, 1, beside)


def _leave_room(actor: Actor) -> None:
    known = select(Draft.id).where(Draft.user_id == actor.id).order_by(Draft.id.desc()).offset(MOST - 1).limit(1)
    if db.session.scalar(known) is not None:
        raise TooMany(_("You keep very many drafts. Send or delete some of them first."))


def schedule(actor: Actor, draft: Draft, form: DueForm) -> datetime:
    """Has a draft sent by itself at that time, in place of any former one; gives the instant.

    Raises Invalid for a time that does not do, for a text without words and for one that goes nowhere yet.
    """
    if draft.user_id != actor.id:
        raise NotFound
    _check(draft)
    due = times.instant(form)
    draft.due_at, draft.zone, draft.problem, draft.place = due, form.zone, "", KEPT
    draft.version += 1
    db.session.flush()
    enqueue(send_due, pause=max(timedelta(), due - clock.now()), draft_id=draft.id, due=due.isoformat())
    return due


def _check(draft: Draft) -> None:
    sort = sorts.find(draft.sort)
    if sort.send is None or not getattr(draft, sort.needs).strip():
        raise Invalid(sort.needs, _("This field is empty."))
    if sort.is_aimed and not draft.audience:
        raise Invalid("audience", _("Choose to whom it goes."))


@job
def send_due(*, draft_id: int, due: str) -> None:
    """Sends what is due, unless it was changed to another time, called off or removed since."""
    draft = db.session.get(Draft, draft_id, with_for_update=True)
    if draft is None or draft.due_at is None or draft.due_at.isoformat() != due or draft.removed_at is not None:
        return
    try:
        author = actor_for(draft.user_id)
    except NotFound:
        draft.due_at = None
        return
    with i18n.using(author.language):
        send(draft, author)


def call_off(actor: Actor, draft: Draft) -> None:
    """Keeps a scheduled text as a draft that is not sent by itself."""
    if draft.user_id != actor.id:
        raise NotFound
    draft.due_at, draft.place, draft.updated_at = None, KEPT, clock.now()
    draft.version += 1
    db.session.flush()


def send(draft: Draft, actor: Actor) -> None:
    """Sends a scheduled text as its author could send it now; a refusal makes it a draft again, with the reason."""
    sort = sorts.find(draft.sort)
    said: dict[str, Any] = {
        "actor_id": 0,
        "subject": Ref("person", actor.id),
        "audience": f"user:{actor.id}",
        "draft_id": draft.id,
    }
    try:
        _check(draft)
        with db.session.begin_nested():
            url = sort.send(actor, draft) if sort.send else ""
    except Refusal as refusal:
        problem = refusal.message or _("You may no longer write there.")
        draft.due_at, draft.problem, draft.place = None, problem[:300], KEPT
        db.session.flush()
        events.publish(DraftKeptBack(**said, problem=problem))
        return
    forget(actor, draft.key)
    events.publish(DraftSent(**said, url=url))


def forget(actor: Actor, key: str) -> None:
    """Drops the draft of what was sent with this key, if there is one."""
    if key:
        own = delete(Draft).where(Draft.user_id == actor.id, Draft.key == key)
        db.session.execute(own.execution_options(synchronize_session=False))


def remove(actor: Actor, draft: Draft) -> None:
    """Takes a draft from the list; it can be taken back for a while. A scheduled one is not sent. Raises NotFound."""
    if draft.user_id != actor.id:
        raise NotFound
    draft.removed_at, draft.due_at = clock.now(), None
    draft.version += 1
    db.session.flush()


def restore(actor: Actor, draft_id: int) -> None:
    """Puts a removed draft back into the list. Raises NotFound."""
    queries.draft_of(actor, draft_id, removed=True).removed_at = None
    db.session.flush()


def choose(actor: Actor, chosen: Draft) -> int | None:
    """Goes on with one of two drafts that stand beside each other; gives the other, which is removed for now."""
    mine = select(Draft).where(Draft.user_id == actor.id, Draft.removed_at.is_(None), Draft.id != chosen.id)
    other = db.session.scalar(mine.where((Draft.beside == chosen.id) | (Draft.id == chosen.beside)).limit(1))
    chosen.beside = None
    if other is None:
        return None
    remove(actor, other)
    return other.id
