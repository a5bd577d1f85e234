"""What was typed into a form that could not be taken: it is shown once more, so that nobody writes it twice."""

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from .addresses import came_from, is_inside

_SECRETS = frozenset({"password", "pin", "code", "secret", "token"})
_IS_PROSE = 20  # characters


def is_prose(value: str) -> bool:
    """Whether somebody wrote this, rather than chose it."""
    return len(value) > _IS_PROSE or "\n" in value


def typed() -> list[tuple[str, str]]:
    """Gives the fields of the form that this request sent; none of it where nobody has written anything in it.

    Nothing either where it came from no page of ours, holds a secret, or stands on a page for nobody or with power.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_public", False) or getattr(view, "needs_confirmation", False):
        return []
    if not (came_from() and is_inside(request.full_path)):
        return []
    try:
        fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    except (HTTPException, OSError):
        return []
    holds_secret = any(_SECRETS & set(name.split("_")) for name, _ in fields)
    return fields if any(is_prose(value) for _, value in fields) and not holds_secret else []
