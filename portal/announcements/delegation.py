"""Who may announce in whose name: given by the leader, or by a community manager with the leader's recorded consent."""

from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from auth.audience import Actor
from auth.models import User
from auth.policy import require
from portal.core import clock, db, events, text
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref

from .events import VoiceGiven, VoiceRevoked
from .forms import VoiceForm
from .models import Delegation

MOST = 200


class Leader(NamedTuple):
    """Somebody in whose name the actor may announce."""

    id: int
    name: str


class Voice(NamedTuple):
    """A right as the page shows it."""

    id: int
    leader: str
    leader_slug: str
    delegate: str
    delegate_slug: str
    granted_by: str
    consent: str
    created_at: Any


def leaders(actor: Actor) -> list[Leader]:
    """Gives those in whose name the actor may announce, by name."""
    given = select(User.id, User.name).join(Delegation, Delegation.leader_id == User.id)
    mine = given.where(Delegation.delegate_id == actor.id, Delegation.revoked_at.is_(None), User.is_active)
    return [Leader(*row) for row in db.session.execute(mine.order_by(User.sort_name, User.id).limit(MOST))]


def leader_of(actor: Actor, leader_id: int | None) -> int | None:
    """Gives the leader in whose name the actor wants to announce. Raises Invalid where the leader does not let it."""
    if leader_id is None or leader_id == actor.id:
        return None
    if leader_id not in {leader.id for leader in leaders(actor)}:
        raise Invalid("on_behalf", _("You may not announce in this name any more."))
    return leader_id


def voices(actor: Actor) -> list[Voice]:
    """Gives the rights that concern the actor; community managers see all."""
    leader, delegate, granter = aliased(User), aliased(User), aliased(User)
    columns = (
        select(
            Delegation.id,
            leader.name.label("leader"),
            leader.slug.label("leader_slug"),
            delegate.name.label("delegate"),
            delegate.slug.label("delegate_slug"),
            granter.name.label("granted_by"),
            Delegation.consent,
            Delegation.created_at,
        )
        .join(leader, leader.id == Delegation.leader_id)
        .join(delegate, delegate.id == Delegation.delegate_id)
        .join(granter, granter.id == Delegation.granted_by)
        .where(Delegation.revoked_at.is_(None))
    )
    if not actor.has("community-manager"):
        columns = columns.where(or_(Delegation.leader_id == actor.id, Delegation.delegate_id == actor.id))
    return [Voice(*row) for row in db.session.execute(columns.order_by(Delegation.id.desc()).limit(MOST))]


def give_voice(actor: Actor, form: VoiceForm) -> None:
    """Lets somebody announce in the leader's name; once more is the same as once.

    Raises Invalid for people who are not found and where the consent is missing, Forbidden for another's name.
    """
    leader_id = _person("leader", form.leader) if form.leader else actor.id
    delegate_id = _person("delegate", form.delegate)
    consent = form.consent if leader_id != actor.id else ""
    if leader_id != actor.id and not actor.has("community-manager"):
        raise Forbidden
    if leader_id != actor.id and not consent:
        raise Invalid("consent", _("Say when and how the leader agreed: it is kept in the audit log."))
    if leader_id == delegate_id:
        raise Invalid("delegate", _("In one's own name one announces anyway."))
    row = {"leader_id": leader_id, "delegate_id": delegate_id, "granted_by": actor.id, "consent": consent}
    added = db.insert(Delegation).values(**row, created_at=clock.now()).on_conflict_do_nothing()
    if db.session.scalar(added.returning(Delegation.id)) is not None:
        events.publish(VoiceGiven(**_said(actor, leader_id), delegate_id=delegate_id, consent=consent))


def revoke_voice(actor: Actor, delegation_id: int) -> None:
    """Ends a right; what was announced with it stays. Raises NotFound for one that does not concern the actor."""
    delegation = db.session.get(Delegation, delegation_id) if delegation_id < 2**53 else None
    if delegation is None or delegation.revoked_at is not None:
        raise NotFound
    try:
        require(actor, "manage", delegation)
    except Forbidden as error:
        raise NotFound from error
    delegation.revoked_at = clock.now()
    db.session.flush()
    events.publish(VoiceRevoked(**_said(actor, delegation.leader_id), delegate_id=delegation.delegate_id))


def _said(actor: Actor, leader_id: int) -> dict[str, Any]:
    return {"actor_id": actor.id, "subject": Ref("person", leader_id), "audience": "everyone"}


def _person(field: str, words: str) -> int:
    word = words.strip(" ,")
    handle = User.slug == word.lstrip("@").lower()
    named = handle if word.startswith("@") else or_(handle, User.sort_name == text.fold(word))
    ids = list(db.session.scalars(select(User.id).where(User.is_active, named).limit(2)))
    if len(ids) != 1:
        raise Invalid(field, _("Nobody, or more than one person, is called so. Use the name after the @."))
    return ids[0]
