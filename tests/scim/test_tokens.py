"""Clients and their tokens: made, used, renewed without a gap, ended; by IT alone."""

from datetime import timedelta
from typing import Any

from auth.scim.models import ScimToken
from portal.audit.models import Entry
from portal.core import clock, db
from portal.core.web import Portal
from tests.factories import make_user

from .factories import Provider, source_of


def test_scopes_are_kept(app: Portal) -> None:
    reader = Provider(app, scopes=("users:read",))
    assert reader.call("GET", "/Users")[0] == 200
    assert reader.call("POST", "/Users/.search", {})[0] == 200
    assert reader.call("POST", "/Users", {"userName": "x"}) == (
        403,
        {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": "403",
            "detail": "This token lacks the scope users:write.",
        },
    )
    assert reader.call("GET", "/Groups")[0] == 403
    assert reader.call("POST", "/.search", {})[0] == 403
    assert reader.call("GET", "/Schemas")[1]["totalResults"] == 3


def test_a_token_ends_by_time_and_with_its_client(app: Portal) -> None:
    entra = Provider(app)
    assert entra.call("GET", "/Users")[0] == 200
    token = db.session.query(ScimToken).one()
    assert token.last_used_at is not None
    clock.freeze(clock.now() + timedelta(days=366))
    assert entra.call("GET", "/Users")[0] == 401
    clock.freeze(None)
    source_of().is_on = False
    db.session.commit()
    assert entra.call("GET", "/Users")[0] == 401


def test_it_makes_renews_and_ends_on_the_page(app: Portal, as_: Any) -> None:
    browser = as_(make_user("Ida IT", roles=("it-admin",)))
    assert "No clients yet" in browser.get("/admin/scim").get_data(as_text=True)
    wrong = browser.post(
        "/admin/scim", {"label": "Entra ID", "key": "Entra ID", "days": "365", "scopes": ["users:read"]}
    )
    assert (wrong.status_code, "digits and hyphens" in wrong.get_data(as_text=True)) == (422, True)
    sent = {"label": "Entra ID", "key": "entra", "days": "365", "scopes": ["users:read", "users:write"]}
    first = _secret(browser.post("/admin/scim", sent))
    assert browser.post("/admin/scim", sent).status_code == 422
    second = _secret(browser.post("/admin/scim/entra/tokens", {"days": "90"}))
    assert browser.post("/admin/scim/entra/tokens", {"days": "90"}).status_code == 409
    for secret in (first, second):
        assert app.test_client().get("/scim/v2/Users", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    old = db.session.query(ScimToken).order_by(ScimToken.id).first()
    assert browser.delete(f"/admin/scim/entra/tokens/{old.id}").status_code == 303
    assert app.test_client().get("/scim/v2/Users", headers={"Authorization": f"Bearer {first}"}).status_code == 401
    assert app.test_client().get("/scim/v2/Users", headers={"Authorization": f"Bearer {second}"}).status_code == 200
    text = browser.get("/admin/scim").get_data(as_text=True)
    assert second not in text
    assert second[:15] in text
    acts = [row.event for row in db.session.query(Entry).order_by(Entry.id)]
    assert [act for act in acts if act.startswith("Scim")] == ["ScimTokenMade", "ScimTokenMade", "ScimTokenEnded"]


def _secret(answer: Any) -> str:
    text = answer.get_data(as_text=True)
    return "foyer_scim_" + text.partition('value="foyer_scim_')[2].partition('"')[0]


def test_others_have_no_business_there(app: Portal, as_: Any) -> None:
    for roles in ((), ("hr-admin",)):
        browser = as_(make_user("Paul", roles=roles))
        assert browser.get("/admin/scim").status_code == 403
        assert browser.post("/admin/scim/entra/tokens", {"days": "90"}).status_code in (403, 404)
