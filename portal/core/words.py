"""What the scripts of a page say themselves. It travels with them, once for each language, and not with every page."""

import json

from . import i18n
from .i18n import lazy_

_WORDS = {
    "undo": lazy_("Undo"),
    "saved": lazy_("Draft kept at %(time)s"),
    "restored": lazy_("Draft restored"),
    "offline": lazy_("Offline. You can go on reading and writing; your text is kept on this device."),
    "online": lazy_("Connected again."),
    "failed": lazy_("Not saved: no connection. Your text is kept."),
    "bold": lazy_("bold"),
    "italic": lazy_("italic"),
    "text": lazy_("text"),
    "title": lazy_("Heading"),
    "copied": lazy_("Link copied."),
    "uploading": lazy_("Uploading …"),
    "alt": lazy_("What does the picture show?"),
    "remove": lazy_("Remove"),
    "suggestions": lazy_("Suggestions"),
    "newerOne": lazy_("1 new post"),
    "newerMany": lazy_("%(n)s new posts"),
}


def script(language: str) -> str:
    """Gives the statement that tells a script its words in the language; places such as `%(n)s` are filled there."""
    with i18n.using(language):
        return f"const WORDS = {json.dumps({key: str(text) for key, text in _WORDS.items()}, ensure_ascii=False)};\n"
