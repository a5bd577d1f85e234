"""An administrator of one place neither sees nor changes anybody elsewhere, whichever page of administration it is."""

from collections.abc import Callable
from typing import Any

import pytest

from auth import roles
from auth.models import Identity, RoleGrant, Unit, User
from auth.provisioning import units_due
from portal.core import clock, db
from portal.core.web import Portal
from tests.factories import actor, make_unit, make_user, save
from tests.provisioning.factories import changes, make_source, person, planned

pytestmark = pytest.mark.usefixtures("app")
As = Callable[[User], Any]
OPEN = {
    "admin.first_page",
    "admin.new_account",
    "admin.overview",
    "admin.people",
    "admin.preview",
    "admin.as_table",
    "admin.sync",
    "admin.template",
    "admin.units",
    "audit.index",
    "audit.export",
    "letters.index",
    "roles.index",
}
"""What stands open to those whose role is limited, with their own people in it."""
REFUSED = {"letters.create": (403, 404, 409), "admin.make_account": (422,)}
FORMS = {
    "kind": "rename", "name": "Taken over", "reason": "It is mine now", "choice": "skip", "checked": "yes",
    "daily_at": "03:00", "person": "@leonie.leipzig", "role": "hr-admin", "source": "hr", "group_key": "x",
    "mapped_role": "editor", "group": "x",
}  # fmt: skip


class Company:
    """Two sites, somebody at each, and an administrator of one of them alone."""

    def __init__(self) -> None:
        self.kassel, self.leipzig = make_unit("Kassel", kind="site"), make_unit("Leipzig", kind="site")
        self.shop = make_unit("Brazing shop")
        self.kai = make_user("Kai Kassel", site=self.kassel, department=self.shop)
        self.leonie = make_user("Leonie Leipzig", site=self.leipzig, department=self.shop)
        self.ida = make_user("Ida Admin", roles=("it-admin",))
        self.petra = make_user("Petra Place")
        for role in ("hr-admin", "it-admin"):
            self.give(self.petra, role, self.kassel)

    def give(self, user: User, role: str, unit: Unit) -> None:
        save(RoleGrant(user_id=user.id, role=role, unit_id=unit.id, granted_at=clock.now()))


@pytest.fixture
def company() -> Company:
    return Company()


def test_no_route_of_administration_leads_elsewhere(app: Portal, as_: As, company: Company) -> None:
    make_source()
    roles.grant_role(actor(company.ida), company.leonie, "moderator", reason="Speaks for Leonie Leipzig")
    run = planned(person("9", "Lars Leipziger", site="Leipzig"))
    (change,) = changes(run, "add")
    grant = db.session.query(RoleGrant).filter_by(user_id=company.leonie.id).one()
    ids: dict[str, Any] = {
        "user_id": company.leonie.id,
        "unit_id": company.leipzig.id,
        "run_id": run.id,
        "change_id": change.id,
    }
    ids |= {"grant_id": grant.id, "other_id": company.leonie.id}
    ids |= {"key": "hr", "kind": "ldap"}
    browser = as_(company.petra)
    asked = 0
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/admin"):
            continue
        url = app.url_map.bind("localhost").build(rule.endpoint, {name: ids.get(name, 1) for name in rule.arguments})
        sent = (
            FORMS
            | {"people": str(company.leonie.id)}
            | ({"kind": "site"} if rule.endpoint == "admin.make_unit" else {})
        )
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}:
            answer = getattr(browser, method.lower())(url, **({} if method == "GET" else {"data": sent}))
            asked += 1
            if method == "GET" and rule.endpoint in OPEN:
                assert answer.status_code in (200, 303), rule.rule
                assert "Leonie" not in answer.text, rule.rule
                assert "Lars" not in answer.text, rule.rule
            else:
                refused = REFUSED.get(rule.endpoint, (403, 404))
                assert answer.status_code in refused, f"{method} {rule.rule}: {answer.status_code}"
    assert asked > 40
    db.session.expire_all()
    assert company.leonie.is_active
    assert company.leipzig.name == "Leipzig"
    assert db.session.query(User).filter_by(name="Taken over").one_or_none() is None


