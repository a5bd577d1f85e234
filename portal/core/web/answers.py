"""What views answer with: pages, fragments, redirects, files; and how they read what was sent in."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from flask import Response, current_app, flash, g, make_response, redirect, render_template, request, url_for

from .. import db, forms
from ..errors import Invalid
from ..forms import Form

F = TypeVar("F", bound=Form)
V = TypeVar("V", bound=Callable[..., Any])


class FormState:
    """What a form shows again after it was refused: the values typed and a sentence a field."""

    def __init__(self, values: Mapping[str, Any], lists: Mapping[str, list[str]], errors: Mapping[str, str]) -> None:
        self.values = values
        self.lists = lists
        self.errors = dict(errors)

    def value(self, name: str, default: Any = "") -> Any:
        """Gives what was typed into the field, or the default where nothing was sent."""
        return self.values.get(name, "" if self.values and isinstance(default, str) else default)

    def all(self, name: str, default: Any = ()) -> Any:
        """Gives all values of a field that may have several."""
        return self.lists.get(name, [] if self.values else list(default))

    def error(self, name: str) -> str:
        """Gives the sentence for a field, or nothing."""
        return self.errors.get(name, "")


def form_state() -> FormState:
    """Gives the state of the form on this page; empty where none was refused."""
    state: FormState = getattr(g, "form", None) or FormState({}, {}, {})
    return state


def public(view: V) -> V:
    """Marks a view as open to people who are not signed in."""
    view.is_public = True  # type: ignore[attr-defined]  # a mark on the function, read by the gate and its guard
    return view


def alike(view: V) -> V:
    """Marks a view as open and the same for everybody, so that nobody is asked who it is, and caches may share it."""
    view.is_alike = True  # type: ignore[attr-defined]  # a mark on the function, read by the gate
    return public(view)


def wants_fragment() -> bool:
    """Whether the request comes from a page that will swap in a part of itself."""
    return request.headers.get("HX-Request") == "true"


def client_address() -> str:
    """Gives the address of the browser, behind the trusted proxies."""
    return request.remote_addr or ""


def page(template: str, /, status: int = 200, **context: Any) -> Response:
    """Draws a whole page."""
    return make_response(render_template(template, **context), status)


def fragment(template: str, /, status: int = 200, **context: Any) -> Response:
    """Draws a part of a page."""
    return page(template, status, **context)


def go(endpoint: str, /, *, say: str = "", undo: str = "", fragment_id: str = "", **values: Any) -> Response:
    """Leads on to another page, with something to say there and, for ten seconds, an address that takes it back.

    An endpoint that begins with a slash is an address of this portal itself.
    """
    if say:
        flash(say, f"undo:{undo}" if undo else "message")
    url = endpoint if endpoint.startswith("/") else url_for(endpoint, **values)
    if fragment_id:
        url += f"#{fragment_id}"
    if wants_fragment():
        answer = make_response("", 204)
        answer.headers["HX-Redirect"] = url
        return answer
    return make_response(redirect(url, 303))


def parse(model: type[F], *, query: bool = False) -> F:
    """Reads the request's form, or its query, into the model; lists where the model wants them. Raises Invalid."""
    source = request.args if query else request.form
    unreadable = set() if query else model.model_fields.keys() & _unreadable()
    if unreadable:
        raise Invalid(dict.fromkeys(unreadable, forms.sentence("string_unicode", {})))
    values: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if name not in source:
            continue
        many = any(word in str(info.annotation) for word in ("list[", "tuple[", "set["))
        values[name] = [v for v in source.getlist(name) if v != ""] if many else source[name]
    return forms.read(model, values)


def _unreadable() -> set[str]:
    unreadable: set[str] = request.unreadable  # type: ignore[attr-defined]  # the only request class is Incoming
    return unreadable


def keep_typed(errors: Mapping[str, str] | None = None, *, instead: dict[str, str] | None = None) -> None:
    """Has the page that is drawn next show what was typed into its form, or this `instead`, and what is wrong."""
    g.form = FormState(request.form.to_dict() | (instead or {}), dict(request.form.lists()), errors or {})


def redraw(view: Callable[..., Any]) -> Callable[[V], V]:
    """Has an invalid form answered by the page that it stands on: status 422 and everything typed still there."""

    def decorate(target: V) -> V:
        @wraps(target)
        def guarded(**arguments: Any) -> Any:
            try:
                return target(**arguments)
            except Invalid as invalid:
                db.rollback()
                keep_typed(invalid.errors)
                response = make_response(view(**arguments))
                response.status_code = 422
                return response

        return guarded  # type: ignore[return-value]  # same signature, seen through functools.wraps

    return decorate


def asset(name: str) -> str:
    """Gives the address of a static file."""
    url: str = current_app.assets.url(name)  # type: ignore[attr-defined]  # the only application class is Portal
    return url
