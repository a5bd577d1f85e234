"""Accounts that no source looks after: made, changed, and no way into another's."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from auth.models import RoleGrant, User
from auth.provisioning.history_models import Employment, PersonUnit
from auth.provisioning.terms import Term
from portal.audit import Entry
from portal.core import clock, db
from portal.core import jobs as queue
from portal.groups import Membership
from tests.factories import make_unit, make_user, save
from tests.groups.factories import make_group
from tests.provisioning.factories import applied, make_source, person, user_of

pytestmark = pytest.mark.usefixtures("app")
As = Callable[[User], Any]
NEW = {"name": "Eva Extern", "email": "Eva@Example.com", "title": "Planner", "language": "en", "lead": ""}
NEW |= {"department_id": "", "site_id": "", "sponsor": "", "last_day": ""}


@pytest.fixture
def hanna() -> User:
    return make_user("Hanna HR", roles=("hr-admin",))


def _named(name: str) -> User:
    return db.session.scalars(select(User).where(User.name == name).execution_options(populate_existing=True)).one()


def test_an_external_gets_an_account_a_place_and_an_end(as_: As, hanna: User) -> None:
    clock.freeze(datetime(2026, 11, 22, 9, tzinfo=UTC))
    shop, spon = make_unit("Brazing shop"), make_user("Sven Sponsor")
    group = make_group("Brazing", owner=make_user("Cem", roles=("community-manager",)), unit_id=shop.id)
    browser = as_(hanna)
    assert "/admin/people/new" in browser.get("/admin/people").text
    assert "Brazing shop" in browser.get("/admin/people/new").text
    more = {"department_id": str(shop.id), "last_day": "2026-12-31", "sponsor": "@sven.sponsor", "lead": "Sven Sponsor"}
    answer = browser.post("/admin/people", NEW | more)
    eva = _named("Eva Extern")
    assert answer.headers["Location"] == f"/admin/people/{eva.id}"
    assert (eva.email, eva.title, eva.language, eva.source) == ("eva@example.com", "Planner", "en", "")
    assert (eva.manager_id, eva.department_id, eva.is_active) == (spon.id, shop.id, True)
    assert db.session.get_one(Term, eva.id).ends_on == date(2027, 1, 1)
    for model in (PersonUnit, Employment):
        days = db.session.execute(select(model.valid_from, model.valid_until).where(model.user_id == eva.id)).all()
        assert [tuple(row) for row in days] == [(date(2026, 11, 22), None)]
    queue.run_all()
    joined = select(Membership.group_id).where(Membership.user_id == eva.id, Membership.is_automatic)
    assert db.session.scalars(joined).all() == [group.id]
    page = browser.get(f"/admin/people/{eva.id}").text
    assert "Account made" in page
    assert "Eva Extern" in browser.get("/admin/access-codes").text
    assert "Eva Extern" in browser.get("/people?q=eva").text
    entries = db.session.scalars(select(Entry).where(Entry.person_id == eva.id).order_by(Entry.id)).all()
    assert [(entry.event, entry.actor_id) for entry in entries] == [("AccountMade", hanna.id), ("TermSet", hanna.id)]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "This field is empty."),
        ({"name": "N" * 201}, "201 characters, at most 200"),
        ({"email": "no address"}, "This is not an e-mail address"),
        ({"email": "HANNA@example.com"}, "There is an account with this address already."),
        ({"lead": "@nobody"}, "Nobody here is called so."),
        ({"sponsor": "@nobody"}, "Nobody here is called so."),
        ({"last_day": "2020-01-01"}, "This day has passed."),
        ({"department_id": "4711"}, "Choose one of the options."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nobody_is_made(
    as_: As, hanna: User, wrong: dict[str, str], words: str
) -> None:
    hanna.email = "hanna@example.com"
    db.session.commit()
    answer = as_(hanna).post("/admin/people", NEW | wrong)
    assert (answer.status_code, words in answer.text, "Planner" in answer.text) == (422, True, True)
    assert db.session.scalar(select(User.id).where(User.title == "Planner")) is None


def test_a_limited_role_makes_accounts_in_its_own_place_alone(as_: As) -> None:
    shop, office, petra = make_unit("Shop"), make_unit("Office"), make_user("Petra Place")
    save(RoleGrant(user_id=petra.id, role="hr-admin", unit_id=shop.id, granted_at=clock.now()))
    browser = as_(petra)
    for place in ("", str(office.id)):
        assert "Your role does not hold there." in browser.post("/admin/people", NEW | {"department_id": place}).text
    assert browser.post("/admin/people", NEW | {"department_id": str(shop.id)}).status_code == 303
    assert as_(make_user("Ann Probst")).post("/admin/people", NEW).status_code == 403
    assert as_(make_user("Ben Probst")).get("/admin/people/new").status_code == 403


def test_a_change_of_name_and_lead_is_made_here_where_no_source_says_it(as_: As, hanna: User) -> None:
    ann, ben = make_user("Ann Probst", title="Welder"), make_user("Ben Berg")
    browser, url = as_(hanna), f"/admin/people/{ann.id}/data"
    sent = {"name": "Ann Berg", "email": "ann@example.com", "title": "Welder", "lead": "@ben.berg"}
    assert browser.put(url, sent).status_code == 303
    changed = _named("Ann Berg")
    assert (changed.slug, changed.email, changed.sort_name, changed.manager_id) == (
        "ann.probst",
        "ann@example.com",
        "ann berg",
        ben.id,
    )
    circle = browser.put(f"/admin/people/{ben.id}/data", {"name": "Ben Berg", "lead": "@ann.probst"})
    assert (circle.status_code, "The leads would form a circle." in circle.text) == (422, True)
    own = browser.put(url, sent | {"lead": "@ann.probst"})
    assert "The leads would form a circle." in own.text
    entry = db.session.scalars(select(Entry).where(Entry.event == "AccountChanged")).one()
    assert entry.details["fields"] == ["email", "manager_id", "name"]
    assert "Account changed" in as_(changed).get("/settings/concerning-me").text
    make_source()
    applied(person("1", "Sofie Krämer"))
    sofie = user_of("1")
    assert as_(hanna).put(f"/admin/people/{sofie.id}/data", sent).status_code == 409
    assert "/data" not in as_(hanna).get(f"/admin/people/{sofie.id}").text


def test_hr_sets_no_address_to_which_another_ones_power_would_be_sent(as_: As, hanna: User) -> None:
    moderator = make_user("Mo Moderator", roles=("moderator",))
    sent = {"name": "Mo Moderator", "email": "hanna@evil.example", "title": "", "lead": ""}
    answer = as_(hanna).put(f"/admin/people/{moderator.id}/data", sent)
    assert (answer.status_code, "IT of the whole company changes the address" in answer.text) == (422, True)
    ida = as_(make_user("Ida IT", roles=("it-admin",)))
    assert ida.put(f"/admin/people/{moderator.id}/data", sent).status_code == 303


def test_what_was_typed_in_one_form_leaves_the_others_as_they_are(as_: As, hanna: User) -> None:
    shop, ann = make_unit("Brazing shop"), make_user("Ann Probst", title="Welder", email="ann@example.com")
    ann.department_id = shop.id
    db.session.commit()
    browser, url = as_(hanna), f"/admin/people/{ann.id}"
    browser.put(f"{url}/term", {"last_day": "2999-12-31", "sponsor": "@hanna.hr"})
    chosen = f'<option value="{shop.id}" selected>'
    pages = (
        browser.put(f"{url}/term", {"last_day": "2020-01-01", "sponsor": "@hanna.hr"}),
        browser.put(f"{url}/data", {"name": "Ann", "email": "no address", "title": "Welder", "lead": ""}),
    )
    for page in pages:
        assert page.status_code == 422
        for words in (chosen, 'value="Welder"', 'value="@hanna.hr"'):
            assert words in page.text, words
    assert ('value="2020-01-01"' in pages[0].text, 'value="2999-12-31"' in pages[1].text) == (True, True)
    assert ('value="Ann Probst"' in pages[0].text, 'value="no address"' in pages[1].text) == (True, True)
