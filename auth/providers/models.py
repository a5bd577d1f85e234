"""What is kept of providers: their settings, what went wrong with them last, and what a sign-in in progress needs."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Json, UtcDateTime


class ProviderRow(Base):
    """A provider that administrators look after on the page. `secrets` is encrypted; the key is not in the database."""

    __tablename__ = "auth_provider"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    settings: Mapped[dict[str, Any]] = mapped_column(Json)
    secrets: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProviderFault(Base):
    """What failed last, for administrators: a sign-in by a provider, a request of a SCIM client; why, and how often."""

    __tablename__ = "auth_provider_fault"

    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    reason: Mapped[str] = mapped_column(String(20), primary_key=True)
    cause: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    times: Mapped[int] = mapped_column(default=1)


class DoorUse(Base):
    """When somebody last came in by a provider, to the minute and without who; an empty key is a local account."""

    __tablename__ = "auth_door"

    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Handover(Base):
    """A sign-in that is under way elsewhere. Only the hash of its key is kept; a row is taken once."""

    __tablename__ = "auth_handover"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class UsedMessage(Base):
    """The id of a message that counts once, such as an assertion; kept until it would be too old anyway."""

    __tablename__ = "auth_used_message"

    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    message: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SessionOrigin(Base):
    """By which session of a provider a session here began, so that signing out there ends it here."""

    __tablename__ = "auth_session_origin"
    __table_args__ = (
        Index("ix_auth_session_origin_sid", "provider", "sid"),
        Index("ix_auth_session_origin_subject", "provider", "subject"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("auth_session.id", ondelete="CASCADE"), primary_key=True)
    provider: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(255))
    sid: Mapped[str] = mapped_column(String(255), default="")
    hint: Mapped[str] = mapped_column(Text, default="")
