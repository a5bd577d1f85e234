"""Turning an answer by mail into a comment of the person for whom its address was made."""

import hashlib
import hmac
import io
import re
from datetime import timedelta

from sqlalchemy import func, select

from auth.audience import Actor, actor_for
from auth.models import User
from portal.attachments import File, Kept, adopt, attach, shown, take_in
from portal.comments import Comment, add_comment
from portal.core import clock, db, i18n, mail, subjects
from portal.core.errors import Invalid, NotFound, Refusal
from portal.core.i18n import _
from portal.core.subjects import Ref

from .. import addresses
from ..addresses import ReplyTo
from ..models import Message
from ..preparing import send_to
from .cutting import reply_in
from .parsing import Arrived, Upload, headers

MOST_CHARACTERS = 20_000
MOST_IN_AN_HOUR = 30
MOST_RETURNED = 10
_MARKUP = re.compile(r"[\[\]()<>*_`\\]+")


def stranger(arrived: Arrived, to: ReplyTo) -> str:
    """Says why this mail is not from the person whose address it uses; empty where it is."""
    email = db.session.scalar(select(User.email).where(User.id == to.user_id, User.is_active))
    if not email:
        return "nobody has this address"
    if not hmac.compare_digest(arrived.sender.encode(), email.lower().encode()):
        return "the sender is somebody else"
    authserv = mail.settings().mail_authserv
    return "" if not authserv or _is_proven(arrived, authserv) else "the sender is not proven"


def _is_proven(arrived: Arrived, authserv: str) -> bool:
    """Whether our own mail server has found the sender to be genuine; what others claim counts for nothing."""
    results = headers(arrived.mime, "authentication-results")
    own = next((text for text in results if text.split(";")[0].split()[:1] == [authserv]), "")
    return "dmarc=pass" in own.lower().split(";", 1)[-1]


def post(arrived: Arrived, to: ReplyTo) -> bool:
    """Posts the answer; says whether it stands in the portal. Otherwise the person gets it back with the reason.

    The same mail twice is one comment. Commits by itself, since files are made ready before.
    """
    with db.reading():
        try:
            actor = actor_for(to.user_id)
        except NotFound:
            return False
    with i18n.using(actor.language):
        files, refused = _take_in(arrived.files)
        reply = reply_in(arrived)
        try:
            with db.unit_of_work():
                _write(actor, to, reply, files, _key(arrived, to))
                if refused:
                    _give_back(actor, to, _files_sentence(refused), "", is_posted=True)
        except Refusal as error:
            with db.unit_of_work():
                _give_back(actor, to, _sentence(error), reply, is_posted=False)
            return False
    return True


def _write(actor: Actor, to: ReplyTo, reply: str, files: list[Kept], key: str) -> None:
    if db.session.scalar(select(Comment.id).where(Comment.author_id == actor.id, Comment.client_key == key)):
        return
    if not reply and not files:
        raise Invalid("body", _("There was nothing above the quoted mail."))
    if len(reply) > MOST_CHARACTERS:
        raise Invalid("body", _("This is too long for a comment."))
    if _written_lately(actor) >= MOST_IN_AN_HOUR:
        raise Invalid("body", _("That were very many replies in an hour. Go on in the portal."))
    rows = [attach(actor, kept) for kept in files]
    body = "\n\n".join([reply, *(_link(shown(row)) for row in rows)]).strip()
    comment, _is_new = add_comment(actor, to.about, body, parent_id=_parent(actor, to), client_key=key)
    if rows:
        adopt(actor, [row.id for row in rows], Ref("comment", comment.id), comment.audience)


def _written_lately(actor: Actor) -> int:
    recent = select(func.count()).select_from(Comment)
    recent = recent.where(Comment.author_id == actor.id, Comment.client_key.like("mail-%"))
    return db.session.scalar(recent.where(Comment.created_at > clock.ago(hours=1))) or 0


def _link(file: File) -> str:
    name = " ".join(_MARKUP.sub(" ", file.name).split())
    return f"{'!' if file.is_picture else ''}[{name}]({file.url})"


def _parent(actor: Actor, to: ReplyTo) -> int | None:
    """The comment that is answered, where it still stands in this thread."""
    found = db.session.get(Comment, to.comment_id) if to.comment_id else None
    if found is None or (found.subject_kind, found.subject_id) != to.about or not actor.holds(found.audience):
        return None
    return found.id


def _take_in(uploads: tuple[Upload, ...]) -> tuple[list[Kept], list[str]]:
    kept, refused = [], []
    for upload in uploads:
        try:
            kept.append(take_in(io.BytesIO(upload.content), upload.name))
        except Invalid as error:
            refused.append(f"{upload.name}: {error.message}")
    return kept, refused


def _give_back(actor: Actor, to: ReplyTo, reason: str, text: str, *, is_posted: bool) -> None:
    today = select(func.count()).select_from(Message).where(Message.user_id == actor.id, Message.kind == "returned")
    if (db.session.scalar(today.where(Message.created_at > clock.now() - timedelta(days=1))) or 0) >= MOST_RETURNED:
        return
    thing = db.session.get(subjects.get(to.about.kind).model, to.about.id)
    sees = thing is not None and actor.holds(getattr(thing, "audience", "nobody"))
    url = subjects.get(to.about.kind).url(thing) if sees else "/home"
    send_to(actor.id, "returned", [{"reason": reason, "text": text[:MOST_CHARACTERS], "url": url, "posted": is_posted}])


def _sentence(error: Refusal) -> str:
    if isinstance(error, NotFound):
        return _("What you answered to is no longer there, or no longer open to you.")
    return error.message or _("You may not comment there.")


def _files_sentence(refused: list[str]) -> str:
    return _("Your reply is posted, but not these files: %(files)s", files="; ".join(refused))


def _key(arrived: Arrived, to: ReplyTo) -> str:
    found = arrived.message_id or hashlib.sha256(arrived.plain.encode() + arrived.html.encode()).hexdigest()
    return "mail-" + hashlib.sha256(f"{to}:{found}".encode()).hexdigest()[:32]


def is_own(arrived: Arrived) -> bool:
    """Whether the portal itself wrote the mail, so that answering it would go round in circles."""
    loops = headers(arrived.mime, "x-loop")
    return addresses.is_own_message_id(arrived.message_id) or any(mail.sender_address() in loop for loop in loops)
