"""Files that hang on subjects."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from auth.audience import HasAudience
from portal.core.db import Base, Id, UtcDateTime

ALT = 500
KINDS = ("picture", "video", "audio", "document", "other")


class Attachment(HasAudience, Base):
    """A picture or file. Without a subject it waits, for its uploader alone, to be adopted by what is being written.

    `width` and `height` are in pixels, of pictures alone; `thumb_digest` is a small picture of it; `size` is in bytes.
    `state` is `waiting` until the work on it is done, `checking` while the virus scanner does not answer, `ready` or
    `refused`, for the reason `fault`. Until it is ready only `source_digest` names its bytes, and they reach nobody.
    """

    __tablename__ = "attachments_attachment"
    __table_args__ = (
        Index("ix_attachments_attachment_subject", "subject_kind", "subject_id", "id"),
        Index("ix_attachments_attachment_place", "audience", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None] = mapped_column(Id)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    thumb_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    source_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    mimetype: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10), default="other")
    state: Mapped[str] = mapped_column(String(10), default="ready")
    fault: Mapped[str | None] = mapped_column(String(20))
    size: Mapped[int] = mapped_column(Id)
    width: Mapped[int | None]
    height: Mapped[int | None]
    is_moving: Mapped[bool] = mapped_column(default=False, server_default=false())
    alt: Mapped[str] = mapped_column(String(ALT), default="")
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("auth_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class FileText(Base):
    """What stands in a document; `fault` says why there is nothing: large, encrypted, damaged or lost."""

    __tablename__ = "attachments_text"

    attachment_id: Mapped[int] = mapped_column(
        ForeignKey("attachments_attachment.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text: Mapped[str] = mapped_column(Text)
    fault: Mapped[str] = mapped_column(String(20), default="")


class Rendition(Base):
    """A picture in one width, in pixels, and one format: `webp`, `avif`, or `moving` as it moves; `size` in bytes."""

    __tablename__ = "attachments_rendition"

    attachment_id: Mapped[int] = mapped_column(
        ForeignKey("attachments_attachment.id", ondelete="CASCADE"), primary_key=True
    )
    width: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    format: Mapped[str] = mapped_column(String(8), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(Id)
