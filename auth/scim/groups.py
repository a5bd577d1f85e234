"""Groups as clients see them: read, made, replaced, changed, taken away. Roles follow from them by name."""

import uuid
from collections.abc import Collection
from typing import Any

from scim2_models import (
    Context,
    InvalidValueException,
    NotFoundException,
    UniquenessException,
)
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from auth.models import User as Account
from auth.provisioning import partial
from auth.provisioning.models import Record, Source
from auth.provisioning.wanted import Person as Wanted
from portal.core import clock, db

from . import mapping, members, shown, versions
from .models import LONGEST, ScimGroup, ScimMember, ScimPerson
from .resources import Group, PatchGroup, SearchGroups

STRETCH = 500
_EVERYTHING = SearchGroups()
_ALL_BUT_MEMBERS = SearchGroups(excluded_attributes=["members"])


def find(source: Source, group_id: str, *, held: bool = False) -> ScimGroup:
    """Gives a group of a client. Raises NotFoundException, also for those of others."""
    row = db.session.get(ScimGroup, group_id, with_for_update=held or None) if len(group_id) <= 36 else None
    if row is None or row.source != source.key:
        raise NotFoundException(detail=f"There is no group {group_id[:36]}.")
    return row


def create(source: Source, body: dict[str, Any]) -> ScimGroup:
    """Makes a group. Raises SCIMException."""
    said = Group.model_validate(body, scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    row = ScimGroup(id=str(uuid.uuid4()), source=source.key, version=0, created_at=clock.now(), name="")
    db.session.add(row)
    _keep(source, row, said, before=set(), after=_ids(said))
    return row


def replace(source: Source, group_id: str, body: dict[str, Any], version: str = "") -> ScimGroup:
    """Replaces a group and who is in it. Raises SCIMException."""
    row = find(source, group_id, held=True)
    versions.require(version, versions.of_group(row))
    said = Group.model_validate(body, scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    _keep(source, row, said, before=_members(row), after=_ids(said))
    return row


def change(source: Source, group_id: str, body: dict[str, Any], version: str = "") -> ScimGroup:
    """Changes a group or who is in it; members that are not named are not read. Raises SCIMException."""
    row = find(source, group_id, held=True)
    versions.require(version, versions.of_group(row))
    patch = PatchGroup.model_validate(body, scim_ctx=Context.RESOURCE_PATCH_REQUEST)
    named = members.named(patch.operations)
    (said,) = shown.groups([row], "", _EVERYTHING if named is None else _ALL_BUT_MEMBERS)
    if named is None:
        before, is_changed = _ids(said), patch.patch(said)
        after = _ids(said)
    else:
        before = _members(row, among=named.new | named.gone)
        after = (before | named.new) - named.gone
        is_changed = PatchGroup.model_construct(operations=named.rest).patch(said) or before != after
    if is_changed:
        _keep(source, row, said, before=before, after=after)
    return row


def remove(source: Source, group_id: str, version: str = "") -> None:
    """Takes a group away; what followed from it ends. Raises SCIMException."""
    row = find(source, group_id, held=True)
    versions.require(version, versions.of_group(row))
    left = _members(row)
    db.session.execute(delete(ScimMember).where(ScimMember.group_id == row.id))
    db.session.delete(row)
    db.session.flush()
    tell(source, left)


def version_of(row: ScimGroup) -> str:
    """Gives the version of a group."""
    return versions.of_group(row)


def _ids(said: Any) -> set[str]:
    return {member.value for member in said.members or [] if member.value}


def _members(row: ScimGroup, *, among: set[str] | None = None) -> set[str]:
    wanted = select(ScimMember.person_id).where(ScimMember.group_id == row.id)
    return set(db.session.scalars(wanted if among is None else wanted.where(ScimMember.person_id.in_(among))))


def _keep(source: Source, row: ScimGroup, said: Any, *, before: set[str], after: set[str]) -> None:
    name = " ".join(said.display_name.split())
    if not 0 < len(name) <= LONGEST or not 0 < len(said.external_id or "x") <= LONGEST:
        raise InvalidValueException(detail=f"displayName and externalId have between 1 and {LONGEST} characters.")
    is_renamed = name != row.name
    row.name, row.sort_name, row.external_id = name, mapping.folded(name), said.external_id
    row.changed_at = clock.now()
    row.version += 1
    try:
        db.session.flush()
    except IntegrityError as error:
        raise UniquenessException(detail="There is a group with this externalId already.") from error
    _set_members(source, row, gone=before - after, new=after - before)
    tell(source, (before ^ after) | (_members(row) if is_renamed else set()))


def _set_members(source: Source, row: ScimGroup, *, gone: set[str], new: set[str]) -> None:
    if gone:
        out = (ScimMember.group_id == row.id, ScimMember.person_id.in_(gone))
        db.session.execute(delete(ScimMember).where(*out))
    if not new:
        return
    here = select(ScimPerson.id).where(ScimPerson.source == source.key, ScimPerson.id.in_(new))
    if unknown := new - set(db.session.scalars(here)):
        raise InvalidValueException(detail=f"There is no user {min(unknown)[:36]} who could be a member.")
    db.session.execute(insert(ScimMember), [{"group_id": row.id, "person_id": person_id} for person_id in sorted(new)])


def tell(source: Source, person_ids: Collection[str]) -> None:
    """Says of people in which groups they are now; roles follow."""
    ordered = sorted(person_ids)
    for start in range(0, len(ordered), STRETCH):
        some = ordered[start : start + STRETCH]
        partial.put_through(source, _wanted(some))


def _wanted(person_ids: list[str]) -> list[Wanted]:
    joined = (
        select(ScimPerson.id, ScimPerson.subject, Account.name, Record.is_active)
        .join(Account, Account.id == ScimPerson.user_id)
        .join(Record, (Record.source == ScimPerson.source) & (Record.subject == ScimPerson.subject))
        .where(ScimPerson.id.in_(person_ids))
    )
    member_of = (
        select(ScimMember.person_id, ScimGroup.name)
        .join(ScimGroup, ScimGroup.id == ScimMember.group_id)
        .where(ScimMember.person_id.in_(person_ids))
    )
    names: dict[str, set[str]] = {}
    for row in db.session.execute(member_of):
        names.setdefault(row.person_id, set()).add(row.name)
    return [
        Wanted(
            subject=row.subject,
            name=row.name,
            memberships=tuple(sorted(names.get(row.id, ()))),
            is_active=row.is_active,
            owns=frozenset({"memberships"}),
        )
        for row in db.session.execute(joined)
    ]
