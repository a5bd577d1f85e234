"""A table or a source on the pages: uploaded, compared, decided, carried out, let go on, taken back."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from auth.models import User
from auth.provisioning import jobs
from auth.provisioning.models import Run
from portal.audit import Entry
from portal.core import clock, db
from portal.core import jobs as queue
from tests.factories import make_unit, make_user
from tests.groups.factories import add_member, make_group
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


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ("1;Nora;2026\x00-13-13;Kassel;Kassel;", 1),
        ("1\x00;Nora;some day;Kassel;Kassel;", 1),
        ("1;Nor\x00a;2026-12-01;Kassel;Kassel;", 1),
        ("1;Nora;2026-12-01;Kas\x00sel;Kassel;", 1),
        ("1;Nora;2026-12-01;Kassel;Kas\x00sel;", 0),
        ("1;Nora;2026-12-01;Kassel;Kassel;" + "n" * 300, 1),
    ],
)
def test_what_no_database_takes_makes_a_row_faulty_and_nothing_else(
    as_: As, hanna: User, row: str, faults: int
) -> None:
    browser = as_(hanna)
    heading = "Personalnummer;Name;Gültig\x00 ab;Standort;Stadt;Benutzername"
    assert (
        _upload(browser, f"{heading}\n{row}\n2;Emre;;Leipzig;Leipzig;emre\n".encode(), "peo\x00ple.csv").status_code
        == 303
    )
    assert "Nor" in browser.get("/admin/import").text
    browser.post("/admin/import/comparison", data={})
    queue.run_all()
    run = _latest()
    assert (run.state, run.faults, run.adds) == ("ready", faults, 2 - faults)
    assert browser.get(f"/admin/sync/{run.id}/faults").status_code == 200
    browser.post(f"/admin/sync/{run.id}/application")
    queue.run_all()
    assert (_latest().state, len(changes(_latest(), "add"))) == ("applied", 2 - faults)
    assert {change.state for change in changes(_latest())} == {"applied"}


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
    page = browser.get(f"/admin/sync/{run.id}").text
    assert ("2 decisions were made" in page, "is missing" in page) == (True, False)
    assert f'<option value="{heir.id}" selected>' in page
    for choice in ("skip", "apart"):
        browser.put(f"/admin/sync/{run.id}/decisions/{change.id}", data={"choice": choice})
        assert f'<option value="{choice}" selected>' in browser.get(f"/admin/sync/{run.id}").text
    browser.post(f"/admin/sync/{run.id}/application", data={"checked": "yes"})
    queue.run_all()
    assert user_of("1").email is None
    make_user("Olga Neumann", email="olga@example.com")
    rest = (person(str(n)) for n in range(40, 70))
    applied(person("2", "Olga Neumann", email="olga@example.com"), person("1", "Nora Feldmann"), *rest)
    assert "Was not carried out, since nothing was decided" in browser.get(f"/admin/sync/{_latest().id}").text
    from portal.groups import Membership

    assert db.session.get_one(Membership, (group.id, heir.id)).role == "owner"
    given = select(Entry).where(Entry.event == "RoleChanged", Entry.person_id == heir.id)
    assert [entry.actor_id for entry in db.session.scalars(given)] == [hanna.id]


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
    assert '"comes",' in table
    assert "'@SUM(A1)" in table


def test_why_a_table_was_refused_stands_in_the_log_and_on_the_page_of_health(
    as_: As, hanna: User, caplog: pytest.LogCaptureFixture
) -> None:
    browser = as_(hanna)
    _upload(browser, b"ID,Name\n1,Nora\n")
    answer = _upload(browser, "ID,Name\n1,Zoë\n2,Zo".encode() + "ë".encode()[:1], "half.csv")
    assert (answer.status_code, "in the middle of a character" in answer.text) == (422, True)
    why = "half.csv: The file ends in the middle of a character"
    assert (why in caplog.text, why in browser.get("/admin/health").text) == (True, True)
    assert db.session.scalar(select(func.count(Run.id))) == 0


def test_columns_that_were_chosen_for_one_table_are_not_those_of_another(as_: As, hanna: User) -> None:
    first, second = as_(hanna), as_(make_user("Hugo HR", roles=("hr-admin",)))
    _upload(first, b"ID,Name\n1,Nora Feldmann\n")
    seen = re.findall('name="seen" value="([0-9a-f]+)"', first.get("/admin/import").text)
    _upload(second, b"ID,Chef,Name\n2,1,Emre Kaya\n", "other.csv")
    refused = first.post("/admin/import/comparison", data={"seen": seen, "column-0": "subject", "column-1": "name"})
    assert (refused.status_code, "other.csv" in refused.text, "Chef" in refused.text) == (422, True, True)
    assert db.session.scalar(select(func.count(Run.id))) == 0
    (seen,) = re.findall('name="seen" value="([0-9a-f]+)"', refused.text)
    assert first.post("/admin/import/comparison", data={"seen": seen}).status_code == 303


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
