"""What happened to notices, for those who carry them further: mail, push."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Noticed(Event):
    """People were told of something. Each of them has an unread notice with this `fold`; `subject` is what it is about.

    `forced` ones go on by mail whatever somebody chose. At most a few hundred people at once: larger audiences are
    told in batches.
    """

    changes_text: ClassVar[bool] = False

    user_ids: tuple[int, ...]
    kind: str
    fold: str
    forced: bool = False
