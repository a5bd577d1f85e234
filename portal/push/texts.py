"""What a push says: by default that there is something, and nothing of what. Drawn in the reader's language."""

import hashlib
import json

from jinja2 import Environment
from markupsafe import Markup
from sqlalchemy import select

from auth.audience import Actor
from portal.core import db, i18n
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.notifications import Notice, entry, gather

from . import services

LONGEST = 180
_environment: Environment | None = None


def configure(environment: Environment) -> None:
    """Hands in what draws templates."""
    global _environment
    _environment = environment


def unread(user_id: int, fold: str) -> Notice | None:
    """Gives the notice of the person that is still unread, or None."""
    mine = select(Notice).where(Notice.user_id == user_id, Notice.fold == fold, Notice.read_at.is_(None))
    return db.session.scalar(mine)


def may_be_told(actor: Actor, notice: Notice) -> bool:
    """Whether the actor may still see what the notice is about."""
    thing = gather([notice]).things.get(_about(notice))
    if thing is None or not actor.holds(notice.audience):
        return False
    return actor.holds(getattr(thing, "audience", notice.audience))


def _about(notice: Notice) -> Ref:
    return Ref(notice.about_kind, notice.about_id)


def content(actor: Actor, notice: Notice) -> bytes:
    """Gives what the device is told, as JSON: title, text, address, and a tag by which a repeat replaces the last."""
    settings = services.settings()
    with i18n.using(actor.language):
        told = {"title": settings.brand, "body": _("There is something new for you."), "url": "/notifications"}
        if settings.push_titles:
            told |= _sentence(notice)
    return json.dumps(told | {"tag": topic(notice.fold), "lang": actor.language}, ensure_ascii=False).encode()


def _sentence(notice: Notice) -> dict[str, str]:
    shown = entry(notice, gather([notice]))
    if shown is None or _environment is None:
        return {}
    html = _environment.get_template(shown.template).render(n=shown)
    return {"body": Markup(html).striptags()[:LONGEST], "url": shown.url}  # noqa: S704  (drawn by Jinja)


def topic(fold: str) -> str:
    """Gives a short name that says nothing, the same for repeats; push services keep the latest of each only."""
    return hashlib.sha256(fold.encode()).hexdigest()[:24]
