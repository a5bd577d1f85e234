"""Notes what was looked for, so that community managers learn what is missing; nobody can look up who it was."""

from datetime import date, timedelta
from hashlib import blake2b

from sqlalchemy import and_, case, delete, update

from auth.audience import Actor
from portal.core import clock, db

from .models import TERM, Note

_KEPT = timedelta(days=400)
_FOLLOWS = timedelta(days=1)
_OPENED_WITHIN, _REPEATED_WITHIN = timedelta(seconds=60), timedelta(minutes=5)
_KEPT_MOMENT = timedelta(days=1)
_MOST_WORDS = 6
_key = b""


def configure(secret: str) -> None:
    """Sets what marks are made with."""
    global _key
    _key = blake2b(secret.encode(), person=b"find notes").digest()


def term_of(words: str) -> str:
    """The words as they are counted: small letters, single spaces; empty for what is too long to be a term."""
    term = " ".join(words.lower().split())
    return term if len(term) <= TERM else ""


def note_search(actor: Actor, words: str, *, is_empty: bool) -> None:
    """Notes that somebody looked for something this month, and whether nothing was found.

    Who looks for the same again within five minutes had not found it: what was opened then does not count.
    """
    term, now = term_of(words), clock.now()
    if not term:
        return
    month = now.date().replace(day=1)
    values = {"month": month, "term": term, "mark": _mark(actor.id, term, month)}
    said = {"last_on": now.date(), "last_at": now, "was_empty": is_empty, "is_opened": False}
    in_vain = and_(Note.is_opened, Note.last_at > now - _REPEATED_WITHIN)
    more = {"searches": Note.searches + 1, "opened": Note.opened - case((in_vain, 1), else_=0)}
    db.upsert(Note, values | said | {"searches": 1}, keys=("month", "term", "mark"), update=said | more)


def note_opening(actor: Actor, words: str) -> None:
    """Notes that somebody opened what the search found, within a minute; once a search."""
    term, now = term_of(words), clock.now()
    month = now.date().replace(day=1)
    mine = (Note.month == month, Note.term == term, Note.mark == _mark(actor.id, term, month))
    just_now = (Note.last_at > now - _OPENED_WITHIN, ~Note.is_opened)
    opened = update(Note).where(*mine, *just_now).values(opened=Note.opened + 1, is_opened=True)
    db.session.execute(opened.execution_options(synchronize_session=False))


def note_question(asker_id: int, title: str) -> None:
    """Notes that a search of today or yesterday ended in a question: its words stand side by side in the title."""
    words, today = title.lower().rstrip("?!. ").split(), clock.now().date()
    ends = {n: range(n + 1, min(n + _MOST_WORDS, len(words)) + 1) for n in range(len(words))}
    terms = {term for n, after in ends.items() for m in after if (term := term_of(" ".join(words[n:m])))}
    month = today.replace(day=1)
    marks = [_mark(asker_id, term, month) for term in terms]
    mine = (Note.month == month, Note.mark.in_(marks), Note.last_on >= today - _FOLLOWS)
    statement = update(Note).where(*mine).values(has_asked=True)
    db.session.execute(statement.execution_options(synchronize_session=False))


def forget_old() -> None:
    """Deletes notes of more than a year ago, and the moments of searches of more than a day ago."""
    now = clock.now()
    old = delete(Note).where(Note.month < now.date() - _KEPT)
    moments = update(Note).where(Note.last_at < now - _KEPT_MOMENT).values(last_at=None)
    for statement in (old, moments):
        db.session.execute(statement.execution_options(synchronize_session=False))


def _mark(user_id: int, term: str, month: date) -> str:
    return blake2b(f"{user_id}|{month}|{term}".encode(), key=_key, digest_size=16).hexdigest()
