"""Parts of pages that are drawn once and shown often, such as a comment or the bar of reactions under it.

The key holds everything that a part depends on besides the language, so nothing is ever purged: what changed has
another key. The token of the reader's forms is filled in afterwards, for each reader anew.
"""

import secrets
from collections.abc import Hashable
from itertools import islice
from threading import Lock
from typing import Any

from flask import current_app, g
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from .. import i18n

MOST = 4000
MOST_BYTES = 8_000_000
_MARK = secrets.token_hex(16)
# Bytes, since one smiling face makes a text four times as large in memory.
_drawn: dict[tuple[str, str, Hashable], bytes] = {}
_lock = Lock()
_bytes = 0


def card(template: str, key: Hashable, **context: Any) -> Markup:
    """Draws a template, or takes what was drawn of it for the same key in the same language."""
    whole = (template, i18n.language(), key)
    kept = _drawn.get(whole)
    if kept is None:
        drawn = current_app.jinja_env.get_template(template).render(context | {"csrf_token": _mark})
        kept = _keep(whole, drawn.encode())
    found = kept.decode()
    return Markup(found.replace(_MARK, _token()) if _MARK in found else found)  # noqa: S704  (drawn by Jinja)


def is_drawn(template: str, key: Hashable) -> bool:
    """Whether a part is kept, so that nothing need be read to draw it."""
    return (template, i18n.language(), key) in _drawn


def forget() -> None:
    """Forgets all parts; for tests, whose ids begin anew with each."""
    global _bytes
    _drawn.clear()
    _bytes = 0


def _token() -> str:
    """Asks once a request: a page of comments wants it dozens of times."""
    token: str = g.get("csrf_token") or generate_csrf()
    return token


def _mark() -> str:
    return _MARK


def _keep(whole: tuple[str, str, Hashable], html: bytes) -> bytes:
    global _bytes
    with _lock:
        if len(_drawn) >= MOST or _bytes >= MOST_BYTES:
            for old in list(islice(_drawn, len(_drawn) // 4 + 1)):
                _bytes -= len(_drawn.pop(old))
        _bytes += len(html) - len(_drawn.get(whole, b""))
        _drawn[whole] = html
    return html