def test_the_own_people_are_looked_after_as_ever(as_: As, company: Company) -> None:
    make_source()
    save(Identity(user_id=company.kai.id, source="hr", subject="1", created_at=clock.now()))
    run = planned(
        person("1", "Kai Kassler"), person("2", "Karla Kasselmann", site="Kassel"), person("3", site="Leipzig")
    )
    browser = as_(company.petra)
    page = browser.get(f"/admin/sync/{run.id}").text
    assert "Kai Kassler" in page
    assert "Karla Kasselmann" in page
    assert "Person 3" not in page
    assert "Carry out" not in page
    assert "Kai Kassel" in browser.get("/admin/people").text
    assert browser.get("/admin/departments").text.count("/admin/departments/") == 1
    assert browser.get(f"/admin/people/{company.kai.id}").status_code == 200
    away = {"department_id": company.shop.id, "site_id": company.leipzig.id}
    assert "does not hold there" in browser.put(f"/admin/people/{company.kai.id}/place", away).text
    assert browser.post(f"/admin/people/{company.kai.id}/closure").status_code == 303
    assert "Kai Kassel" in browser.get("/admin/audit").text


def test_a_department_is_looked_after_with_all_below_it_and_no_more(as_: As, company: Company) -> None:
    hall, office = make_unit("Hall 3", parent=company.shop), make_unit("Office")
    dora = make_user("Dora Department")
    company.give(dora, "hr-admin", company.shop)
    browser = as_(dora)
    below = {"kind": "department", "name": "Hall 4", "parent_id": str(company.shop.id)}
    assert browser.post("/admin/departments", below).status_code == 303
    for wrong in ({"parent_id": ""}, {"parent_id": str(office.id)}):
        assert browser.post("/admin/departments", below | {"name": "Hall 5"} | wrong).status_code == 403
    to_office = {"kind": "merge", "target_id": str(office.id)}
    assert browser.post(f"/admin/departments/{hall.id}/changes", to_office).status_code == 422
    assert browser.post(f"/admin/departments/{office.id}/changes", {"kind": "close"}).status_code == 403
    later = {"kind": "merge", "target_id": str(company.shop.id), "on": "2099-01-01", "checked": "yes"}
    as_(company.ida).post(f"/admin/departments/{office.id}/changes", later)
    (merger,) = units_due.waiting(office.id)
    assert browser.delete(f"/admin/departments/{company.shop.id}/changes/{merger.id}").status_code == 403


def test_a_role_is_passed_on_within_the_own_place_only(as_: As, company: Company) -> None:
    browser = as_(company.petra)
    give = {"role": "hr-admin", "reason": "While I am away", "last_day": ""}
    kassel, leipzig = str(company.kassel.id), str(company.leipzig.id)
    for person_, unit, role, status in (
        ("Kai Kassel", kassel, "hr-admin", 303),
        ("Kai Kassel", "", "hr-admin", 403),
        ("Kai Kassel", leipzig, "hr-admin", 403),
        ("Kai Kassel", kassel, "moderator", 403),
        ("Leonie Leipzig", kassel, "hr-admin", 403),
        ("Petra Place", kassel, "hr-admin", 403),
    ):
        sent = give | {"person": person_, "unit": unit, "role": role}
        assert browser.post("/admin/roles", sent).status_code == status, (person_, unit, role)
    page = browser.get("/admin/roles").text
    assert "Kai Kassel" in page
    assert "Whole company" not in page
    assert "Roles from directory groups" not in page
    given = db.session.query(RoleGrant).filter_by(user_id=company.kai.id).one()
    assert browser.delete(f"/admin/roles/{given.id}", {"reason": "I am back"}).status_code == 303
