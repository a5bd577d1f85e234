"""Founding, describing, archiving groups; joining and leaving them."""

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

from . import members, policy
from .automatic import recount_group
from .events import GroupArchived, GroupCreated, GroupEdited, GroupRestored, Joined, Left, MadeOfficial
from .forms import GroupForm
from .keys import group_id_of, share_or_close
from .models import LEVELS, Group, Invitation, JoinRequest, Membership
from .queries import is_slug_taken

MOST_TAGS = 10


def ref(group: Group) -> Ref:
    """Names a group as a subject."""
    return Ref("group", group.id)


def create_group(actor: Actor, form: GroupForm) -> Group:
    """Founds a group with the actor as its owner. Raises Invalid for a name that exists, Forbidden for a rule."""
    now = clock.now()
    group = Group(slug=_free_slug(form.name), audience=EVERYONE, created_at=now, active_at=now, member_count=1)
    _describe(group, form)
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
    return group


def edit_group(actor: Actor, group: Group, form: GroupForm) -> None:
    """Describes a group anew; a change of visibility holds at once. Raises Invalid for a name that exists."""
    require(actor, "edit", group)
    former = group.visibility
    unit_id = _unit(form.unit_id)
    if unit_id != group.unit_id and not actor.has("community-manager", "hr-admin"):
        raise Forbidden
    _describe(group, form)
    group.unit_id = unit_id
    db.session.flush()
    if former != group.visibility:
        share_or_close(group)
        wanted = group.key if group.visibility == "hidden" else EVERYONE
        if wanted != group.audience:
            move(actor, group, wanted)
    enqueue(recount_group, key=str(group.id), group_id=group.id)
    events.publish(GroupEdited(actor_id=actor.id, subject=ref(group), audience=group.audience))


def _describe(group: Group, form: GroupForm) -> None:
    sort_name = text.fold(form.name)[:80]
    same = select(Group.id).where(Group.sort_name == sort_name, Group.id != (group.id or 0))
    if db.session.scalar(same) is not None:
        raise Invalid("name", _("There is a group of this name already. Perhaps it is the one you need."))
    group.name, group.sort_name, group.purpose = form.name, sort_name, form.purpose
    group.about, group.about_html = form.about, text.render(form.about, mentionable).html
    group.welcome, group.welcome_html = form.welcome, text.render(form.welcome, mentionable).html
    group.visibility, group.language, group.hue = form.visibility, form.language, form.hue
    group.tags = tags(form.tags)


def tags(words: str) -> list[str]:
    """Splits words at commas and spaces into tags, without their #; at most ten."""
    found = (word.strip("#").lower()[:40] for word in words.replace(",", " ").split())
    return list(dict.fromkeys(tag for tag in found if tag))[:MOST_TAGS]


def _unit(unit_id: int | None) -> int | None:
    if unit_id is not None and db.session.get(Unit, unit_id) is None:
        raise Invalid("unit_id", _("There is no such department or site."))
    return unit_id


def _free_slug(name: str) -> str:
    base = text.slug(name) or "group"
    slug, number = base, 2
    while is_slug_taken(slug):
        slug, number = f"{base}-{number}", number + 1
    return slug


def make_official(actor: Actor, group: Group, *, is_official: bool) -> None:
    """Gives or takes the mark that a group speaks for the company. Raises Forbidden without the role."""
    if not actor.has("community-manager"):
        raise Forbidden
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
    """Opens an archived group for writing again."""
    require(actor, "manage", group)
    group.archived_at, group.active_at = None, clock.now()
    events.publish(GroupRestored(actor_id=actor.id, subject=ref(group), audience=group.audience))


def join_group(actor: Actor, group: Group) -> None:
    """Makes the actor a member of an open group, or of any that invited. Joining twice is joining once."""
    invited = db.session.get(Invitation, (group.id, actor.id))
    if policy.belongs(actor, group.id):
        return
    if invited is None:
        require(actor, "join", group)
    elif group.archived_at is not None:
        raise Conflict(_("This group is archived."))
    if invited is not None:
        db.session.delete(invited)
    add_member(group, actor.id, actor_id=actor.id)


def add_member(group: Group, user_id: int, *, actor_id: int) -> None:
    """Writes the membership and what follows from it; an existing one stays as it is."""
    row = {"group_id": group.id, "user_id": user_id, "role": "member", "level": "highlights", "is_automatic": False}
    row |= {"read_seq": group.post_seq, "joined_at": clock.now()}
    statement = db.insert(Membership).values(**row).on_conflict_do_nothing().returning(Membership.user_id)
    if db.session.scalar(statement) is None:
        return
    db.session.execute(delete(JoinRequest).where(JoinRequest.group_id == group.id, JoinRequest.user_id == user_id))
    _count(group.id, 1)
    keys_changed(user_id)
    events.publish(Joined(actor_id=actor_id, subject=ref(group), audience=group.audience, user_id=user_id))


def leave_group(actor: Actor, group: Group) -> None:
    """Ends the actor's membership. Raises Conflict for automatic members and for the last owner."""
    membership = db.session.get(Membership, (group.id, actor.id))
    if membership is None:
        return
    if membership.is_automatic:
        raise Conflict(_("You belong to this group by a rule. You can mute it, but not leave it."))
    if membership.role == "owner" and members.owner_count(group.id) < 2:
        raise Conflict(_("You are the last owner. Hand the group over first, or archive it."))
    drop_member(membership)
    events.publish(Left(actor_id=actor.id, subject=ref(group), audience=group.audience, user_id=actor.id))


def drop_member(membership: Membership) -> None:
    """Deletes a membership; all access ends with the commit."""
    db.session.delete(membership)
    db.session.flush()
    _count(membership.group_id, -1)
    keys_changed(membership.user_id)


def _count(group_id: int, by: int) -> None:
    statement = update(Group).where(Group.id == group_id).values(member_count=Group.member_count + by)
    db.session.execute(statement.execution_options(synchronize_session=False))
    enqueue(recount_group, key=str(group_id), group_id=group_id)


def set_level(actor: Actor, group_id: int, level: str) -> None:
    """Keeps how much the actor hears of a group; without a membership there is nothing to keep. Raises Invalid."""
    if level not in LEVELS:
        raise Invalid("level", _("Choose one of the options."))
    statement = update(Membership).where(Membership.group_id == group_id, Membership.user_id == actor.id)
    db.session.execute(statement.values(level=level))


def mark_read(actor: Actor, group: Group) -> None:
    """Marks all posts of the group as read for the actor."""
    statement = update(Membership).where(Membership.group_id == group.id, Membership.user_id == actor.id)
    db.session.execute(statement.values(read_seq=group.post_seq))


def count_post(key: str) -> None:
    """Counts a new post in the group that the key belongs to; keys of no group are fine."""
    group_id = group_id_of(key)
    if group_id is not None:
        now = clock.now()
        values = {"post_seq": Group.post_seq + 1, "last_post_at": now, "active_at": now}
        statement = update(Group).where(Group.id == group_id).values(**values)
        db.session.execute(statement.execution_options(synchronize_session=False))
