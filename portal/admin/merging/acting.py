"""The act of merging: who may, in which order, and what is said of it."""

from sqlalchemy import select

from auth import accounts
from auth.audience import EVERYONE, Actor, keys_changed
from auth.events import UserMoved
from auth.merged import Merger, kept_for
from auth.models import RoleGrant, User
from auth.policy import require
from auth.programs import is_program
from auth.provisioning import carrying
from auth.roles import ADMIN
from auth.session import end_sessions
from portal.core import clock, db, events
from portal.core.errors import Conflict, Forbidden, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref

from ..events import AccountsMerged
from ..jobs import index_all_again
from . import joining, moving, owning


def merge(actor: Actor, kept_id: int, gone_id: int, *, reason: str) -> User:
    """Makes one account part of another: whatever the one did is the other's, and it never opens again.

    Raises Forbidden for those who may not look after both, Conflict where the two cannot be one person.
    """
    kept, gone = both(actor, kept_id, gone_id)
    was_open = gone.is_active
    owning.settle(gone, kept)
    joining.join(gone, kept)
    moving.move_all(gone.id, kept.id)
    db.session.add(Merger(gone_id=gone.id, kept_id=kept.id, merged_at=clock.now(), merged_by=actor.id))
    db.session.flush()
    db.session.expire_all()
    _close(actor, gone)
    if was_open and not kept.is_active:
        carrying.reopen(actor, kept, reason=reason)
    _tell(actor, kept, gone, reason)
    return kept


def both(actor: Actor, kept_id: int, gone_id: int) -> tuple[User, User]:
    """Gives the two accounts, held until the transaction ends. Raises NotFound, Forbidden, Conflict."""
    held = select(User).where(User.id.in_((kept_id, gone_id))).order_by(User.id).with_for_update()
    found = {user.id: user for user in db.session.scalars(held)}
    if kept_id not in found or gone_id not in found:
        raise NotFound
    for user in found.values():
        require(actor, "manage", user)
    if len(found) == 1:
        raise Conflict(_("These are the same account."))
    _require_power(actor, kept_id, gone_id)
    if kept_for(gone_id) is not None or kept_for(kept_id) is not None:
        raise Conflict(_("One of these accounts was merged already."))
    if is_program(kept_id) or is_program(gone_id):
        raise Conflict(_("One of these accounts belongs to a program."))
    return found[kept_id], found[gone_id]


def _require_power(actor: Actor, *user_ids: int) -> None:
    """Whoever merges passes on what the accounts may do, so with a role it takes those who give roles."""
    has_role = select(RoleGrant.id).where(RoleGrant.user_id.in_(user_ids)).limit(1)
    if db.session.scalar(has_role) is not None and not actor.has(ADMIN):
        raise Forbidden(_("One of these people has a role. An IT administrator of the whole company merges them."))


def _close(actor: Actor, gone: User) -> None:
    if gone.is_active:
        accounts.deactivate(actor, gone)
    gone.deactivated_at = gone.deactivated_at or clock.now()
    db.session.flush()


def _tell(actor: Actor, kept: User, gone: User, reason: str) -> None:
    end_sessions(kept.id)
    keys_changed(gone.id, kept.id)
    about = Ref("person", kept.id)
    if kept.is_active:
        events.publish(UserMoved(actor_id=actor.id, subject=about, audience=EVERYONE))
    said = AccountsMerged(actor_id=actor.id, subject=about, audience=EVERYONE, gone_id=gone.id, reason=reason)
    events.publish(said)
    if gone.name != kept.name:
        index_all_again(kept.id)
