"""What happened to files that hang on something. `subject` is what they hang on."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AttachmentDescribed(Event):
    """Somebody said anew what is to be seen on a picture; whoever keeps a drawing of it draws it again."""

    changes_text: ClassVar[bool] = False

    attachment_id: int
