"""A browser at a provider, for tests that need no pages drawn: cookies, forms, and stopping where the portal begins."""

import urllib.request
from html import unescape
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin


class Form(HTMLParser):
    """The first form of a page: where it goes, and its fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action, self.fields = "", dict[str, str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: unescape(value or "") for name, value in attrs}
        if tag == "form" and not self.action:
            self.action = said.get("action", "") or "?"
        elif tag == "input" and said.get("name"):
            self.fields.setdefault(said["name"], said.get("value", ""))


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows as long as it stays at the provider; then the browser is back at the portal."""

    def __init__(self, home: str) -> None:
        self._home = home

    def redirect_request(self, *arguments: Any) -> urllib.request.Request | None:
        url: str = arguments[-1]
        return super().redirect_request(*arguments) if url.startswith(self._home) else None


class Visitor:
    """A browser that goes no further than the provider at `home`."""

    def __init__(self, home: str) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _Stay(home))

    def go(self, url: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """Goes there; gives the page's address and text, or the address back at the portal and nothing."""
        data = urlencode(form).encode() if form is not None else None
        try:
            with self._opener.open(url, data, timeout=10) as answer:
                return answer.url, answer.read().decode()
        except HTTPError as error:
            with error:
                return urljoin(error.url, error.headers.get("Location", "")), ""

    def sign_in(self, url: str, user: str, password: str = "") -> tuple[str, str]:
        """Signs in at the form, if it comes; gives the address and the page to which that led."""
        here, text = self.go(url)
        form = Form(text)
        if "password" not in form.fields:
            return here, text
        fields = form.fields | {"username": user, "password": password or f"Pw-{user}"}
        return self.go(urljoin(here, form.action.replace("?", "", 1) if form.action == "?" else form.action), fields)
