"""Tokens, integrations, answers that may be asked for again, webhooks and what was sent to them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, Json, UtcDateTime

NAME = 80
KEY = 100
URL = 2000


class Client(Base):
    """An integration: a program that acts by itself, as an account of its own. Only the hash of its secret is kept.

    What it may see follows from that account, like a person's: what is open to everybody, and the groups it is in.
    """

    __tablename__ = "api_client"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(40), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id"), unique=True)
    name: Mapped[str] = mapped_column(String(NAME))
    purpose: Mapped[str] = mapped_column(String(300), default="")
    scopes: Mapped[list[str]] = mapped_column(Json)
    created_by: Mapped[int] = mapped_column(ForeignKey("auth_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_on: Mapped[date | None]


class Token(Base):
    """Something that proves who acts: of a person, of an integration for an hour, or inside the address of a feed.

    Only the hash is kept; `hint` are the first characters, by which its owner recognises it.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("kind IN ('personal', 'client', 'feed')", name="kind"),
        Index("ix_api_token_own", "user_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("api_client.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(20))
    scopes: Mapped[list[str]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    last_used_on: Mapped[date | None]


class Answer(Base):
    """What a request with an idempotency key was answered; the same request again gets the same answer for a day.

    `fingerprint` is a hash of the request, so that the key of another request is noticed.
    """

    __tablename__ = "api_answer"

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[dict[str, str]] = mapped_column(Json)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Hook(Base):
    """An address that is told what happens in one audience. It hears what its owner may see, and nothing else.

    The secret that signs is derived from the installation's key and `salt`, so it stands nowhere. `failures` counts
    the deliveries given up in a row; too many switch the hook off.
    """

    __tablename__ = "api_hook"
    __table_args__ = (Index("ix_api_hook_listening", "audience", "is_active"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME))
    url: Mapped[str] = mapped_column(String(URL))
    audience: Mapped[str] = mapped_column(String(64))
    events: Mapped[list[str]] = mapped_column(Json)
    salt: Mapped[str] = mapped_column(String(43))
    is_active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Delivery(Base):
    """One message for one hook: what is sent, how often it was tried, how that ended. `took` is in milliseconds."""

    __tablename__ = "api_delivery"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'delivered', 'failed', 'withheld')", name="state"),
        Index("ix_api_delivery_newest", "hook_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    hook_id: Mapped[int] = mapped_column(ForeignKey("api_hook.id", ondelete="CASCADE"))
    message_id: Mapped[str] = mapped_column(String(40))
    event: Mapped[str] = mapped_column(String(40))
    audience: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Id)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]
    error: Mapped[str] = mapped_column(String(300), default="")
    took: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
