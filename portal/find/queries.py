"""What the search page shows: hits with their places, tabs with counts, filters, numbered pages."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape
from sqlalchemy import select

import search
from auth.audience import Actor, held, holding
from portal.core import db, text
from portal.core.i18n import LazyText, _, lazy_
from portal.core.statements import among
from portal.groups import Group, group_id_of, key_of
from portal.questions import Answer, Question
from search import Hit, Results

from .forms import Asked
from .kinds import kind, kinds

SIZE = 20
ANSWER = 200
"""Characters of an accepted answer that are shown with its question."""
_FOUND_IN = {
    "names": lazy_("Found in a name"),
    "author": lazy_("Found in the author’s name"),
    "files": lazy_("Found in a file"),
}


class Place(NamedTuple):
    """A group that results come from."""

    id: int
    name: str
    slug: str


class Shown(NamedTuple):
    """One hit as the page shows it."""

    url: str
    icon: str
    kind: str
    title_html: Markup
    snippet_html: Markup
    author: str
    place: Place | None
    at: datetime | None
    found_in: str | Markup
    question: "State | None" = None


class State(NamedTuple):
    """How a question that was found stands: open, answered, solved or closed, and the answer that helped."""

    state: str
    answers: int
    answer: str


class Tab(NamedTuple):
    """One kind of results and how many there are; `type` is empty for all."""

    type: str
    label: LazyText
    total: int


class Found(NamedTuple):
    """The answer to a search, ready for the page."""

    results: Results
    hits: list[Shown]
    tabs: list[Tab]
    place: Place | None
    places: list[Place]
    pages: list[int]


def find(actor: Actor, asked: Asked, *, kinds: Sequence[str] = ()) -> Found:
    """Gives a page of what the actor may see of what was asked for; of these kinds, where no other is asked for."""
    results = search.find(
        actor,
        asked.q,
        kinds=(asked.type,) if asked.type else kinds,
        group=key_of(asked.group) if asked.group else None,
        since=asked.earliest(),
        page=asked.page,
        size=SIZE,
    )
    places = _places(actor, [hit.group for hit in results.hits], asked.group)
    states = _states(actor, [hit.ref.id for hit in results.hits if hit.ref.kind == "question"])
    hits = [
        _shown(hit, places)._replace(question=states.get(hit.ref.id) if hit.ref.kind == "question" else None)
        for hit in results.hits
    ]
    others = list(dict.fromkeys(hit.place for hit in hits if hit.place and hit.place.id != asked.group))
    return Found(results, hits, _tabs(results), places.get(asked.group), others[:4], _pages(asked, results))


def _places(actor: Actor, keys: Iterable[str | None], chosen: int) -> dict[int, Place]:
    ids = {group_id for key in keys if key and (group_id := group_id_of(key))} | ({chosen} - {0})
    if not ids:
        return {}
    rows = db.session.execute(_visible_groups(db.dialect()), holding(actor) | {"ids": sorted(ids)})
    return {row.id: Place(*row) for row in rows}


def _states(actor: Actor, ids: Sequence[int]) -> dict[int, State]:
    if not ids:
        return {}
    rows = db.session.execute(_visible_questions(db.dialect()), holding(actor) | {"ids": sorted(ids)})
    return {row.id: State(_state(row), row.answer_count, text.excerpt(row.plain or "", ANSWER)) for row in rows}


def _state(row: Any) -> str:
    if row.state == "open" and row.answer_count:
        return "answered"
    return str(row.state)


@cache
def _visible_questions(_dialect: str) -> Any:
    accepted = (Answer.question_id == Question.id) & Answer.is_accepted & Answer.removed_at.is_(None)
    columns = select(Question.id, Question.state, Question.answer_count, Answer.plain).outerjoin(Answer, accepted)
    return columns.where(among(Question.id, "ids"), held(Question.audience))


@cache
def _visible_groups(_dialect: str) -> Any:
    return select(Group.id, Group.name, Group.slug).where(among(Group.id, "ids"), held(Group.audience))


def _shown(hit: Hit, places: dict[int, Place]) -> Shown:
    of_kind = kind(hit.ref.kind)
    name = str(of_kind.one)
    is_marked = "<mark>" in hit.title_html or "<mark>" in hit.snippet_html
    return Shown(
        f"/search/{hit.ref.kind}/{hit.ref.id}",
        of_kind.icon,
        name,
        hit.title_html or escape(_("%(kind)s by %(author)s", kind=name, author=hit.author) if hit.author else name),
        hit.snippet_html,
        hit.author if hit.title else "",
        places.get(group_id_of(hit.group or "") or 0),
        None if hit.ref.kind in search.NAMED else hit.at,
        _found_in(hit) if hit.matched == "files" or not is_marked else "",
    )


def _found_in(hit: Hit) -> str | Markup:
    if not hit.tags_html:
        return str(_FOUND_IN.get(hit.matched, ""))
    said = _("Can be asked about") if hit.ref.kind == "person" else _("Found in the tags")
    return escape(said) + ": " + hit.tags_html


def _tabs(results: Results) -> list[Tab]:
    each = [Tab(name, kind(name).many, results.counts[name]) for name in kinds() if results.counts.get(name)]
    return [Tab("", lazy_("All"), results.total), *each]


def _pages(asked: Asked, results: Results) -> list[int]:
    """Gives the numbers of the pages to link: the first, the last, and those around this one."""
    total = results.counts.get(asked.type, 0) if asked.type else results.total
    last = min(-(-total // SIZE), search.MOST_PAGES)
    near = {1, last, *range(asked.page - 2, asked.page + 3)}
    return sorted(page for page in near if 1 <= page <= last) if last > 1 else []
