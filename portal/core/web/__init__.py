"""The request: units of work, answers, refusals, headers. Besides views and sockets only this knows of one."""

from .answers import (
    alike,
    client_address,
    form_state,
    fragment,
    go,
    keep_typed,
    page,
    parse,
    public,
    redraw,
    wants_fragment,
)
from .application import Portal, settings
from .cards import card, is_drawn
from .files import file
from .limits import limit

__all__ = [
    "Portal",
    "alike",
    "card",
    "client_address",
    "file",
    "form_state",
    "fragment",
    "go",
    "is_drawn",
    "keep_typed",
    "limit",
    "page",
    "parse",
    "public",
    "redraw",
    "settings",
    "wants_fragment",
]
