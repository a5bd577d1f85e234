"""Letters: for whom they are printed, what stands on them, and how one comes in by one, once."""

import re

import pytest
from sqlalchemy import select, update

from auth import accounts
from auth.credentials.models import AccessCode
from auth.models import Identity, RoleGrant, User
from portal.api.actions.clients import create_client
from portal.api.forms import ClientForm
from portal.audit import Entry
from portal.core import clock, db
from portal.core.web import cards
from tests.auth.test_sign_in import token
from tests.factories import actor, make_unit, make_user, save

PIN = "480273"


@pytest.fixture
def hr(app, as_):
    return as_(make_user("Hedda Personal", roles=("hr-admin",)))


@pytest.fixture
def ben(app) -> User:
    found = make_user("Ben Krause", source="table", site=make_unit("Kassel", kind="site"))
    save(Identity(user_id=found.id, source="table", subject="10042", created_at=clock.now()))
    return found


def printed(hr, *people: User) -> list[str]:
    answer = hr.post("/admin/access-codes", {"people": [str(person.id) for person in people]})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return re.findall(r'<p class="code">([A-Z0-9-]{19})</p>', answer.get_data(as_text=True))


def come_in(client, code: str, *, pin: str = PIN, device: str = "own", again: str = ""):
    sent = {"pin": pin, "pin_again": again or pin, "device": device, "csrf_token": token(client)}
    return client.post(f"/sign-in/code/{code}", data=sent)


def sign_in(client, name: str, pin: str = PIN, address: str = "198.51.100.1") -> int:
    sent = {"email": name, "password": pin, "csrf_token": token(client)}
    return client.post("/login", data=sent, environ_base={"REMOTE_ADDR": address}).status_code


def names(page) -> list[str]:
    return re.findall(r'<span class="strong">([^<]+)</span>', page.get_data(as_text=True))


def test_somebody_comes_in_by_a_letter_once_and_then_by_number_and_pin(hr, ben: User, app) -> None:
    (code,) = printed(hr, ben)
    client = app.test_client()
    typed = client.post("/sign-in/code", data={"code": f" {code.lower()} ", "csrf_token": token(client)})
    shown = client.get(typed.location).get_data(as_text=True)
    assert "Ben Krause" in shown
    assert "10042" in shown
    assert come_in(client, code).location == "/home"
    assert client.get("/home").status_code == 200
    assert app.test_client().get(f"/sign-in/code/{code}").status_code == 404
    for name in ("10042", "ben.krause"):
        assert sign_in(app.test_client(), name) == 303
    assert sign_in(app.test_client(), "10042", "480274") == 422
    acts = db.session.scalars(select(Entry.event).where(Entry.subject_id == ben.id).order_by(Entry.id)).all()
    assert acts == ["AccessCodeIssued", "AccessCodeUsed"]


def test_a_code_is_kept_as_a_hash_runs_out_and_gives_way_to_a_new_one(hr, ben: User, app) -> None:
    (first,) = printed(hr, ben)
    assert first.replace("-", "") not in str(db.session.scalar(select(AccessCode.hash)))
    (second,) = printed(hr, ben)
    client = app.test_client()
    assert client.get(f"/sign-in/code/{first}").status_code == 404
    assert client.get(f"/sign-in/code/{second}").status_code == 200
    db.session.execute(update(AccessCode).values(expires_at=clock.now()))
    db.session.commit()
    assert come_in(client, second).status_code == 404
    assert names(hr.get("/admin/access-codes?view=over")) == ["Ben Krause"]


def test_a_code_stays_nowhere_after_its_letter_was_shown(hr, ben: User) -> None:
    (code,) = printed(hr, ben)
    assert not any(code in part.decode() for part in cards._drawn.values())


def test_a_code_is_taken_back(hr, ben: User, app) -> None:
    (code,) = printed(hr, ben)
    assert hr.delete(f"/admin/access-codes/{ben.id}").status_code == 303
    assert app.test_client().get(f"/sign-in/code/{code}").status_code == 404
    assert hr.delete(f"/admin/access-codes/{ben.id}").status_code == 404


def test_the_page_says_who_has_not_used_it_yet(hr, ben: User, app) -> None:
    ann = make_user("Ann Probst")
    assert names(hr.get("/admin/access-codes")) == ["Ann Probst", "Ben Krause"]
    codes = printed(hr, ann, ben)
    come_in(app.test_client(), codes[0])
    assert names(hr.get("/admin/access-codes")) == []
    assert names(hr.get("/admin/access-codes?view=open")) == ["Ben Krause"]
    assert names(hr.get("/admin/access-codes?view=in")) == ["Ann Probst"]
    assert names(hr.get("/admin/access-codes?view=open&q=10042")) == ["Ben Krause"]


def test_all_of_a_place_get_letters_at_once_each_in_its_language(hr, ben: User) -> None:
    make_user("Elsewhere", site=make_unit("Ulm", kind="site"))
    make_user("Cem Aydın", site=db.session.get(type(make_unit("X")), ben.site_id), language="de")
    sent = {"everyone": "yes", "unit": str(ben.site_id), "view": "none"}
    page = hr.post("/admin/access-codes", sent).get_data(as_text=True)
    assert len(re.findall('class="letter card', page)) == 2
    assert "Point the camera" in page
    assert "Halte die Kamera" in page
    assert "no-store" in hr.post("/admin/access-codes", sent | {"view": "open"}).headers["Cache-Control"]


