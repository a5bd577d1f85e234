"""The devices that somebody wants to be told on, for what, and the key that the portal signs with."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, UtcDateTime


class Subscription(Base):
    """One browser on one device. `p256dh` and `auth` are its keys: only it can read what is sent to the endpoint.

    `digest` is the SHA-256 of the endpoint. `faults` counts refusals in a row.
    """

    __tablename__ = "push_subscription"
    __table_args__ = (Index("uq_push_subscription_digest", "digest", unique=True),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)
    endpoint: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    p256dh: Mapped[str] = mapped_column(String(120))
    auth: Mapped[str] = mapped_column(String(60))
    device: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    faults: Mapped[int] = mapped_column(default=0)


class Choice(Base):
    """Whether somebody wants to be told of a kind on the devices; without a row what speaks to the person does."""

    __tablename__ = "push_choice"

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    is_on: Mapped[bool]


class ServerKey(Base):
    """The one pair of keys with which this portal signs what it sends (RFC 8292), in unpadded base64."""

    __tablename__ = "push_server_key"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    public: Mapped[str] = mapped_column(String(120))
    private: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
