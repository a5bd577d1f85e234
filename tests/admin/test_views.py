"""The pages of HR and IT: who gets in, what they show, what they do; in as few statements as they need."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from auth import roles
from auth.merged import Merger
from auth.models import Unit, User
from auth.providers import store
from auth.providers.models import ProviderFault
from auth.provisioning import jobs
from portal.core import clock, db
from portal.core import jobs as queue
from tests.factories import make_unit, make_user, save
from tests.groups.factories import make_group
from tests.guards.test_lists import _asked
from tests.provisioning.factories import applied, make_source, person, planned, said, user_of

pytestmark = pytest.mark.usefixtures("app")
As = Callable[[User], Any]


@pytest.fixture
def hanna() -> User:
    return make_user("Hanna HR", roles=("hr-admin",))


@pytest.mark.parametrize("url", ["/admin/sync", "/admin/people", "/admin/departments", "/admin/sync/template.csv"])
def test_only_hr_and_it_get_in(as_: As, url: str, hanna: User) -> None:
    assert as_(make_user("Ann Probst")).get(url).status_code == 403
    assert as_(make_user("Ida IT", roles=("it-admin",))).get(url).status_code == 200
    assert as_(hanna).get(url).status_code == 200


def test_the_account_of_the_last_administrator_stays_open(as_: As, hanna: User) -> None:
    ida = make_user("Ida", roles=("it-admin",))
    refused = as_(hanna).post(f"/admin/people/{ida.id}/closure")
    assert (refused.status_code, "last IT administrator" in refused.text) == (409, True)
    make_user("Ivo", roles=("it-admin",))
    assert as_(hanna).post(f"/admin/people/{ida.id}/closure").status_code == 303


def test_why_somebody_does_not_see_a_group_is_asked_on_the_first_page(as_: As, hanna: User) -> None:
    ann, browser = make_user("Ann Probst"), as_(hanna)
    make_group("Works council", owner=hanna, visibility="private")
    assert browser.get("/admin").headers["Location"] == "/admin/health"
    assert 'action="/admin/why"' in browser.get("/admin/health").text
    asked = browser.post("/admin/why", {"person": "Ann Probst", "group": "Works council"})
    assert asked.headers["Location"] == f"/admin/people/{ann.id}?group=Works+council"
    assert "reads nothing in it" in browser.get(asked.headers["Location"]).text
    other = browser.post("/admin/why", {"person": "Ann Probst", "group": "Works choir"})
    assert (other.status_code, "You know of no group" in other.text, "Works choir" in other.text) == (422, True, True)
    unknown = browser.post("/admin/why", {"person": "Nobody", "group": "Works council"})
    assert (unknown.status_code, "Nobody here is called so" in unknown.text) == (422, True)


def test_the_first_page_says_how_sources_and_doors_are(as_: As, hanna: User) -> None:
    from portal.core.errors import Unavailable

    clock.freeze(datetime(2026, 11, 22, 9, tzinfo=UTC))
    make_source(times=["05:00", "12:30"])
    applied(person("1"))
    clock.freeze(datetime(2026, 11, 22, 10, tzinfo=UTC))
    said["hr"] = Unavailable("no route to the directory")
    as_(hanna).post("/admin/sources/hr/reading")
    queue.run_all()
    save(ProviderFault(provider="corp", reason="unreachable", cause="ldaps://dc1 does not answer", at=clock.now()))
    store.keep("corp", "ldap", {"label": "Corporate directory"}, {})
    store.note_use("corp")
    db.commit()
    page = as_(hanna).get("/admin/health").text
    for words in ("22 November 2026, 10:00", "22 November 2026, 12:30", "no route to the directory"):
        assert words in page, words
    assert "dc1" not in page
    for words in (
        "Corporate directory",
        "ldaps://dc1 does not answer",
        "last 22 November 2026, 11:00",
        "nobody has come in by it yet",
    ):
        assert words in as_(make_user("Ida IT", roles=("it-admin",))).get("/admin/health").text, words


def test_who_left_last_month_is_two_clicks_away(as_: As, hanna: User) -> None:
    make_user("Gone Last Month", is_active=False, deactivated_at=datetime(2026, 10, 5, tzinfo=UTC))
    make_user("Gone Before", is_active=False, deactivated_at=datetime(2026, 9, 5, tzinfo=UTC))
    twice = make_user("Second Account", is_active=False, deactivated_at=datetime(2026, 10, 5, tzinfo=UTC))
    save(Merger(gone_id=twice.id, kept_id=hanna.id, merged_at=clock.now(), merged_by=hanna.id))
    clock.freeze(datetime(2026, 11, 22, 9, tzinfo=UTC))
    browser = as_(hanna)
    for page in ("/admin/health", "/admin/people"):
        assert "/admin/people?view=left" in browser.get(page).text
    page = browser.get("/admin/people?view=left").text
    assert "Gone Last Month" in page
    assert "Gone Before" not in page
    assert "Second Account" not in page


def test_people_are_found_by_name_address_and_number(as_: As, hanna: User) -> None:
    make_source()
    applied(person("4711", "Sofie Krämer", email="sofie@example.com"))
    browser = as_(hanna)
    for words in ("kramer", "SOFIE@example.com", "4711"):
        assert "Sofie Krämer" in browser.get("/admin/people", query_string={"q": words}).text
    assert "Sofie Krämer" not in browser.get("/admin/people?source=-").text


def test_a_persons_page_says_who_owns_the_fields_and_why_a_group_is_not_seen(as_: As, hanna: User) -> None:
    make_source()
    applied(person("1", "Sofie Krämer"))
    sofie = user_of("1")
    make_group("Works council", owner=hanna, visibility="private")
    page = as_(hanna).get(f"/admin/people/{sofie.id}?group=Works council").text
    assert "“Personnel” looks after these fields" in page
    assert "Knows of “Works council”, but reads nothing in it." in page
    shop, sales = make_unit("Brazing shop"), make_unit("Sales")
    make_group("Brazing", owner=make_user("Cem", roles=("community-manager",)), unit_id=shop.id, visibility="private")
    for place, words in ((None, "belongs to no department"), (sales, "This person belongs to: Sales")):
        user_of("1").department_id = place.id if place else None
        db.session.commit()
        assert words in as_(hanna).get(f"/admin/people/{sofie.id}?group=Brazing").text
    hidden = make_group("Secret", owner=make_user("Ann Probst"), visibility="hidden")
    for words in (hidden.slug, "SECRET", "no such group", "x" * 90):
        answer = as_(hanna).get(f"/admin/people/{sofie.id}", query_string={"group": words})
        assert (answer.status_code, 'id="group-error"' in answer.text) == (422, True), words
    assert "You know of no group with this name" in as_(hanna).get(f"/admin/people/{sofie.id}?group=Secret").text


def test_the_last_day_that_a_source_says_is_the_one_that_is_shown(as_: As, hanna: User) -> None:
    clock.freeze(datetime(2026, 11, 22, 9, tzinfo=UTC))
    make_source()
    applied(person("1", valid_until=date(2027, 1, 1)))
    page = as_(hanna).get(f"/admin/people/{user_of('1').id}").text
    assert "31 December 2026" in page
    assert "1 January 2027" not in page


def test_an_account_is_closed_and_opened_again(as_: As, hanna: User) -> None:
    ann = make_user("Ann Probst")
    browser = as_(hanna)
    browser.post(f"/admin/people/{ann.id}/closure")
    assert not db.session.get_one(User, ann.id, populate_existing=True).is_active
    assert browser.delete(f"/admin/people/{ann.id}/closure", data={"reason": ""}).status_code == 422
    browser.delete(f"/admin/people/{ann.id}/closure", data={"reason": "It was a mistake"})
    assert db.session.get_one(User, ann.id, populate_existing=True).is_active
    assert as_(hanna).post(f"/admin/people/{hanna.id}/closure").status_code == 403


def test_who_has_left_by_the_source_is_opened_there(as_: As, hanna: User) -> None:
    make_source()
    applied(person("1"), person("2"))
    applied(person("2"))
    assert as_(hanna).delete(f"/admin/people/{user_of('1').id}/closure", data={"reason": "Please"}).status_code == 409


def test_only_local_accounts_are_moved_by_hand(as_: As, hanna: User) -> None:
    make_source()
    applied(person("1"))
    unit, site = make_unit("Sales"), make_unit("Kassel", kind="site")
    ann = make_user("Ann Probst")
    browser = as_(hanna)
    data = {"department_id": str(unit.id), "site_id": str(site.id)}
    assert browser.put(f"/admin/people/{ann.id}/place", data=data).status_code == 303
    assert db.session.get_one(User, ann.id, populate_existing=True).department_id == unit.id
    wrong = {"department_id": str(site.id), "site_id": ""}
    assert browser.put(f"/admin/people/{ann.id}/place", data=wrong).status_code == 422
    assert browser.put(f"/admin/people/{user_of('1').id}/place", data=data).status_code == 409


def test_departments_are_made_renamed_merged_and_split(as_: As, hanna: User) -> None:
    browser = as_(hanna)
    browser.post("/admin/departments", data={"kind": "department", "name": "Sales"})
    sales = db.session.scalars(select(Unit).where(Unit.name == "Sales")).one()
    ann = make_user("Ann Probst", department=sales)
    taken = browser.post("/admin/departments", data={"kind": "department", "name": "SALES"})
    assert taken.status_code == 422
    other = make_unit("Service")
    url = f"/admin/departments/{sales.id}/changes"
    assert browser.post(url, data={"kind": "split", "name": "Key accounts", "checked": "yes"}).status_code == 303
    assert browser.post(url, data={"kind": "rename", "name": "Distribution"}).status_code == 303
    assert browser.post(url, data={"kind": "merge"}).status_code == 422
    assert browser.post(url, data={"kind": "close"}).status_code == 409
    assert browser.post(url, data={"kind": "merge", "target_id": str(other.id), "checked": "yes"}).status_code == 303
    assert db.session.get_one(User, ann.id, populate_existing=True).department_id == other.id
    assert "Closed since" in browser.get(f"/admin/departments/{sales.id}").text
    assert "Distribution" not in browser.get("/admin/departments").text.partition("<details>")[0]
    assert "Key accounts" in browser.get("/admin/departments").text


def test_a_change_of_the_tree_waits_for_its_day_and_can_be_called_off(as_: As, hanna: User) -> None:
    clock.freeze(datetime(2026, 11, 22, 9, tzinfo=UTC))
    upper, lower = make_unit("Upper"), make_unit("Lower")
    browser = as_(hanna)
    url = f"/admin/departments/{lower.id}/changes"
    for _n in range(2):
        browser.post(url, data={"kind": "move", "target_id": str(upper.id), "on": "2026-12-01", "checked": "yes"})
    assert db.session.get_one(Unit, lower.id, populate_existing=True).parent_id is None
    assert "Still to come" in browser.get(f"/admin/departments/{lower.id}").text
    from auth.provisioning.history_models import Reorganisation

    first = db.session.scalars(select(Reorganisation).limit(1)).one()
    assert browser.delete(f"{url}/{first.id}").status_code == 303
    clock.freeze(datetime(2026, 12, 1, 9, tzinfo=UTC))
    jobs.follow_the_calendar()
    db.session.commit()
    assert db.session.get_one(Unit, lower.id, populate_existing=True).parent_id == upper.id
    circle = as_(hanna).post(
        f"/admin/departments/{upper.id}/changes", data={"kind": "move", "target_id": str(lower.id)}
    )
    assert circle.status_code == 422


def _statements(as_: As, hanna: User) -> Iterator[tuple[str, int]]:
    make_source()
    applied(*(person(str(n), department=("Sales",)) for n in range(60)))
    run = planned(*(person(str(n), title="New", manager="0" if n else None) for n in range(58)))
    browser = as_(hanna)
    for url in (
        "/admin/sync",
        f"/admin/sync/{run.id}",
        f"/admin/sync/{run.id}/faults",
        "/admin/people",
        f"/admin/people/{user_of('1').id}",
        "/admin/departments",
    ):
        yield url, len(_asked(browser, url))


def test_pages_ask_at_most_twelve_times(as_: As, hanna: User) -> None:
    wrong = {url: count for url, count in _statements(as_, hanna) if count > 12}
    assert not wrong


def test_hr_and_it_hear_that_the_last_administrator_stays_and_the_first_page_warns_before(as_: As, hanna: User) -> None:
    ida = make_user("Ida IT", roles=("it-admin",))
    roles.say_kept(ida.id, source="hr")
    roles.say_kept(ida.id)
    db.commit()
    for user in (hanna, ida):
        page = as_(user).get("/notifications").text
        assert page.count("is the last IT administrator") == 1
        assert f"/admin/people/{ida.id}" in page or "/notifications/" in page
    warning = "Give a second person the role"
    assert warning not in as_(hanna).get("/admin/health").text
    assert warning in as_(ida).get("/admin/health").text
    make_user("Ivo", roles=("it-admin",))
    assert warning not in as_(ida).get("/admin/health").text


def test_a_day_at_the_end_of_the_calendar_is_a_slip(as_: As) -> None:
    ida, ann = as_(make_user("Ida IT", roles=("it-admin",))), make_user("Ann Probst")
    role = {"role": "editor", "unit": "", "reason": "For ever", "person": "Ann Probst"}
    for day in ("9999-12-31", "0001-01-01"):
        answers = (
            ida.put(f"/admin/people/{ann.id}/term", {"last_day": day, "sponsor": ""}),
            ida.post("/admin/roles", role | {"last_day": day}),
            ida.get("/admin/audit", query_string={"first": day, "last": day}),
        )
        for answer in answers:
            assert (answer.status_code, "This day is too far away." in answer.text) == (422, True)
