"""Files that hang on subjects."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from auth.audience import HasAudience
from portal.core.db import Base, Id, UtcDateTime

ALT = 500


class Attachment(HasAudience, Base):
    """A picture or file. Without a subject it waits, for its uploader alone, to be adopted by what is being written.

    `width` and `height` are in pixels, of pictures alone, as is `thumb_digest`; `size` is in bytes.
    """

    __tablename__ = "attachments_attachment"
    __table_args__ = (Index("ix_attachments_attachment_subject", "subject_kind", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None] = mapped_column(Id)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    thumb_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    mimetype: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Id)
    width: Mapped[int | None]
    height: Mapped[int | None]
    alt: Mapped[str] = mapped_column(String(ALT), default="")
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("auth_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