def test_whoever_has_a_password_or_a_role_gets_none_and_a_code_dies_when_a_role_is_given(hr, ben: User, app) -> None:
    admin = make_user("Ida", roles=("it-admin",))
    local = accounts.create_local_account(email="l@n.example", name="Lea", password="gelber Zug im Nebel")
    db.commit()
    for person in (admin, local, hr.user):
        assert hr.post("/admin/access-codes", {"people": [str(person.id)]}).status_code == 409
    (code,) = printed(hr, ben)
    save(RoleGrant(user_id=ben.id, role="editor", granted_at=clock.now()))
    assert app.test_client().get(f"/sign-in/code/{code}").status_code == 404


def test_nobody_comes_in_as_a_program(hr, app) -> None:
    client, _secret = create_client(
        actor(make_user("Ida", roles=("it-admin",))),
        ClientForm(name="Canteen", purpose="Shows the menu", scopes=("posts:read",), days="90"),
    )
    db.commit()
    assert "Canteen" not in hr.get("/admin/access-codes?view=all").get_data(as_text=True)
    assert hr.post("/admin/access-codes", {"people": [str(client.user_id)]}).status_code == 409
    sent = {"name": "Canteen", "email": "hedda@example.com", "title": "Integration", "lead": ""}
    assert hr.put(f"/admin/people/{client.user_id}/data", sent).status_code == 409


def test_letters_are_printed_by_hr_for_the_places_that_the_role_holds_for(ben: User, app, as_) -> None:
    assert as_(make_user("Nobody")).get("/admin/access-codes").status_code == 403
    near, far = make_user("Near"), make_user("Far")
    for person, unit in ((near, ben.site_id), (far, make_unit("Ulm", kind="site").id)):
        save(RoleGrant(user_id=person.id, role="hr-admin", unit_id=unit, granted_at=clock.now()))
    assert names(as_(near).get("/admin/access-codes")) == ["Ben Krause"]
    assert names(as_(far).get("/admin/access-codes")) == []
    assert as_(far).post("/admin/access-codes", {"people": [str(ben.id)]}).status_code == 409
    assert as_(far).delete(f"/admin/access-codes/{ben.id}").status_code == 404
    assert len(printed(as_(near), ben)) == 1


def test_nothing_chosen_and_bad_codes_and_pins_are_said_at_the_field(hr, ben: User, app) -> None:
    assert hr.post("/admin/access-codes", {}).status_code == 422
    client = app.test_client()
    wrong = client.post("/sign-in/code", data={"code": "AAAA-BBBB", "csrf_token": token(client)})
    assert wrong.status_code == 422
    assert "AAAA-BBBB" in wrong.get_data(as_text=True)
    (code,) = printed(hr, ben)
    for pin in ("12345", "123456", "987654", "111222", "121212", "240589", "19890524", "480273x", "147258", "100420"):
        assert come_in(client, code, pin=pin).status_code == 422, pin
    assert come_in(client, code, again="480274").status_code == 422
    assert come_in(client, code).status_code == 303


def test_on_a_device_that_several_people_use_a_session_is_short(hr, ben: User, app) -> None:
    (code,) = printed(hr, ben)
    client = app.test_client()
    come_in(client, code, device="shared")
    page = client.get("/home")
    assert page.headers["Refresh"] == "602;url=/login"
    with client.session_transaction() as kept:
        kept["seen"] -= 300
    client.get("/home", headers={"Sec-Fetch-Mode": "cors"})
    with client.session_transaction() as kept:
        kept["seen"] -= 301
    assert client.get("/home").status_code == 303
    assert 'name="password"' in client.get("/login").text
    other = client.post("/login", data={"way": "other", "csrf_token": token(client)})
    assert 'name="password"' not in other.text
    assert sign_in(client, "10042") == 303
    assert client.get("/home").headers["Refresh"]


def test_whoever_sits_at_a_device_says_how_many_use_it(app, client) -> None:
    sent = {"csrf_token": token(client)}
    assert client.put("/login/device", data=sent | {"device": "shared"}).location == "/login"
    assert 'name="password"' in client.get("/login").text
    client.put("/login/device", data=sent | {"device": "own"})
    assert 'name="password"' not in client.get("/login").text
    assert client.put("/login/device", data=sent | {"device": "mine"}).status_code == 422


def test_a_forgotten_pin_is_replaced_by_a_new_letter_which_signs_out_everywhere(hr, ben: User, app) -> None:
    old = app.test_client()
    come_in(old, printed(hr, ben)[0])
    come_in(app.test_client(), printed(hr, ben)[0], pin="730482")
    assert old.get("/home").status_code == 303
    assert sign_in(app.test_client(), "10042") == 422
    assert sign_in(app.test_client(), "10042", "730482") == 303


def test_a_name_that_two_people_have_opens_nothing(hr, ben: User, app) -> None:
    come_in(app.test_client(), printed(hr, ben)[0])
    other = make_user("Other", source="hr")
    save(Identity(user_id=other.id, source="hr", subject="10042", created_at=clock.now()))
    (code,) = printed(hr, other)
    assert "10042" not in app.test_client().get(f"/sign-in/code/{code}").get_data(as_text=True)
    come_in(app.test_client(), code)
    assert sign_in(app.test_client(), "10042") == 422
    assert sign_in(app.test_client(), "ben.krause") == 303
