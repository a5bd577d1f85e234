"""What is kept of the ways to sign in to a local account: hashes and sealed secrets, never what opens a door."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, UtcDateTime


class Failure(Base):
    """Failed attempts in a row, by a digest of what they were for: a name, a name on a known device, an address."""

    __tablename__ = "auth_failure"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    waits_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Reset(Base):
    """A link by which somebody may choose a new password, once; only the hash of its secret is kept."""

    __tablename__ = "auth_reset"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Totp(Base):
    """The secret that a device's codes come from (RFC 6238), sealed; `last_step` is the newest one that was used."""

    __tablename__ = "auth_totp"

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[str] = mapped_column(String(300))
    last_step: Mapped[int] = mapped_column(Id, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """A code for when the device is lost, of use once."""

    __tablename__ = "auth_recovery_code"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)


class Passkey(Base):
    """The public half of a passkey, in unpadded base64 as the browser names it; its owner gave it a name."""

    __tablename__ = "auth_passkey"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int] = mapped_column(Id, default=0)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_on: Mapped[date | None]


class Spent(Base):
    """The hash of something that was good once, kept until it would be over anyway."""

    __tablename__ = "auth_spent"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Pin(Base):
    """The hash of a PIN, the way in of those who came by a letter."""

    __tablename__ = "auth_pin"

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))


class AccessCode(Base):
    """The code on a letter, by which somebody without company mail comes in, once; a new one replaces the old."""

    __tablename__ = "auth_access_code"

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
