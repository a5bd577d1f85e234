"""People as clients see them: read, made, replaced, changed, taken away; each by way of provisioning."""

import uuid
from typing import Any

from scim2_models import (
    ConflictException,
    Context,
    InvalidValueException,
    NotFoundException,
    UniquenessException,
)
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from auth.models import User as Account
from auth.provisioning import partial
from auth.provisioning.models import Source
from auth.provisioning.wanted import Person as Wanted
from portal.core import clock, db

from . import groups, mapping, versions
from .models import ScimAddress, ScimGroup, ScimMember, ScimPerson
from .resources import Enterprise, PatchPerson, Person


def find(source: Source, person_id: str, *, held: bool = False) -> ScimPerson:
    """Gives a person of a client. Raises NotFoundException, also for those of others."""
    row = db.session.get(ScimPerson, person_id, with_for_update=held or None) if len(person_id) <= 36 else None
    if row is None or row.source != source.key:
        raise NotFoundException(detail=f"There is no user {person_id[:36]}.")
    return row


def resource(row: ScimPerson) -> Any:
    """Gives the resource of a person."""
    account = db.session.get(Account, row.user_id) if row.user_id is not None else None
    return mapping.resource_of(row, account)


def create(source: Source, body: dict[str, Any]) -> ScimPerson:
    """Makes a person; somebody whose external id was here before comes back. Raises SCIMException, Stopped."""
    said = Person.model_validate(body, scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    person_id, now = str(uuid.uuid4()), clock.now()
    row = ScimPerson(id=person_id, source=source.key, subject=said.external_id or person_id, created_at=now)
    row.version = 0
    said.active = said.active is not False
    _keep(source, row, said, is_new=True)
    _require_own(source, row)
    return row


def replace(source: Source, person_id: str, body: dict[str, Any], version: str = "") -> ScimPerson:
    """Replaces what is said of a person. Raises SCIMException, Stopped."""
    row = find(source, person_id, held=True)
    before = resource(row)
    versions.require(version, versions.of_person(row, before))
    said = Person.model_validate(body, scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    said.replace(before)
    if said.active is None:
        said.active = before.active
    _keep(source, row, said)
    return row


def change(source: Source, person_id: str, body: dict[str, Any], version: str = "") -> ScimPerson:
    """Changes some of what is said of a person. Raises SCIMException, Stopped."""
    row = find(source, person_id, held=True)
    said = resource(row)
    versions.require(version, versions.of_person(row, said))
    operations = PatchPerson.model_validate(body, scim_ctx=Context.RESOURCE_PATCH_REQUEST)
    if operations.patch(said):
        _keep(source, row, said)
    return row


def remove(source: Source, person_id: str, version: str = "") -> None:
    """Takes a person away: the account is closed, what it wrote stays. Raises SCIMException, Stopped."""
    row = find(source, person_id, held=True)
    said = resource(row)
    versions.require(version, versions.of_person(row, said))
    if said.active:
        said.active = False
        _put_through(source, _wanted(source, row, said))
    theirs = select(ScimMember.group_id).where(ScimMember.person_id == row.id)
    values = {"version": ScimGroup.version + 1, "changed_at": clock.now()}
    db.session.execute(update(ScimGroup).where(ScimGroup.id.in_(theirs)).values(values))
    db.session.delete(row)
    db.session.flush()


def _keep(source: Source, row: ScimPerson, said: Any, *, is_new: bool = False) -> None:
    mapping.check_lengths(said)
    row.external_id, row.login = said.external_id, mapping.folded(said.user_name)
    person = _wanted(source, row, said)
    row.words, row.changed_at = mapping.words_of(said), clock.now()
    row.version += 1
    if not is_new:
        _flush(said)
    had_account, row.user_id = row.user_id is not None, _put_through(source, person).get(row.subject)
    db.session.add(row)
    _flush(said)
    _keep_addresses(row, said, is_new=is_new)
    if row.user_id is not None and not had_account and not is_new:
        groups.tell(source, [row.id])


def _flush(said: Any) -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        detail = f"There is a user with the userName {said.user_name} or this externalId already."
        raise UniquenessException(detail=detail) from error


def _keep_addresses(row: ScimPerson, said: Any, *, is_new: bool) -> None:
    if not is_new:
        db.session.execute(delete(ScimAddress).where(ScimAddress.person_id == row.id))
    values = [
        {"person_id": row.id, "place": place, "value": value, "kind": kind}
        for place, (value, kind) in enumerate(mapping.addresses_of(said))
    ]
    if values:
        db.session.execute(insert(ScimAddress), values)


def _put_through(source: Source, person: Wanted) -> dict[str, int]:
    try:
        return partial.put_through(source, [person])
    except partial.Unusable as unusable:
        if unusable.fault.reason == "other-source":
            raise ConflictException(detail="Another source looks after this account.") from unusable
        raise InvalidValueException(detail=str(unusable)) from unusable


def _require_own(source: Source, row: ScimPerson) -> None:
    """An account that another source looks after is not taken away from it by an id alone."""
    account = db.session.get(Account, row.user_id) if row.user_id is not None else None
    db.session.info["account"] = account  # what draws it finds it in the session
    if account is not None and account.source != source.key:
        if account.source:
            raise ConflictException(detail="Another source looks after this account.")
        account.source = source.key
        db.session.flush()


def _wanted(source: Source, row: ScimPerson, said: Any) -> Wanted:
    work = said[Enterprise]
    named = work.manager.value if work is not None and work.manager is not None else None
    try:
        manager = _lead(source, row, named) if named else None
    except InvalidValueException:
        if named != mapping.manager_in(row.words or {}):
            raise
        # Named long ago and gone since: that keeps nobody from changing or leaving.
        work.manager, manager = None, None
    return mapping.wanted(said, row, manager=manager, fields=source.fields)


def _lead(source: Source, row: ScimPerson, named: str) -> str | None:
    lead = db.session.get(ScimPerson, named) if len(named) <= 36 else None
    if lead is None or lead.source != source.key:
        raise InvalidValueException(detail=f"There is no user {named[:36]} who could be the manager.")
    if lead.id == row.id or (row.user_id is not None and row.user_id in _chain(lead.user_id)):
        raise InvalidValueException(detail="The managers would form a circle.")
    return lead.subject if lead.user_id is not None else None


def _chain(user_id: int | None) -> set[int]:
    """An account, whoever leads it, and so on to the top."""
    above = select(Account.id, Account.manager_id).where(Account.id == user_id).cte("above", recursive=True)
    above = above.union(select(Account.id, Account.manager_id).where(Account.id == above.c.manager_id))
    return set(db.session.scalars(select(above.c.id)))


def version_of(row: ScimPerson) -> str:
    """Gives the version of a person."""
    return versions.of_person(row, resource(row))
