"""Packing a letter as MIME: text and HTML beside each other, and the headers that mail programs and servers go by.

RFC 5322 threads, RFC 2369 and 8058 one-click unsubscribing, RFC 2919 list ids, RFC 3834 against automatic answers.
"""

import binascii
import re
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from portal.core import clock, i18n, mail
from portal.core.i18n import _
from portal.core.mail import Envelope

from . import addresses
from .letters import Letter, Line, base_url, draw
from .models import Message

# The dashes are what is looked for when a reply comes in, whatever the language.
MARK = "–––"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_STYLE = Path(__file__).parent / "letter.css"


def pack(letter: Letter, message: Message, former: int | None) -> Envelope:
    """Gives the mail ready to be sent; the same row gives the same Message-ID and return address."""
    with i18n.using(letter.reader.actor.language):
        # No text in quoted-printable holds “=_”, so the boundary occurs in none.
        boundary = f"=_{message.id}"
        content = _packed(_headers(letter, message, former), boundary, _text(letter), _html(letter))
    name = f"{message.created_at:%Y%m%d-%H%M%S}-{message.id}"
    return Envelope(addresses.return_address(message.id), letter.reader.email, content, name)


def _headers(letter: Letter, message: Message, former: int | None) -> dict[str, str]:
    brand, address = parseaddr(mail.sender())
    headers = {
        "From": _mailbox(f"{letter.author} · {brand}" if letter.author else brand, address),
        "To": _mailbox(letter.reader.actor.name, letter.reader.email),
        "Subject": _words(letter.subject),
        "Date": format_datetime(clock.now()),
        "Message-ID": addresses.message_id(message.id),
        "Reply-To": _mailbox(brand, letter.reply_to) if letter.reply_to else "",
        "Content-Language": letter.reader.actor.language,
        "List-Id": _list_id(letter),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Loop": address,
    }
    if letter.about is not None:
        root = addresses.thread_id(letter.about)
        before = addresses.message_id(former) if former else ""
        headers |= {"In-Reply-To": before or root, "References": f"{root} {before}".strip()}
    if letter.stop_url:
        headers |= {
            "List-Unsubscribe": f"<{letter.stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "list",
        }
    return headers


def _text(letter: Letter) -> str:
    parts = [" ".join([MARK, _("Write your answer above this line"), MARK])] if letter.reply_to else []
    parts += [letter.opening] if letter.opening else []
    parts += ["\n\n".join(part for part in (line.sentence, line.words, line.url) if part) for line in letter.lines]
    foot = [letter.closing] if letter.closing else []
    if letter.reply_to:
        foot.append(_("You can answer this mail: your answer is posted under your name."))
    if letter.stop_url:
        foot.append(_("Stop mails of this sort: %(url)s", url=letter.stop_url))
    foot.append(_("Choose what you get by mail: %(url)s", url=f"{base_url()}/notifications/mail"))
    return "\n\n".join([*parts, "-- \n" + "\n".join(foot)]) + "\n"


def _html(letter: Letter) -> str:
    return draw(
        "mail/letter.html",
        letter=letter,
        stretches=_stretches(letter.lines),
        mark=MARK,
        style=_style(),
        settings_url=f"{base_url()}/notifications/mail",
        home_url=base_url(),
    )


def _stretches(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """The lines by the group that they stand in, in the order in which the groups first occur."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.place, []).append(line)
    return list(found.items())


@lru_cache(maxsize=1)
def _style() -> Markup:
    # Mail programs have no policy for content and fetch no files, so the style goes along.
    return Markup(f"<style>{_STYLE.read_text(encoding='utf-8')}</style>")  # noqa: S704  (our own file)


def _packed(headers: dict[str, str], boundary: str, text: str, html: str) -> bytes:
    """The bytes of the mail; written here, since the library's generator takes longer than all the rest."""
    lines = [f"{name}: {value}" for name, value in headers.items() if value]
    lines += ["MIME-Version: 1.0", f'Content-Type: multipart/alternative; boundary="{boundary}"', ""]
    for subtype, body in (("plain", text), ("html", html)):
        lines += [
            f"--{boundary}",
            f'Content-Type: text/{subtype}; charset="utf-8"',
            "Content-Transfer-Encoding: quoted-printable",
            "",
            binascii.b2a_qp(body.encode(errors="replace"), istext=True).decode("ascii"),
        ]
    lines.append(f"--{boundary}--\n")
    return "\n".join(lines).replace("\n", "\r\n").encode("ascii")


def _list_id(letter: Letter) -> str:
    name = f"{_words(letter.list_name)} " if letter.list_name else ""
    return f"{name}<{letter.list_id}.{mail.domain()}>"


def _mailbox(name: str, address: str) -> str:
    plain = _one_line(name)
    if plain.isascii():
        return formataddr((plain, _one_line(address)))
    return f"{Header(plain, 'utf-8', maxlinelen=76).encode(linesep=chr(10))} <{_one_line(address)}>"


def _words(text: str) -> str:
    plain = _one_line(text)
    return plain if plain.isascii() and "=?" not in plain else Header(plain, "utf-8", maxlinelen=76).encode()


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())
