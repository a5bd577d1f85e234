"""Whatever keeps the portal from taking a form: what was written in it is on the page that says so."""

import errno
import re
from html import unescape

import pytest
from sqlalchemy.exc import OperationalError

from auth import session
from portal.core import errors
from portal.groups import actions
from portal.posts import actions as posts
from tests.core.test_refusals import broken
from tests.factories import make_user

AWAY = OperationalError("INSERT", {}, Exception("connection refused"))
FULL = OSError(errno.ENOSPC, "No space left on device")
ABOUT = 'Über "uns"\nund <b>alle</b> anderen'
GROUP = {"name": "Night shift", "purpose": "Swap shifts.", "about": ABOUT, "visibility": "request"}


@pytest.fixture
def ann(app, as_):
    return as_(make_user("Ann", language="en"))


def send(browser, path: str, typed: dict[str, str], came: str = "http://localhost/groups/new"):
    headers = {"Referer": came, "X-CSRF-Token": browser.token}
    return browser.client.post(path, data=typed, headers=headers)


def again(page: str) -> tuple[str, dict[str, str]]:
    """Gives where the page would send the form, and all that is in it."""
    before, after = page.split('aria-labelledby="typed-h"', maxsplit=1)
    form = before.rsplit("<form", 1)[1] + after
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    prose = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    return unescape(re.search(r'action="([^"]+)"', form)[1]), {name: unescape(value) for name, value in hidden + prose}


@pytest.mark.parametrize("error", [AWAY, FULL, errors.TooMany(), errors.Conflict(), ZeroDivisionError()])
def test_a_form_that_could_not_be_taken_can_be_sent_again(ann, monkeypatch, error: Exception) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(actions, "create_group", broken(error))
        answer = send(ann, "/groups", GROUP)
    assert answer.status_code >= 409
    path, typed = again(answer.get_data(as_text=True))
    assert {name: typed[name] for name in GROUP} == GROUP
    made = ann.client.post(path, data=typed)
    assert made.location == "/groups/night-shift"


def test_a_change_is_sent_again_as_a_change(ann, monkeypatch) -> None:
    ann.post("/posts", {"audience": "everyone", "body": "Soup", "key": "k"})
    with monkeypatch.context() as patch:
        patch.setattr(posts, "edit_post", broken(AWAY))
        answer = send(ann, "/posts/1?_method=PUT", {"body": "Soup and a lot of bread", "version": "1"})
    path, typed = again(answer.get_data(as_text=True))
    assert (path, typed["body"]) == ("/posts/1?_method=PUT", "Soup and a lot of bread")


def test_where_nobody_can_be_known_nothing_is_lost_either(ann, monkeypatch) -> None:
    monkeypatch.setattr(session, "find", broken(AWAY))
    answer = send(ann, "/groups", GROUP)
    assert answer.status_code == 503
    assert again(answer.get_data(as_text=True))[1]["about"] == ABOUT


def test_a_page_of_a_former_session_can_be_sent_after_all(ann) -> None:
    ann.token = "of the session before"
    answer = send(ann, "/groups", GROUP)
    assert answer.status_code == 400
    path, typed = again(answer.get_data(as_text=True))
    assert ann.client.post(path, data=typed).location == "/groups/night-shift"


@pytest.mark.parametrize(
    ("path", "typed", "came"),
    [
        ("/groups", GROUP, "https://elsewhere.example/"),
        ("/groups", {"name": "x"}, "http://localhost/groups/new"),
        ("/settings/security/password", {"new_password": "correct horse battery staple"}, "http://localhost/settings"),
        ("/login", {"email": "somebody.with.a.long@name.example"}, "http://localhost/login"),
    ],
)
def test_neither_a_stranger_s_words_nor_secrets_are_shown(ann, path: str, typed: dict[str, str], came: str) -> None:
    ann.token = "none"
    answer = send(ann, path, typed, came)
    assert answer.status_code == 400
    assert "typed-h" not in answer.get_data(as_text=True)
    assert "battery" not in answer.get_data(as_text=True)
