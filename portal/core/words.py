"""What the scripts of a page say themselves. It travels with them, once for each language, and not with every page."""

import json
from collections.abc import Mapping

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
    "copied": lazy_("Copied."),
    "uploading": lazy_("Uploading …"),
    "alt": lazy_("What does the picture show?"),
    "remove": lazy_("Remove"),
    "tryAgain": lazy_("Try again"),
    "cancel": lazy_("Cancel"),
    "lost": lazy_("Not uploaded: the connection was lost."),
    "uploaded": lazy_("Uploaded. Being made ready …"),
    "tooLarge": lazy_("This file is larger than %(n)s MB."),
    "stillUploading": lazy_("Files are still being uploaded. Send when they are there, or cancel them."),
    "suggestions": lazy_("Suggestions"),
    "newerOne": lazy_("1 new post"),
    "newerMany": lazy_("%(n)s new posts"),
}


LATER = {
    "editor": {
        "column": lazy_("Column"),
        "noPreview": lazy_("The preview cannot be drawn: no connection. Your text is kept."),
    },
    "linkcards": {},
    "passkeys": {
        "failed": lazy_("The passkey was not used. Try again, or sign in another way."),
    },
    "paste": {
        "picture": lazy_("Picture"),
    },
    "offline": {
        "again": lazy_("Send again"),
        "cancel": lazy_("Do not send"),
        "cancelled": lazy_("This is not sent."),
        "closed": lazy_("You can no longer write there. Copy your text if you want to use it elsewhere."),
        "copy": lazy_("Offline. This is how the page looked at %(time)s."),
        "discard": lazy_("Discard"),
        "leave": lazy_("Something still waits to be sent. Signing out removes it from this device. Sign out anyway?"),
        "look": lazy_("The portal did not take this. Send it again or copy your text."),
        "many": lazy_("%(n)s contributions wait to be sent."),
        "one": lazy_("1 contribution waits to be sent."),
        "reaction": lazy_("Your reaction"),
        "readable": lazy_("What you can read"),
        "refused": lazy_("Not sent"),
        "sent": lazy_("What you wrote offline is sent."),
        "show": lazy_("Show"),
        "some": lazy_("Something that you wrote offline could not be sent."),
        "waiting": lazy_("Waiting to be sent"),
        "waits": lazy_("No connection. This is sent as soon as you are back."),
    },
    "drafts": {
        "both": lazy_("Compare both"),
        "conflict": lazy_("This draft was changed on another device. Both versions are kept."),
        "fetched": lazy_("Draft from another device, %(time)s"),
    },
    "thread": {
        "one": lazy_("1 new comment"),
        "many": lazy_("%(n)s new comments"),
    },
    "push": {
        "denied": lazy_("Your browser does not allow it. You can change that in its settings for this page."),
        "impossible": lazy_("This browser cannot be told anything while the portal is closed."),
        "on": lazy_("This device tells you."),
        "unknown": lazy_("This browser uses a push service that this portal does not know. Ask IT."),
    },
}


def script(language: str, module: str = "", *, later: Mapping[str, str] | None = None) -> str:
    """Gives the statement that tells a script its words in the language; places such as `%(n)s` are filled there.

    `later` are the addresses of modules that the script may load.
    """
    with i18n.using(language):
        told = {key: str(text) for key, text in (LATER[module] if module else _WORDS).items()}
    statements = f"const WORDS = {json.dumps(told, ensure_ascii=False)};\n"
    return statements + (f"const LATER = {json.dumps(dict(later))};\n" if later else "")
