"""Photos that a source keeps of people: a plan compares hashes alone, then a job brings in one picture after the other.

The floors above make pictures and show them; they hand in how. What a person has chosen stays, unless the source's
settings say that photos come from there alone.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, select, update

from auth.models import Identity, User
from portal.core import db, storage
from portal.core.errors import Invalid, Unavailable
from portal.core.jobs import enqueue, job

from .directory_photos import hash_of, photos
from .limits import limits
from .models import Change, FaultyRow, Record, Run, Source

log = logging.getLogger(__name__)
_STRETCH = 20
Make = Callable[[bytes], str]
Show = Callable[[User, str | None, timedelta], None]
_hooks: dict[str, Any] = {}


def provide(make: Make, show: Show) -> None:
    """Hands in who makes a kept picture of a photo, and who gives it to a person; the former one is kept so long.

    `make` raises Invalid for what is no picture.
    """
    _hooks.update(make=make, show=show)


def is_only_place(source: Source) -> bool:
    """Whether photos of this source's people come from there alone."""
    return bool(source.settings.get("photos_only")) and "photo" in source.settings.get("fields", ())


def only_place(user_id: int) -> Source | None:
    """Gives the source from which alone the photo of this person comes, or None."""
    owner = db.session.scalar(select(Source).join(User, User.source == Source.key).where(User.id == user_id))
    return owner if owner is not None and is_only_place(owner) else None


def who_keeps_an_own_one(source: Source) -> frozenset[str]:
    """Gives the ids at the source of those who have chosen a photo, or to have none: the source says nothing of it."""
    if is_only_place(source):
        return frozenset()
    statement = (
        select(Identity.subject)
        .join(User, User.id == Identity.user_id)
        .outerjoin(Record, and_(Record.source == Identity.source, Record.subject == Identity.subject))
        .where(Identity.source == source.key, func.coalesce(User.photo, "") != func.coalesce(Record.picture, ""))
    )
    return frozenset(db.session.scalars(statement))


@job(transaction=False)
def bring_photos(*, run_id: int, after: int) -> None:
    """Brings in some photos of a run that was carried out, and asks for those behind them, so that others get a turn.

    Raises Unavailable where the source does not answer: then once more.
    """
    from .directory import offered

    with db.reading() as session:
        rows = session.execute(_with_photo(run_id, after)).all()
        provider = offered().get(rows[0].source) if rows else None
    if not rows:
        return
    if provider is None:
        raise Unavailable(f"no directory is called {rows[0].source}")
    ids = {row.subject: row.id for row in rows}
    for subject, content in photos(provider.settings, ids):
        _bring(ids[subject], content)
    if len(rows) == _STRETCH:
        with db.unit_of_work():
            enqueue(bring_photos, run_id=run_id, after=rows[-1].id)


def _with_photo(run_id: int, after: int) -> Any:
    known: Any = select(Change.id, Change.subject, Run.source).join(Run, Run.id == Change.run_id)
    done = known.where(Change.run_id == run_id, Change.state == "applied", Change.id > after)
    return done.where(Change.wanted["photo"].as_string().is_not(None)).order_by(Change.id).limit(_STRETCH)


def _bring(change_id: int, content: bytes) -> None:
    made = _made(content)
    with db.unit_of_work() as session:
        change = session.get_one(Change, change_id)
        source = session.get_one(Source, session.get_one(Run, change.run_id).source)
        record = session.get(Record, (source.key, change.subject))
        user = session.get(User, change.user_id or 0, with_for_update=True)
        if record is None or user is None:
            return
        record.photo = hash_of(content)
        if made is None:
            log.warning("the photo of account %s cannot be used", user.id)
            _note_fault(change)
        elif (user.photo or "") == record.picture or is_only_place(source):
            change.former = {"picture": user.photo or ""} | change.former
            record.picture = made
            _hooks["show"](user, made or None, limits().undo)


def take_back(user: User, record: Record, change: Change) -> None:
    """Shows what was shown before this change brought a photo: none, or the former one. What was chosen since stays."""
    if "picture" not in change.former or (user.photo or "") != record.picture:
        return
    former = change.former["picture"]
    shown = former if former and storage.size(former) is not None else ""
    record.picture, record.photo = shown, (change.former.get("photo") or "") if shown else ""
    _hooks["show"](user, shown or None, timedelta(hours=1))


def put_away(user: User) -> None:
    """Shows no photo of somebody whose name was replaced. It is kept as long as a run can be taken back."""
    if not user.photo:
        return
    for record in db.session.scalars(select(Record).where(Record.user_id == user.id, Record.picture == user.photo)):
        record.picture = record.photo = ""  # whoever comes back gets the source's photo anew
    _hooks["show"](user, None, limits().undo)


def show_again(user: User, digest: str) -> None:
    """Shows a photo that was put away, where it is still kept and nobody chose another one."""
    if digest and not user.photo and storage.size(digest) is not None:
        _hooks["show"](user, digest, timedelta(hours=1))


def _made(content: bytes) -> str | None:
    """Gives the digest of what was made of a photo, empty where there is none, None where it is no picture."""
    try:
        return str(_hooks["make"](content)) if content else ""
    except Invalid:
        return None


def _note_fault(change: Change) -> None:
    """Writes it down once, however often the job runs."""
    own = (FaultyRow.run_id == change.run_id, FaultyRow.subject == change.subject, FaultyRow.reason == "photo")
    if db.session.scalar(select(FaultyRow.id).where(*own)) is None:
        about = {"run_id": change.run_id, "line": change.line, "subject": change.subject}
        db.session.add(FaultyRow(**about, reason="photo"))
        db.session.execute(update(Run).where(Run.id == change.run_id).values(faults=Run.faults + 1))
