"""Rows as clients read them: with ids, addresses, versions, groups and members, one statement for many."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from scim2_models import Meta, Reference, ResponseParameters
from sqlalchemy import select

from auth.models import User as Account
from portal.core import db

from . import mapping, versions
from .models import ScimGroup, ScimMember, ScimPerson
from .resources import Enterprise, Group, Member, Membership

Rows = Sequence[tuple[ScimPerson, Account | None]]


def wants(asked: ResponseParameters[Any], name: str) -> bool:
    """Whether an attribute is asked for, so that nothing need be read that is not."""
    if asked.attributes:
        return any(str(path).lower().partition(".")[0].endswith(name) for path in asked.attributes)
    return not any(str(path).lower().endswith(name) for path in asked.excluded_attributes or ())


def people(rows: Rows, base: str, asked: ResponseParameters[Any], *, has_groups: bool = True) -> list[Any]:
    """Gives the resources of people; `base` is the address below which all resources stand.

    Who was only just made `has_groups` not, and nobody need ask.
    """
    found = _groups_of([row.id for row, _account in rows]) if has_groups and wants(asked, "groups") else {}
    resources = []
    for row, account in rows:
        person = mapping.resource_of(row, account)
        person.groups = [Membership(value=group.id, display=group.name) for group in found.get(row.id, ())] or None
        _name_manager(person, base)
        person.meta = _meta("User", row, f"{base}/Users/{row.id}", versions.of_person(row, person))
        resources.append(person)
    return resources


def _name_manager(person: Any, base: str) -> None:
    work = person[Enterprise]
    if work is not None and work.manager is not None and work.manager.value:
        work.manager.ref = Reference(f"{base}/Users/{work.manager.value}")


def groups(rows: Sequence[ScimGroup], base: str, asked: ResponseParameters[Any]) -> list[Any]:
    """Gives the resources of groups."""
    members = _members_of([row.id for row in rows]) if wants(asked, "members") else {}
    resources = []
    for row in rows:
        group = Group(id=row.id, external_id=row.external_id, display_name=row.name)
        group.members = [_member(person_id, base) for person_id in members.get(row.id, ())] or None
        group.meta = _meta("Group", row, f"{base}/Groups/{row.id}", versions.of_group(row))
        resources.append(group)
    return resources


def _member(person_id: str, base: str) -> Member:
    return Member.model_validate({"value": person_id, "type": "User", "$ref": f"{base}/Users/{person_id}"})


def _meta(kind: str, row: ScimPerson | ScimGroup, location: str, version: str) -> Meta:
    return Meta(
        resource_type=kind, created=row.created_at, last_modified=row.changed_at, location=location, version=version
    )


def _groups_of(person_ids: list[str]) -> dict[str, list[Any]]:
    statement = (
        select(ScimMember.person_id, ScimGroup.id, ScimGroup.name)
        .join(ScimGroup, ScimGroup.id == ScimMember.group_id)
        .where(ScimMember.person_id.in_(person_ids))
        .order_by(ScimGroup.sort_name, ScimGroup.id)
    )
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.person_id].append(row)
    return found


def _members_of(group_ids: list[str]) -> dict[str, list[str]]:
    statement = select(ScimMember.group_id, ScimMember.person_id).where(ScimMember.group_id.in_(group_ids))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in db.session.execute(statement.order_by(ScimMember.person_id)):
        found[row.group_id].append(row.person_id)
    return found
