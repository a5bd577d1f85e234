"""What every template may use: words, dates, addresses of assets, the state of the refused form, the frame."""

import hashlib
from collections.abc import Hashable, Iterable, MutableMapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app, g, get_flashed_messages, request, url_for
from flask.templating import Environment
from jinja2 import FileSystemBytecodeCache, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from .. import i18n, navigation, shell
from .answers import asset, form_state
from .cards import card
from .typed import is_prose

if TYPE_CHECKING:
    from .application import Portal


_NOTHING = Markup()


class LazyShell:
    """The frame, gathered when a template first asks for a part of it."""

    def __init__(self, actor: Any) -> None:
        self._actor = actor

    def __getattr__(self, part: str) -> Any:
        if "shell" not in g:
            g.shell = shell.build(self._actor, request.path)
        return getattr(g.shell, part)


def when(moment: datetime) -> Markup:
    """Draws an instant: written out, with the machine's form beside it so that an open page can say `3 minutes ago`."""
    text = escape(i18n.date_time(moment))
    return Markup(f'<time datetime="{moment.isoformat(timespec="seconds")}" data-rel>{text}</time>')  # noqa: S704


def initials(name: str) -> str:
    """Gives the letters that stand for a name: of the first and the last word, or the first two of a single one."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalnum()] or [name]
    return (words[0][:2] if len(words) == 1 else words[0][:1] + words[-1][:1]).upper()


def send_as(method: str, endpoint: str, /, **values: Any) -> str:
    """Gives the address of a form that stands for PUT, PATCH or DELETE."""
    url = url_for(endpoint, **values)
    return f"{url}{'&' if '?' in url else '?'}_method={method}"


def part(template: str, /, **context: Any) -> Markup:
    """Draws a part that depends on the language, the installation and what is handed in alone: once, for everybody."""
    settings = current_app.settings  # type: ignore[attr-defined]  # the only application class is Portal
    return card(template, (settings.brand, settings.brand_hue, *context.items()), **context)


def rows(template: str, items: Iterable[Hashable]) -> Markup:
    """Draws a row for each item; a row depends on the language and its item alone."""
    return _NOTHING.join(_row(template, item, i18n.language()) for item in items)


@lru_cache(maxsize=4096)
def _row(template: str, item: Hashable, _language: str) -> Markup:
    return Markup(current_app.jinja_env.get_template(template).render(item=item))  # noqa: S704  (drawn by Jinja)


def messages() -> list[dict[str, str]]:
    """Gives what is to be said on this page: text, and an address that takes the act back, if there is one."""
    said: Any = get_flashed_messages(with_categories=True)
    return [{"text": text, "undo": kind[5:] if kind.startswith("undo:") else ""} for kind, text in said]


def settings_pages() -> tuple[navigation.Item, ...]:
    """Gives the pages that slices have added to the own settings."""
    return navigation.items("settings", frozenset(), request.path)


class LazyForm:
    """The state of the refused form, looked up when a field asks."""

    def __getattr__(self, name: str) -> Any:
        return getattr(form_state(), name)


class Templates(Environment):
    """Flask's templates, which share one plain dictionary of globals: none is added once a template is loaded.

    Jinja compares them for each import of a macro, which in its chain of two maps takes a twentieth of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Gives the globals of a template: those of all, and its own."""
        return {**self.globals, **d} if d else self.globals


def register(app: "Portal") -> None:
    """Sets up Jinja."""
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.bytecode_cache = kept_in(app.settings.data)
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.add_extension("jinja2.ext.do")
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=False)  # type: ignore[attr-defined]  # added by the extension
    env.globals.update(
        _=_escaped,
        ngettext=_escaped_plural,
        asset=asset,
        part=part,
        rows=rows,
        when=when,
        send_as=send_as,
        settings_pages=settings_pages,
        messages=messages,
        language=i18n.language,
        form=LazyForm(),
        brand={"name": app.settings.brand, "hue": app.settings.brand_hue, "company": app.settings.company},
    )
    env.filters.update(initials=initials, date=i18n.date, datetime=i18n.date_time, number=i18n.number)
    env.tests["prose"] = is_prose


class Compiled(FileSystemBytecodeCache):
    """Compiled templates on the disk."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps a template; a page is drawn also where the disk is full."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def kept_in(data: Path) -> Compiled:
    """Keeps compiled templates beyond a start: compiling all of them takes a second."""
    folder = data / "templates"
    folder.mkdir(mode=0o700, exist_ok=True)
    way = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()  # this file says how templates are compiled
    return Compiled(str(folder), f"{way[:16]}-%s")


@lru_cache(maxsize=8192)
def _plain(msgid: str, _language: str) -> Markup:
    return Markup(i18n.gettext(msgid))  # noqa: S704  (sentences of the catalogues)


def _escaped(msgid: str, /, **named: Any) -> Markup:
    if not named:
        return _plain(msgid, i18n.language())
    escaped = {name: Markup.escape(value) for name, value in named.items()}
    return _plain(msgid, i18n.language()) % escaped


@lru_cache(maxsize=8192)
def _plain_plural(one: str, many: str, n: int, _language: str) -> Markup:
    return Markup(i18n.ngettext(one, many, n))  # noqa: S704  (sentences of the catalogues)


def _escaped_plural(one: str, many: str, n: int, /, **named: Any) -> Markup:
    if not named:
        return _plain_plural(one, many, n, i18n.language())
    escaped = {name: Markup.escape(value) for name, value in named.items()}
    return Markup(i18n.ngettext(one, many, n, **escaped))  # noqa: S704  (a catalogue's sentence, filled with escaped values)
