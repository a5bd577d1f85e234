"""Clients' tokens, the people and groups that clients speak of, and who is in which group.

A client is a source of the kind `scim`; what it says of accounts is kept where every source's word is kept.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, Json, UtcDateTime

LONGEST = 255


class ScimToken(Base):
    """Proves which client calls, and what it may do. Only the hash is kept; `hint` is how it begins."""

    __tablename__ = "scim_token"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source: Mapped[str] = mapped_column(ForeignKey("provisioning_source.key", ondelete="CASCADE"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(20))
    scopes: Mapped[list[str]] = mapped_column(Json)
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ScimPerson(Base):
    """A person as a client sees it. `words` is what it said; `subject` ties it to the account, as with every source.

    `user_id` is empty as long as the person has never been active. `login` is the user name as it is compared.
    """

    __tablename__ = "scim_person"
    __table_args__ = (
        UniqueConstraint("source", "login", name="uq_scim_person_login"),
        UniqueConstraint("source", "external_id", name="uq_scim_person_external_id"),
        UniqueConstraint("source", "subject", name="uq_scim_person_subject"),
        Index("ix_scim_person_order", "source", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source: Mapped[str] = mapped_column(ForeignKey("provisioning_source.key", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(LONGEST))
    external_id: Mapped[str | None] = mapped_column(String(LONGEST))
    login: Mapped[str] = mapped_column(String(LONGEST))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id", ondelete="SET NULL"), index=True)
    words: Mapped[dict[str, Any]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ScimAddress(Base):
    """An e-mail address of a person, in small letters, so that it can be looked for."""

    __tablename__ = "scim_address"

    person_id: Mapped[str] = mapped_column(ForeignKey("scim_person.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(String(LONGEST), index=True)
    kind: Mapped[str] = mapped_column(String(LONGEST), default="")


class ScimGroup(Base):
    """A group as a client sees it; roles follow from its name, as from that of a directory group.

    `sort_name` is the name as it is compared.
    """

    __tablename__ = "scim_group"
    __table_args__ = (
        UniqueConstraint("source", "external_id", name="uq_scim_group_external_id"),
        Index("ix_scim_group_order", "source", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source: Mapped[str] = mapped_column(ForeignKey("provisioning_source.key", ondelete="CASCADE"))
    external_id: Mapped[str | None] = mapped_column(String(LONGEST))
    name: Mapped[str] = mapped_column(String(LONGEST))
    sort_name: Mapped[str] = mapped_column(String(LONGEST), index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ScimMember(Base):
    """Who is in a group."""

    __tablename__ = "scim_member"

    group_id: Mapped[str] = mapped_column(ForeignKey("scim_group.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        ForeignKey("scim_person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
