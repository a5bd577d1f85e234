"""Founding, describing and archiving groups."""

import secrets

from sqlalchemy import delete, select, update

from auth.audience import EVERYONE, Actor, keys_changed, move
from auth.models import Unit
from auth.policy import require
from portal.core import clock, db, events, text
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.i18n import _
from portal.core.jobs import enqueue
from portal.core.subjects import Ref
from portal.people import mentionable

from . import policy
from .automatic import recount_group, release
from .events import (
    GroupArchived,
    GroupCreated,
    GroupEdited,
    GroupRestored,
    MadeOfficial,
    RuleChanged,
    SightChanged,
)
from .forms import GroupForm
from .keys import group_id_of, share_or_close
from .models import VISIBILITIES, Group, Invitation, Membership
from .queries import is_slug_taken

MOST_TAGS = 10
RESERVED_SLUGS = frozenset({"new"})
"""Words that stand for pages of their own below /groups."""


class Stale(Conflict):
    """The group changed while somebody described it; `group` is what stands there now."""

    def __init__(self, group: Group) -> None:
        super().__init__(_("This group was changed while you were writing."))
        self.group = group


def ref(group: Group) -> Ref:
    """Names a group as a subject."""
    return Ref("group", group.id)


def create_group(actor: Actor, form: GroupForm) -> Group:
    """Founds a group with the actor as its owner. Raises Invalid for a name that exists, Forbidden for a rule."""
    now = clock.now()
    group = Group(audience=EVERYONE, created_at=now, active_at=now, member_count=1, post_seq=0)
    _describe(group, form)
    group.slug = _free_slug(form)
    group.unit_id = _unit(form.unit_id)
    require(actor, "create", group)
    db.session.add(group)
    db.session.flush()
    if group.visibility == "hidden":
        group.audience = group.key
    share_or_close(group)
    db.session.add(Membership(group_id=group.id, user_id=actor.id, role="owner", level="all", joined_at=now))
    db.session.flush()
    keys_changed(actor.id)
    enqueue(recount_group, key=str(group.id), group_id=group.id)
    events.publish(GroupCreated(actor_id=actor.id, subject=ref(group), audience=group.audience))
    _tell_of_power(actor, group, group.visibility, None)
    return group


def edit_group(actor: Actor, group: Group, form: GroupForm) -> None:
    """Describes a group anew; a change of visibility holds at once.

    Raises Stale when somebody else was faster, Invalid for a name that exists or for what only an owner decides,
    Forbidden for a rule.
    """
    require(actor, "edit", group)
    _claim(group, form.version)
    former, former_rule = group.visibility, group.unit_id
    rule = _rule(actor, group, form.unit_id)
    if not policy.owns(actor, group.id):
        _keep_closed(group, form.visibility, rule)
    _describe(group, form)
    if rule is None and group.unit_id is not None:
        release(group.id)
    group.unit_id = rule
    db.session.flush()
    if former != group.visibility:
        _change_sight(actor, group, former)
    enqueue(recount_group, key=str(group.id), group_id=group.id)
    events.publish(GroupEdited(actor_id=actor.id, subject=ref(group), audience=group.audience))
    _tell_of_power(actor, group, former, former_rule)


def _keep_closed(group: Group, visibility: str, rule: int | None) -> None:
    """A role describes a group and closes it; what its members wrote for each other, an owner alone opens."""
    if VISIBILITIES.index(visibility) < VISIBILITIES.index(group.visibility):
        raise Invalid("visibility", _("Only an owner can open this group further: its members wrote for each other."))
    if group.visibility != "open" and rule not in (None, group.unit_id):
        raise Invalid("unit_id", _("Only an owner can have this group fill itself: whoever comes in reads everything."))


def _tell_of_power(actor: Actor, group: Group, visibility: str, rule: int | None) -> None:
    subject, audience = ref(group), group.audience
    if group.visibility != visibility:
        now = group.visibility
        events.publish(SightChanged(actor_id=actor.id, subject=subject, audience=audience, visibility=now))
    if group.unit_id != rule:
        unit = group.unit_id
        events.publish(RuleChanged(actor_id=actor.id, subject=subject, audience=audience, filled_from=unit))


def _claim(group: Group, version: int) -> None:
    same = update(Group).where(Group.id == group.id, Group.version == (version or group.version))
    statement = same.values(version=Group.version + 1).returning(Group.version)
    claimed = db.session.scalar(statement.execution_options(synchronize_session=False))
    if claimed is None:
        db.session.refresh(group)
        raise Stale(group)
    group.version = claimed


