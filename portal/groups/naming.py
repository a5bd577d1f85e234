"""Groups named in a text: found by their slug, offered while one writes. Only those that everyone may know of."""

from typing import NamedTuple

from sqlalchemy import select

from portal.core import db
from portal.core.text import clean, fold

from .models import Group

MOST_WORDS = 4


class NamedGroup(NamedTuple):
    """A group as the suggestions show it."""

    slug: str
    name: str
    purpose: str


def names_by_slug(slugs: list[str]) -> dict[str, str]:
    """Gives the names of the listed groups with these slugs, for `text.render`."""
    found = select(Group.slug, Group.name).where(Group.slug.in_(slugs), Group.visibility != "hidden")
    return {slug: name for slug, name in db.session.execute(found)}  # noqa: C416  (rows are no pairs to `dict`)


def group_options(typed: str, limit: int = 4) -> list[NamedGroup]:
    """Gives the listed groups in whose name each word that was typed begins a word, the liveliest first."""
    words = fold(clean(typed).removeprefix("group/").replace("-", " ")).split()[:MOST_WORDS]
    begins = [
        Group.sort_name.startswith(word, autoescape=True) | Group.sort_name.contains(f" {word}", autoescape=True)
        for word in words
    ]
    columns = select(Group.slug, Group.name, Group.purpose)
    alive = columns.where(Group.visibility != "hidden", Group.archived_at.is_(None), *begins)
    found = alive.order_by(Group.active_at.desc(), Group.id).limit(limit)
    return [NamedGroup(*row) for row in db.session.execute(found)]
