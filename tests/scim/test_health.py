"""What was refused to a client, and what its tokens need, is read by those who look after the portal."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from auth.models import RoleGrant, User
from auth.scim.jobs import warn_of_ends
from portal.core import clock, db
from portal.core.web import Portal
from portal.notifications.models import Notice
from tests.factories import make_unit, make_user

from .factories import WORK, Provider

As = Callable[[User], Any]


@pytest.fixture
def entra(app: Portal) -> Provider:
    return Provider(app)


def _days(count: int) -> None:
    clock.freeze(clock.now() + timedelta(days=count))


def test_the_exact_cause_stands_in_the_log_and_on_the_page(
    entra: Provider, as_: As, caplog: pytest.LogCaptureFixture
) -> None:
    hanna = as_(make_user("Hanna HR", roles=("hr-admin",)))
    assert "never heard of" in hanna.get("/admin/health").text
    long = {"userName": "nora@contoso.com", WORK: {"department": "D" * 200}}
    with caplog.at_level(logging.WARNING):
        for _again in range(3):
            assert entra.call("POST", "/Users", long)[0] == 400
        operations = [{"method": "POST", "path": "/Users", "bulkId": "1", "data": {"userName": ""}}]
        entra.call("POST", "/Bulk", {"Operations": operations})
    assert "POST /Users nora@contoso.com: A department or site has more than 120 characters" in caplog.text
    shown = hanna.get("/admin/health").text
    assert ("4 times" in shown, "Request that cannot be used" in shown, "last heard of" in shown) == (True, True, True)
    assert "POST /Users: " in shown
    assert entra.call("GET", "/Users?filter=unknown eq 1")[0] == 400
    assert "GET /Users: " in hanna.get("/admin/health").text
    assert entra.call("GET", "/Users/nobody")[0] == 404
    assert "no user nobody" not in hanna.get("/admin/health").text


def test_a_token_that_nobody_made_stands_in_the_log(app: Portal, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        headers = {"Authorization": "Bearer foyer_scim_guessed"}
        assert app.test_client().get("/scim/v2/Users", headers=headers).status_code == 401
    assert "401 GET /Users: there is no such token" in caplog.text
    assert "guessed" not in caplog.text


def test_what_stops_and_what_a_token_may_not_do_stands_there_too(app: Portal, as_: As) -> None:
    reader = Provider(app, "okta", scopes=("users:read",))
    assert reader.call("POST", "/Users", {"userName": "x"})[0] == 403
    make_user("Nora Feldmann", email="nora@example.com")
    db.session.commit()
    entra = Provider(app)
    assert entra.call("POST", "/Users", {"userName": "n", "emails": [{"value": "nora@example.com"}]})[0] == 409
    shown = as_(make_user("Ida IT", roles=("it-admin",))).get("/admin/health").text
    assert "POST /Users: This token lacks the scope users:write." in shown
    assert "POST /Users n: Another account has this e-mail address." in shown


def test_whoever_looks_after_one_site_reads_nothing_of_others(entra: Provider, as_: As) -> None:
    assert entra.call("POST", "/Users", {"userName": "nora", WORK: {"department": "D" * 200}})[0] == 400
    here, local = make_unit("Kassel", kind="site"), make_user("Lena Lokal")
    db.session.add(RoleGrant(user_id=local.id, role="hr-admin", unit_id=here.id, granted_at=clock.now()))
    db.session.commit()
    answer = as_(local).get("/admin/health")
    assert (answer.status_code, "120 characters" in answer.text) == (200, False)


def test_it_hears_once_that_the_last_token_ends_and_the_page_says_why_nothing_arrives(entra: Provider, as_: As) -> None:
    ivo, hanna = make_user("Ivo IT", roles=("it-admin",)), make_user("Hanna HR", roles=("hr-admin",))
    notices = select(Notice.user_id).where(Notice.user_id.in_((ivo.id, hanna.id)))
    ids = [ivo.id]
    with db.unit_of_work():
        warn_of_ends()
    assert not db.session.scalars(notices).all()
    _days(350)
    for _again in range(2):
        with db.unit_of_work():
            warn_of_ends()
    assert db.session.scalars(notices).all() == ids
    browser = as_(db.session.get_one(User, ids[0]))
    assert "The last token of the SCIM client" in browser.get("/notifications").text
    assert "The last token ends on" in browser.get("/admin/health").text
    _days(20)
    assert entra.call("POST", "/Users", {"userName": "nora"})[0] == 401
    shown = as_(db.session.get_one(User, ids[0])).get("/admin/health").text
    assert ("No valid token" in shown, "POST /Users: the token foyer_scim_" in shown) == (True, True)
