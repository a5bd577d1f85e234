"""The texts that a desk has ready for its answers, in German and English."""

import json
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, or_, select, update

from auth.audience import Actor
from auth.models import User
from auth.policy import require
from portal.core import clock, db, i18n
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import _
from portal.core.paging import Page, paginate

from ..forms import tags_of
from .cases import desk_called
from .forms import TextForm
from .keys import desks_of, works_at
from .models import Desk, TextBlock

_MOST_USED: Any = [(TextBlock.used, "desc"), (TextBlock.id, "desc")]


class Block(NamedTuple):
    """A text as lists show it, in one language where it is there in it."""

    id: int
    title: str
    body: str
    language: str
    languages: tuple[str, ...]
    tags: list[str]
    owner: str
    valid_until: date | None
    used: int

    @property
    def is_overdue(self) -> bool:
        """Whether somebody said that it holds until a day that has passed."""
        return self.valid_until is not None and self.valid_until < i18n.local(clock.now()).date()


def texts(actor: Actor, desk: Desk, language: str, q: str = "", after: str | None = None) -> Page:
    """Gives the desk's texts, those used most first; with `q` those with all its words. Raises Forbidden."""
    require(actor, "edit", desk)
    wanted: Any = select(TextBlock, User.name, TextBlock.used, TextBlock.id).join(User, User.id == TextBlock.owner_id)
    wanted = wanted.where(TextBlock.desk_id == desk.id)
    for word in q.split()[:8]:
        wanted = wanted.where(_has(word))
    page = paginate(wanted, order=_MOST_USED, after=after, size=20)
    return Page([_shown(row[0], row[1], language) for row in page.items], page.next, page.size)


def _has(word: str) -> Any:
    columns = (TextBlock.title_de, TextBlock.title_en, TextBlock.body_de, TextBlock.body_en)
    spelled = dict.fromkeys((word, word.lower(), word.capitalize()))  # SQLite lowers only ASCII letters
    found = [column.icontains(one, autoescape=True) for column in columns for one in spelled]
    # SQLite keeps what was written, with letters beyond ASCII escaped.
    tags = (json.dumps(one, ensure_ascii=db.dialect() == "sqlite")[1:-1] for one in spelled)
    return or_(*found, *(cast(TextBlock.tags, Text).icontains(tag, autoescape=True) for tag in tags))


def _shown(block: TextBlock, owner: str, language: str) -> Block:
    there = tuple(code for code in ("de", "en") if getattr(block, f"body_{code}"))
    code = language if language in there else there[0]
    title, body = getattr(block, f"title_{code}"), getattr(block, f"body_{code}")
    return Block(block.id, title, body, code, there, block.tags, owner, block.valid_until, block.used)


def text_of(actor: Actor, slug: str, block_id: int) -> TextBlock:
    """Gives one text of a desk. Raises NotFound, also for who does not work there."""
    return _text(actor, desk_called(slug).id, block_id)


def _text(actor: Actor, desk_id: int, block_id: int) -> TextBlock:
    block = db.session.get(TextBlock, block_id) if 0 < block_id < 2**53 else None
    if block is None or block.desk_id != desk_id or not works_at(actor, desk_id):
        raise NotFound
    return block


def words_of(actor: Actor, desk_id: int, block_id: int, language: str) -> str:
    """Gives the words of a desk's text in a language, or in the other one. Raises NotFound."""
    return _shown(_text(actor, desk_id, block_id), "", language).body


def keep_text(actor: Actor, desk: Desk, form: TextForm) -> TextBlock:
    """Adds a text to those that the desk has ready. Raises Forbidden, and Invalid without words in any language."""
    require(actor, "edit", desk)
    block = TextBlock(**_values(form), desk_id=desk.id, owner_id=actor.id, used=0, version=1)
    db.session.add(block)
    db.session.flush()
    return block


def change_text(actor: Actor, block: TextBlock, form: TextForm) -> None:
    """Puts other words there; who changes them looks after them. Raises Conflict where others did so meanwhile."""
    require(actor, "edit", block)
    values = _values(form) | {"owner_id": actor.id, "version": form.version + 1}
    same = update(TextBlock).where(TextBlock.id == block.id, TextBlock.version == form.version).values(**values)
    changed = same.returning(TextBlock.id).execution_options(synchronize_session=False)
    if db.session.scalar(changed) is None:
        raise Conflict(_("Somebody has changed this text meanwhile. Copy your words and load the page again."))
    db.session.refresh(block)


def drop_text(actor: Actor, block: TextBlock) -> None:
    """Takes a text out; answers that were written with it stay."""
    require(actor, "edit", block)
    db.session.delete(block)
    db.session.flush()


def count_uses(actor: Actor, block_ids: tuple[int, ...]) -> None:
    """Counts that an answer was sent with these texts; those of other desks are passed over."""
    mine = desks_of(actor)
    if block_ids and mine:
        used = update(TextBlock).where(TextBlock.id.in_(sorted(set(block_ids))), TextBlock.desk_id.in_(mine))
        db.session.execute(used.values(used=TextBlock.used + 1).execution_options(synchronize_session=False))


def _values(form: TextForm) -> dict[str, Any]:
    for code in ("de", "en"):
        title, body = getattr(form, f"title_{code}"), getattr(form, f"body_{code}")
        if bool(title) != bool(body):
            raise Invalid(f"{'body' if title else 'title'}_{code}", _("A text needs a title and words."))
    if not form.body_de and not form.body_en:
        raise Invalid("body_de", _("Write it in German, in English, or in both."))
    return form.model_dump(exclude={"tags", "version"}) | {"tags": tags_of(form.tags)}