def _rule(actor: Actor, group: Group, unit_id: int | None) -> int | None:
    if policy.makes_rules(actor):
        return _unit(unit_id)
    if unit_id not in (None, group.unit_id):
        raise Forbidden
    return group.unit_id


def _change_sight(actor: Actor, group: Group, former: str) -> None:
    share_or_close(group)
    if former == "open":
        _lapse_invitations_of_plain_members(group)
    wanted = group.key if group.visibility == "hidden" else EVERYONE
    if wanted == group.audience:
        return
    if not actor.holds(wanted):
        raise Invalid("visibility", _("Only an owner can hide this group: you would no longer see it yourself."))
    move(actor, group, wanted)


def _lapse_invitations_of_plain_members(group: Group) -> None:
    managers = select(Membership.user_id).where(Membership.group_id == group.id, Membership.role != "member")
    of_others = Invitation.invited_by.is_(None) | Invitation.invited_by.not_in(managers)
    db.session.execute(delete(Invitation).where(Invitation.group_id == group.id, of_others))


def _describe(group: Group, form: GroupForm) -> None:
    sort_name = text.fold(form.name)[:80]
    if form.visibility != "hidden":
        _check_name(sort_name, group.id or 0)
    group.name, group.sort_name, group.purpose = form.name, sort_name, form.purpose
    group.about, group.about_html = form.about, text.render(form.about, mentionable).html
    group.welcome, group.welcome_html = form.welcome, text.render(form.welcome, mentionable).html
    group.visibility, group.language, group.hue = form.visibility, form.language, form.hue
    group.tags = tags(form.tags)


def _check_name(sort_name: str, own_id: int) -> None:
    same = select(Group.id).where(Group.sort_name == sort_name, Group.visibility != "hidden", Group.id != own_id)
    if db.session.scalar(same.limit(1)) is not None:
        raise Invalid("name", _("There is a group of this name already. Perhaps it is the one you need."))


def tags(words: str) -> list[str]:
    """Splits words at commas and spaces into tags, without their #; at most ten."""
    found = (word.strip("#").lower()[:40] for word in words.replace(",", " ").split())
    return list(dict.fromkeys(tag for tag in found if tag))[:MOST_TAGS]


def _unit(unit_id: int | None) -> int | None:
    if unit_id is not None and db.session.get(Unit, unit_id) is None:
        raise Invalid("unit_id", _("There is no such department or site."))
    return unit_id


def _free_slug(form: GroupForm) -> str:
    base = text.slug(form.name) or "group"
    if form.visibility == "hidden":
        return f"{base}-{secrets.token_hex(4)}"
    slug, number = base, 2
    while slug in RESERVED_SLUGS or is_slug_taken(slug):
        slug, number = f"{base}-{number}", number + 1
    return slug


def make_official(actor: Actor, group: Group, *, is_official: bool) -> None:
    """Gives or takes the mark that a group speaks for the company. Raises Forbidden without the role."""
    if not actor.has("community-manager"):
        raise Forbidden
    if group.is_official == is_official:
        return
    group.is_official = is_official
    events.publish(
        MadeOfficial(actor_id=actor.id, subject=ref(group), audience=group.audience, is_official=is_official)
    )


def archive_group(actor: Actor, group: Group) -> None:
    """Closes a group for writing; it can still be read. Raises Conflict when it is archived."""
    require(actor, "manage", group)
    if group.archived_at is not None:
        raise Conflict(_("This group is archived already."))
    group.archived_at = clock.now()
    events.publish(GroupArchived(actor_id=actor.id, subject=ref(group), audience=group.audience))


def restore_group(actor: Actor, group: Group) -> None:
    """Opens an archived group for writing again; one that is open stays as it is."""
    require(actor, "manage", group)
    if group.archived_at is None:
        return
    group.archived_at, group.active_at = None, clock.now()
    events.publish(GroupRestored(actor_id=actor.id, subject=ref(group), audience=group.audience))


def count_post(key: str, author_id: int | None = None) -> None:
    """Counts a new post in the group that the key belongs to, as read by its author; keys of no group are fine."""
    group_id = group_id_of(key)
    if group_id is None:
        return
    now = clock.now()
    values = {"post_seq": Group.post_seq + 1, "last_post_at": now, "active_at": now}
    statement = update(Group).where(Group.id == group_id).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))
    if author_id is not None:
        own = update(Membership).where(Membership.group_id == group_id, Membership.user_id == author_id)
        read = own.values(read_seq=Membership.read_seq + 1).execution_options(synchronize_session=False)
        db.session.execute(read)
