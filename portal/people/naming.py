"""People as they are named in a field of a form: by handle, or by their full name where only one has it."""

import re
from typing import Any

from sqlalchemy import Select, select

from auth.models import User
from portal.core import db, text
from portal.core.errors import Invalid
from portal.core.i18n import _


def people_named(words: str, field: str) -> list[int]:
    """Gives the ids of active people named in a field, once each. Raises Invalid for names that are not clear."""
    wanted = names_in(words)
    found = {word: list(db.session.scalars(_called(word).limit(2))) for word in wanted}
    names = ", ".join(text.excerpt(word, 60) for word, ids in found.items() if len(ids) != 1)
    if names:
        raise Invalid(
            field, _("Nobody, or more than one person, is called: %(names)s. Use the name after the @.", names=names)
        )
    return list(dict.fromkeys(ids[0] for ids in found.values()))


def names_in(words: str) -> list[str]:
    """Gives the names in a field, between which stand commas, semicolons or lines."""
    return [word.strip() for word in re.split(r"[,;\n]|\s(?=@)", words) if word.strip()]


def _called(word: str) -> Select[Any]:
    handle = User.slug == word.lstrip("@").lower()
    named = handle if word.startswith("@") else handle | (User.sort_name == text.fold(word))
    return select(User.id).where(User.is_active, named)
