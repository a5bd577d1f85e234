"""Every route refuses nobody or is public by name, and every unsafe one refuses a missing token."""

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule

from portal.core.web import Portal
from tests.factories import make_user

PUBLIC = {
    "auth.login",
    "auth.sign_in",
    "auth.sign_out",
    "auth.language",
    "auth.theme",
    "auth.device",
    "healthz",
    "static",
}
PUBLIC |= {"offline.script", "offline.manifest", "offline.icon", "offline.offline"}
PUBLIC |= {
    "account.check_code",
    "account.passkey_door",
    "account.sign_in_by_passkey",
    "account.sign_in_options",
    "account.code",
    "account.forgotten",
    "account.ask_for_link",
    "account.new_password",
    "account.set_password",
}
SIGNED = {"mail.ask_stop", "mail.stop", "mail.start"}  # one click in a mail program has neither cookie nor token
SIGNED |= {"sso.assertion", "sso.back_channel_logout"}  # from a provider's server, signed by it
PUBLIC |= SIGNED
PUBLIC |= {"sso.answer", "sso.arrival", "sso.metadata", "sso.signed_out_there"}
PUBLIC |= {f"letters.{name}" for name in ("ask", "find", "show", "choose_pin", "choose_passkey", "passkey_options")}
PUBLIC |= {"api.feed", "api.token", "v1.openapi"}
_SAMPLES = {"int": "1", "default": "x", "string": "x", "path": "x"}


def _rules(app: Portal) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/socket.io")]


def _url(rule: Rule) -> str:
    url = rule.rule
    for name, converter in rule._converters.items():
        is_number = isinstance(converter, IntegerConverter)
        for written in (f"<int:{name}>", f"<path:{name}>", f"<{name}>"):
            url = url.replace(written, "1" if is_number else "x")
    return url


def test_the_public_routes_are_these_and_no_others(app: Portal) -> None:
    marked = {name for name, view in app.view_functions.items() if getattr(view, "is_public", False)}
    assert marked == PUBLIC


def test_every_other_route_refuses_nobody(app: Portal, client: FlaskClient) -> None:
    wrong = []
    for rule in _rules(app):
        if rule.endpoint in PUBLIC:
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            app.config["WTF_CSRF_ENABLED"] = False
            answer = client.open(_url(rule), method=method)
            app.config["WTF_CSRF_ENABLED"] = True
            if answer.status_code != 401 and not (answer.status_code == 303 and "/login" in (answer.location or "")):
                wrong.append(f"{method} {rule.rule}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_every_unsafe_route_refuses_a_missing_token(app: Portal, as_) -> None:
    """Routes with a proof of their own take no cookie at all, so they do not know who the browser is.

    A link that nobody signed leads nowhere.
    """
    browser = as_(make_user())
    wrong = []
    for rule in _rules(app):
        wanted = 401 if hasattr(app.view_functions[rule.endpoint], "proof") else 404 if rule.endpoint in SIGNED else 400
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
            answer = browser.client.open(_url(rule), method=method)
            if answer.status_code != wanted:
                wrong.append(f"{method} {rule.rule}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("header", ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"])
def test_every_page_carries_its_headers(client: FlaskClient, header: str) -> None:
    assert header in client.get("/login").headers
    assert header in client.get("/no-such-page").headers
