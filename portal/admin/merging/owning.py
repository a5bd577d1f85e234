"""Which source owns the account that is kept, by which ids it is known, and what it says of the person."""

from typing import Any

from sqlalchemy import delete, select, update

from auth.models import Identity, User
from auth.provisioning.models import OPEN, WORKING, Record, Run
from auth.scim.models import ScimPerson
from portal.core import clock, db
from portal.core.errors import Conflict
from portal.core.i18n import _

_SAID = ("title", "department_id", "site_id", "manager_id", "hired_on", "photo")


def settle(gone: User, kept: User) -> None:
    """Ties the ids and the master data of both to the kept account. Raises Conflict where a source knows two people."""
    sources = _sources(gone.id), _sources(kept.id)
    shared = sources[0] & sources[1]
    if shared and gone.is_active and kept.is_active:
        named = ", ".join(sorted(shared))
        raise Conflict(_("“%(source)s” knows both as active people. Close one of them there first.", source=named))
    _let_runs_go(sources[0] | sources[1])
    loser = kept if gone.is_active and not kept.is_active else gone
    nobody = update(ScimPerson).where(ScimPerson.user_id == loser.id, ScimPerson.source.in_(shared))
    db.session.execute(nobody.values(user_id=None))
    tied: tuple[Any, ...] = (Identity, Record)
    for model in tied:
        db.session.execute(delete(model).where(model.user_id == loser.id, model.source.in_(shared)))
    for model in (*tied, ScimPerson):
        db.session.execute(update(model).where(model.user_id == gone.id).values(user_id=kept.id))
    owner = gone if gone.source and (not kept.source or loser is kept) else kept
    _take_over(gone, kept, owner)
    db.session.flush()


def _sources(user_id: int) -> set[str]:
    return set(db.session.scalars(select(Identity.source).where(Identity.user_id == user_id)))


def _let_runs_go(sources: set[str]) -> None:
    """A preview that was made before would carry out what is no longer so."""
    mine = select(Run).where(Run.source.in_(sources), Run.state.in_((*OPEN, *WORKING)))
    for run in db.session.scalars(mine.with_for_update()).all():
        if run.state in WORKING:
            raise Conflict(_("This source is being worked on at the moment."))
        run.state, run.finished_at, run.apply_at = "discarded", clock.now(), None


def _take_over(gone: User, kept: User, owner: User) -> None:
    """What the owning source says holds; otherwise the kept account is filled where it says nothing."""
    email, source = gone.email, owner.source
    said = {name: getattr(owner, name) or getattr(gone, name) for name in _SAID} if owner is gone else {}
    gone.email = None
    db.session.flush()
    if owner is gone:
        kept.name, kept.sort_name = gone.name, gone.sort_name
        kept.email = email or kept.email
    kept.email, kept.source = kept.email or email, source
    for name in _SAID:
        value = said.get(name) or getattr(kept, name) or getattr(gone, name)
        if not (name == "manager_id" and value == kept.id):
            setattr(kept, name, value)
    kept.card_version = max(kept.card_version, gone.card_version) + 1
    gone.source, gone.password_hash, gone.persona = "", None, None
