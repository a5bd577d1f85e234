"""The pages of HR and IT: who gets in, what they show, what they do; in as few statements as they need."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from auth import roles
from auth.models import Unit, User
from auth.providers import store
from auth.providers.models import ProviderFault
from auth.provisioning import jobs
from auth.provisioning.models import Run
from portal.core import clock, db
from portal.core import jobs as queue
from tests.factories import make_unit, make_user, save
from tests.groups.factories import add_member, make_group
from tests.guards.test_lists import _asked
from tests.provisioning.factories import applied, changes, make_source, person, planned, said, user_of

pytestmark = pytest.mark.usefixtures("app")
As = Callable[[User], Any]


@pytest.fixture
def hanna() -> User:
    return make_user("Hanna HR", roles=("hr-admin",))


def _upload(browser: Any, content: bytes, name: str = "people.csv") -> Any:
    return browser.post("/admin/import", data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def _latest() -> Run:
    return db.session.scalars(select(Run).order_by(Run.id.desc()).limit(1)).one()


@pytest.mark.parametrize("url", ["/admin/sync", "/admin/people", "/admin/departments", "/admin/sync/template.csv"])
def test_only_hr_and_it_get_in(as_: As, url: str, hanna: User) -> None:
    assert as_(make_user("Ann Probst")).get(url).status_code == 403
    assert as_(make_user("Ida IT", roles=("it-admin",))).get(url).status_code == 200
    assert as_(hanna).get(url).status_code == 200


def test_a_preview_is_nobodys_else(as_: As) -> None:
    make_source()
    run = planned(person("1"))
    ann = as_(make_user("Ann Probst"))
    for url in (f"/admin/sync/{run.id}", f"/admin/sync/{run.id}/faults", f"/admin/sync/{run.id}.csv"):
        assert ann.get(url).status_code == 403
    for url in ("application", "release", "attempts", "undoing"):
        assert ann.post(f"/admin/sync/{run.id}/{url}").status_code == 403


def test_a_table_goes_from_upload_to_people(as_: As, hanna: User) -> None:
    browser = as_(hanna)
    table = (
        "Personalnummer;Vorname;Nachname;Bereich;Werk\n1;Nora;Feldmann;Logistik > Versand;Leipzig\n;;;;\n2;Emre;;;\nx\n"
    )
    assert _upload(browser, table.encode("cp1252")).status_code == 303
    columns = browser.get("/admin/import").text
    assert "Nora" in columns
    answer = browser.post("/admin/import/comparison", data={})
    run = _latest()
    assert answer.headers["Location"].endswith(f"/admin/sync/{run.id}")
    assert "compared so far" in browser.get(f"/admin/sync/{run.id}").text
    queue.run_all()
    shown = browser.get(f"/admin/sync/{run.id}").text
    assert "Nora Feldmann" in shown
    assert "Logistik › Versand" in shown
    assert db.session.scalar(select(func.count()).where(User.source == "table")) == 0
    assert "The row has 1 cells" in browser.get(f"/admin/sync/{run.id}/faults").text
    assert browser.post(f"/admin/sync/{run.id}/application", data={"at": ""}).status_code == 303
    queue.run_all()
    assert user_of("1", "table").name == "Nora Feldmann"
    assert "Carried out" in browser.get(f"/admin/sync/{run.id}").text


def test_the_account_of_the_last_administrator_stays_open(as_: As, hanna: User) -> None:
    ida = make_user("Ida", roles=("it-admin",))
    refused = as_(hanna).post(f"/admin/people/{ida.id}/closure")
    assert (refused.status_code, "last IT administrator" in refused.text) == (409, True)
    make_user("Ivo", roles=("it-admin",))
    assert as_(hanna).post(f"/admin/people/{ida.id}/closure").status_code == 303


def test_columns_are_chosen_once_and_remembered(as_: As, hanna: User) -> None:
    browser = as_(hanna)
    _upload(browser, b"Kennung,Wer\n1,Nora Feldmann\n")
    refused = browser.post("/admin/import/comparison", data={"column-0": "subject", "column-1": ""})
    assert refused.status_code == 422
    assert "Full name" in refused.text
    browser.post("/admin/import/comparison", data={"column-0": "subject", "column-1": "name"})
    queue.run_all()
    assert _latest().adds == 1
    _upload(browser, b"Wer;Kennung\nNora Feldmann;1\nEmre;2\n")
    browser.post("/admin/import/comparison", data={})
    queue.run_all()
    assert _latest().adds == 2


def test_a_file_that_is_no_table_is_told_at_the_field(as_: As, hanna: User) -> None:
    browser = as_(hanna)
    picture = b"\x89PNG\r\n\x1a\n\0\0"
    no_table = "neither CSV nor XLSX"
    for content, words in (
        (picture, no_table),
        (b"%PDF-1.7", no_table),
        (b"PK\x03\x04half", "breaks off"),
        (b"", "empty"),
    ):
        refused = _upload(browser, content)
        assert refused.status_code == 422
        assert words in refused.text
    assert "Choose a file" in browser.post("/admin/import").text


def test_the_accounts_to_be_closed_have_to_be_looked_at(as_: As, hanna: User) -> None:
    make_source()
    applied(*(person(str(n)) for n in range(30)))
    run = planned(*(person(str(n)) for n in range(1, 30)))
    browser = as_(hanna)
    refused = browser.post(f"/admin/sync/{run.id}/application", data={"at": ""})
    assert refused.status_code == 422
    assert "Look at the accounts" in refused.text
    tonight = browser.post(f"/admin/sync/{run.id}/application", data={"at": "99:00", "checked": "yes"})
    assert "not a time of day" in tonight.text
    browser.post(f"/admin/sync/{run.id}/application", data={"at": "", "checked": "yes"})
    queue.run_all()
    assert not user_of("0").is_active


def test_a_run_can_wait_for_the_evening(as_: As, hanna: User) -> None:
    clock.freeze(datetime(2026, 11, 22, 9, tzinfo=UTC))
    make_source()
    run = planned(person("1"))
    as_(hanna).post(f"/admin/sync/{run.id}/application", data={"at": "20:00"})
    assert _latest().apply_at == datetime(2026, 11, 22, 19, tzinfo=UTC)
    clock.freeze(datetime(2026, 11, 22, 19, 1, tzinfo=UTC))
    jobs.look_after_runs()
    db.session.commit()
    queue.run_all()
    assert _latest().state == "applied"


def test_a_stopped_run_is_let_go_on_by_somebody_else(as_: As, hanna: User) -> None:
    make_source()
    applied(*(person(str(n)) for n in range(9)))
    run = planned(by=hanna.id)
    page = as_(hanna).get(f"/admin/sync/{run.id}").text
    assert "names nobody any more" in page
    assert "ask somebody else" in page
    assert as_(hanna).post(f"/admin/sync/{run.id}/release").status_code == 409
    other = as_(make_user("Ida IT", roles=("it-admin",)))
    assert "let it go on" in other.get(f"/admin/sync/{run.id}").text
    assert other.post(f"/admin/sync/{run.id}/release").status_code == 303
    assert other.post(f"/admin/sync/{run.id}/application", data={"checked": "yes"}).status_code == 409
    assert "Carry out" not in other.get(f"/admin/sync/{run.id}").text
    assert "Carry out" in as_(hanna).get(f"/admin/sync/{run.id}").text
    assert "Ida IT has let it go on." in as_(hanna).get(f"/admin/sync/{run.id}").text


def test_a_failing_source_tells_hr_and_it(as_: As, hanna: User) -> None:
    from portal.core.errors import Unavailable

    make_source()
    said["hr"] = Unavailable("no route to the directory")
    browser = as_(hanna)
    browser.post("/admin/sources/hr/reading")
    queue.run_all()
    assert "no route to the directory" in browser.get("/notifications").text
    assert "no route to the directory" in browser.get("/admin/sync").text
    assert "nothing was changed" in browser.get(f"/admin/sync/{_latest().id}").text


def test_decisions_are_made_on_the_page(as_: As, hanna: User) -> None:
    make_source()
    applied(person("9", "Dieter Hagemann"), *(person(str(n)) for n in range(40, 70)))
    dieter = user_of("9")
    group = make_group("Maintenance", owner=dieter)
    heir = make_user("Mehmet Yıldız")
    add_member(group, heir)
    make_user("Nora Feldmann", email="nora@example.com")
    run = planned(person("1", "Nora Feldmann", email="nora@example.com"), *(person(str(n)) for n in range(40, 70)))
    browser = as_(hanna)
    page = browser.get(f"/admin/sync/{run.id}").text
    assert "2 decisions are missing" in page
    assert "is the only owner of: Maintenance" in page
    for kind, choice in (("deactivate", str(heir.id)), ("add", "apart")):
        (change,) = changes(run, kind)
        sent = browser.put(f"/admin/sync/{run.id}/decisions/{change.id}", data={"choice": choice})
        assert sent.status_code == 303
    assert browser.put(f"/admin/sync/{run.id}/decisions/{change.id}", data={"choice": "?"}).status_code == 422
    browser.post(f"/admin/sync/{run.id}/application", data={"checked": "yes"})
    queue.run_all()
    assert user_of("1").email is None
    from portal.groups import Membership

    assert db.session.get_one(Membership, (group.id, heir.id)).role == "owner"


def test_the_preview_says_what_follows_for_groups(as_: As, hanna: User) -> None:
    shipping = make_unit("Shipping", parent=make_unit("Logistics"))
    make_group("Logistics people", owner=hanna, unit_id=shipping.parent_id)
    make_source()
    run = planned(person("1", department=("Logistics", "Shipping")))
    assert "Joins: Logistics people" in as_(hanna).get(f"/admin/sync/{run.id}").text


def test_the_export_neutralises_formulas(as_: As, hanna: User) -> None:
    make_source()
    run = planned(person("1", "=HYPERLINK(1)", title="@SUM(A1)"))
    table = as_(hanna).get(f"/admin/sync/{run.id}.csv").data.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in table
    assert "'@SUM(A1)" in table


def test_why_somebody_does_not_see_a_group_is_asked_on_the_first_page(as_: As, hanna: User) -> None:
    ann, browser = make_user("Ann Probst"), as_(hanna)
    make_group("Works council", owner=hanna, visibility="private")
    assert browser.get("/admin").headers["Location"] == "/admin/health"
    assert 'action="/admin/why"' in browser.get("/admin/health").text
    asked = browser.post("/admin/why", {"person": "Ann Probst", "group": "Works council"})
    assert asked.headers["Location"] == f"/admin/people/{ann.id}?group=Works+council"
    assert "reads nothing in it" in browser.get(asked.headers["Location"]).text
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
    clock.freeze(datetime(2026, 11, 22, 9, tzinfo=UTC))
    browser = as_(hanna)
    for page in ("/admin/health", "/admin/people"):
        assert "/admin/people?view=left" in browser.get(page).text
    page = browser.get("/admin/people?view=left").text
    assert "Gone Last Month" in page
    assert "Gone Before" not in page


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
    hidden = make_group("Secret", owner=make_user("Ann Probst"), visibility="hidden")
    assert as_(hanna).get(f"/admin/people/{sofie.id}?group={hidden.slug}").status_code == 404


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
    assert "Distribution" not in browser.get("/admin/departments").text
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


def test_what_is_undone_is_said(as_: As, hanna: User) -> None:
    make_source()
    run = applied(person("1"))
    browser = as_(hanna)
    assert "Take back this and everything later" in browser.get(f"/admin/sync/{run.id}").text
    applied(person("1", title="Picker"), person("2"))
    said = browser.get(f"/admin/sync/{run.id}/undoing").text
    assert "This run and 1 later one of this source are taken back." in said
    assert "2 accounts that came are closed" in said
    assert "1 changed account gets its former values back." in said
    browser.post(f"/admin/sync/{run.id}/undoing")
    queue.run_all()
    assert browser.get(f"/admin/sync/{run.id}/undoing").status_code == 409
    assert "Taken back" in browser.get(f"/admin/sync/{run.id}").text
    assert not user_of("1").is_active


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
