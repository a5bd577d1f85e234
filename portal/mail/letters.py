"""What a mail says: its subject, its lines, its links. Drawn for one reader, in the reader's language and zone."""

import re
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from portal.core import i18n, mail, text
from portal.core.i18n import _, ngettext
from portal.core.subjects import Ref, get
from portal.notifications import all_kinds

from . import addresses
from .models import Message
from .reading import Batch, Reader, Told, is_forced, told

MOST_WORDS = 4000
_EXCERPT = 200
_LINK = re.compile(r'(<a\b[^>]*\bhref=")(/(?!/))')
_PICTURE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r'\balt="([^"]*)"')
_environment: Environment | None = None


@dataclass(frozen=True)
class Line:
    """One thing told: a sentence, where it leads, the words that caused it, the group that it stands in."""

    sentence: str
    url: str
    words: str = ""
    html: Markup = field(default_factory=Markup)
    place: str = ""
    at: str = ""


@dataclass(frozen=True)
class Letter:
    """A mail before it is packed. `author` is who it tells of, `stop_url` ends mails of this sort.

    `list_id` and `list_name` are what filters go by.
    """

    subject: str
    lines: list[Line]
    reader: Reader
    author: str = ""
    opening: str = ""
    closing: str = ""
    stop_url: str = ""
    reply_to: str = ""
    about: Ref | None = None
    list_id: str = "news"
    list_name: str = ""


def configure(environment: Environment) -> None:
    """Hands in what draws templates."""
    global _environment
    _environment = environment


def draw(template: str, **context: Any) -> str:
    """Draws a template without a request. Raises RuntimeError before `configure`."""
    if _environment is None:
        raise RuntimeError("configure(environment) comes first")
    return _environment.get_template(template).render(**context)


def base_url() -> str:
    """Gives the address of the portal, which every link begins with."""
    found = mail.settings()
    return found.base_url or f"http://{found.host}:{found.port}"


def letter_for(batch: Batch, message: Message) -> Letter | None:
    """Writes the mail, or gives None where there is nothing left to tell or nobody to tell it."""
    reader = batch.readers.get(message.user_id)
    if reader is None:
        return None
    zone = reader.setting.time_zone or mail.settings().time_zone
    with i18n.using(reader.actor.language), i18n.using_zone(zone):
        if message.kind == "test":
            return _test(reader)
        if message.kind == "returned":
            return _returned(reader, message.items[0])
        things = told(batch, message, reader)
        if not things:
            return None
        if mail.settings().mail_content == "sparing":
            return _sparing(reader, message, things)
        return _digest(reader, message, things) if message.kind == "digest" else _notice(reader, things[0])


def _notice(reader: Reader, thing: Told) -> Letter:
    about = thing.entry.about
    is_comment = thing.said is not None and thing.entry.data.get("said", "").startswith("comment:")
    place = f"[{thing.place.name}] " if thing.place else ""
    return Letter(
        subject=f"{place}{thing.entry.title}",
        lines=[_line(thing, MOST_WORDS)],
        reader=reader,
        author=thing.entry.who,
        closing=_why(thing),
        stop_url=_stop(reader, thing.kind),
        reply_to=_reply_to(reader, about, thing.said.id if is_comment else None),
        about=about,
        list_id=_list_id(thing),
        list_name=thing.place.name if thing.place else "",
    )


def _digest(reader: Reader, message: Message, things: list[Told]) -> Letter:
    count = len(things) + message.more
    more = ngettext("And %(n)s more in the portal.", "And %(n)s more in the portal.", message.more)
    return Letter(
        subject=ngettext("%(n)s thing is new for you", "%(n)s things are new for you", count),
        lines=[_line(thing, _EXCERPT) for thing in things],
        reader=reader,
        opening=_("This is what you have not read yet."),
        closing=(f"{more} " if message.more else "") + _why_digest(reader),
        stop_url=_stop(reader, "digest"),
        list_id="digest",
    )


def _sparing(reader: Reader, message: Message, things: list[Told]) -> Letter:
    """Says only that there is something: what is in the portal stays in the portal."""
    count = len(things) + message.more
    sentence = ngettext("There is %(n)s new notification for you.", "There are %(n)s new notifications for you.", count)
    is_digest = message.kind == "digest"
    what = "digest" if is_digest else things[0].kind
    return Letter(
        subject=_("Something new for you"),
        lines=[Line(sentence, f"{base_url()}/notifications")],
        reader=reader,
        closing=_why_digest(reader) if is_digest else _why(things[0]),
        stop_url=_stop(reader, what),
        list_id=what,
    )


def _test(reader: Reader) -> Letter:
    sentence = _("Mail from the portal reaches you. There is nothing else to do.")
    return Letter(_("Mail works"), [Line(sentence, f"{base_url()}/notifications/mail")], reader)


def _returned(reader: Reader, item: dict[str, Any]) -> Letter:
    if item.get("posted"):
        line = Line(item["reason"], base_url() + item["url"])
        return Letter(_("Not every file of your reply was taken"), [line], reader)
    return Letter(
        subject=_("Your reply was not posted"),
        lines=[Line(item["reason"], base_url() + item.get("url", "/home"), words=item.get("text", ""))],
        reader=reader,
        opening=_("Your reply by mail did not get into the portal. This is why, and what you wrote:"),
    )


def _line(thing: Told, most: int) -> Line:
    shown = thing.entry
    plain, html = _words(thing.said, most)
    return Line(
        sentence=text.plain(draw(shown.template, n=shown)),
        url=base_url() + shown.url,
        words=plain,
        html=html,
        place=thing.place.name if thing.place else "",
        at=i18n.date_time(shown.at),
    )


def _words(said: Any, most: int) -> tuple[str, Markup]:
    """The words of a post or comment: as they were typed, and as HTML that needs nothing of the portal's."""
    plain = getattr(said, "plain", "")
    if not plain:
        return "", Markup()
    if most <= _EXCERPT or len(plain) > most:
        return text.excerpt(plain, most), Markup()
    html = _PICTURE.sub(_alt, said.html)
    return said.body.replace("](/", f"]({base_url()}/"), text.shown(_LINK.sub(rf"\g<1>{base_url()}\g<2>", html))


def _alt(picture: re.Match[str]) -> str:
    found = _ALT.search(picture[0])
    return f"[{found[1]}]" if found and found[1] else ""


def _reply_to(reader: Reader, about: Ref, comment_id: int | None) -> str:
    if "comments" not in get(about.kind).traits:
        return ""
    return addresses.reply_address(addresses.ReplyTo(reader.actor.id, about, comment_id))


def _list_id(thing: Told) -> str:
    return thing.audience.replace(":", "-") if thing.place else "news"


def _stop(reader: Reader, what: str) -> str:
    return f"{base_url()}/mail/stop/{addresses.stop_token(reader.actor.id, what)}"


def _why(thing: Told) -> str:
    if is_forced(thing.entry):
        return _("You get this mail whatever you chose, because nobody should miss it.")
    label = next((str(kind.label) for kind in all_kinds() if kind.name == thing.kind), "")
    return _("You get this mail at once because that is how you hear of: %(kind)s.", kind=label)


def _why_digest(reader: Reader) -> str:
    if reader.setting.digest == "weekly":
        return _("This overview comes once a week.")
    return _("This overview comes once a day, and only when there is something new.")
