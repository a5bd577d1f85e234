"""The pages of the audit log: who reads it, what is found, what it looks like elsewhere."""

import csv
import io

from auth.events import RoleGranted
from auth.provisioning.events import AccountChanged, UnitChanged
from portal.core import db, events
from portal.core.subjects import Ref
from portal.groups import MemberRemoved
from portal.reports import Reported
from portal.reports.reading import ReadingAsked
from tests.audit.test_actions import DOOR, DoorClosed, close
from tests.factories import make_unit, make_user
from tests.groups.factories import make_group


def text(answer) -> str:
    return answer.get_data(as_text=True)


def about(person, by, reason: str) -> None:
    subject = Ref("person", person.id)
    events.publish(DoorClosed(actor_id=by.id, subject=subject, audience="x", reason=reason, before=DOOR, people=()))


def test_it_is_read_by_those_who_answer_for_it_and_those_who_watch_over_them(as_) -> None:
    close()
    for roles, status in (((), 403), (("hr-admin",), 403), (("it-admin",), 200), (("works-council",), 200)):
        reader = as_(make_user(f"Reader {status}", roles=roles))
        assert reader.get("/admin/audit").status_code == status
        assert reader.get("/admin/audit.csv").status_code == status


def test_it_is_searched_by_people_act_and_days(as_) -> None:
    ida, ann, ben = make_user("Ida", roles=("it-admin",)), make_user("Ann Probst"), make_user("Ben Kramer")
    about(ann, ida, "For Ann")
    about(ben, ann, "For Ben")
    browser = as_(ida)

    def found(query: str) -> list[bool]:
        page = text(browser.get(f"/admin/audit?{query}"))
        return ["For Ann" in page, "For Ben" in page]

    assert found("") == [True, True]
    assert found("about=ann") == [True, False]
    assert found("by=%40ann.probst") == [False, True]
    assert found("act=DoorClosed&first=2020-01-01&last=2099-01-01") == [True, True]
    assert found("last=2020-01-01") == [False, False]
    assert found("about=%25") == [False, False]
    assert browser.get("/admin/audit?first=yesterday").status_code == 422


def test_the_table_for_other_programs_computes_nothing(as_) -> None:
    close('=HYPERLINK("http://evil.example")')
    close("Müller, “quoted”\nand more")
    rows = list(
        csv.DictReader(io.StringIO(text(as_(make_user(roles=("it-admin",))).get("/admin/audit.csv")).lstrip("\ufeff")))
    )
    assert [row["number"] for row in rows] == ["1", "2"]
    assert rows[0]["reason"].startswith("'=HYPERLINK")
    assert rows[1]["reason"] == "Müller, “quoted”\nand more"


def test_who_reported_somebody_stays_unknown_to_them(as_) -> None:
    ann, ben = make_user("Ann Probst"), make_user("Ben Kramer")
    said = {"reason": "insult", "words": "Rude", "author_id": ann.id}
    events.publish(Reported(actor_id=ben.id, subject=Ref("post", 1), audience="x", **said))
    assert "Ben Kramer" not in text(as_(ann).get("/settings/concerning-me"))


def test_the_words_of_a_report_are_not_kept_for_those_who_read_the_log(as_) -> None:
    ben, ada = make_user("Ben Kramer"), make_user("Ada", roles=("it-admin",))
    said = {"reason": "insult", "words": "He called me a turnip", "author_id": ben.id}
    events.publish(Reported(actor_id=ben.id, subject=Ref("post", 1), audience="x", **said))
    page = text(as_(ada).get("/admin/audit"))
    assert "Reason: Insulting or hurtful" in page
    assert "turnip" not in page


def test_details_are_told_in_words_and_a_hidden_group_is_not_named(as_) -> None:
    ida, ann = make_user("Ida", roles=("it-admin",)), make_user("Ann Probst")
    plant = make_unit("Plant")
    secret = make_group("Secret", owner=ann, visibility="hidden")
    said = {"actor_id": ida.id, "audience": "everyone", "reason": ""}
    granted = RoleGranted(subject=Ref("person", ann.id), role="hr-admin", unit_id=plant.id, until="2027-05-03", **said)
    events.publish(granted)
    events.publish(
        AccountChanged(subject=Ref("person", ann.id), source="hr", fields=("email", "manager_id"), **_of(said))
    )
    events.publish(UnitChanged(subject=Ref("unit", plant.id), what="renamed", on="2027-01-01", **_of(said)))
    events.publish(MemberRemoved(subject=Ref("group", secret.id), user_id=ann.id, **_of(said)))
    page = text(as_(ida).get("/admin/audit"))
    for words in ("HR administrator", "Plant", "3 May 2027", "E-mail, Lead", "Department or site: Plant", "renamed"):
        assert words in page, words
    assert f"Group no. {secret.id}" in page
    assert "Secret" not in page
    assert "unit_id" not in page
    mine = text(as_(ann).get("/settings/concerning-me"))
    assert "Group: Secret" in mine
    german = text(as_(make_user("Inge", roles=("it-admin",), language="de")).get("/admin/audit"))
    for words in ("3. Mai 2027", "E-Mail, Führungskraft", "umbenannt"):
        assert words in german, words


def _of(said: dict) -> dict:
    return {name: value for name, value in said.items() if name != "reason"}


def test_a_line_names_nobody_twice_and_the_choice_opens_once_it_is_made(as_) -> None:
    ann, petra, ida = make_user("Ann"), make_user("Petra"), make_user("Ida", roles=("it-admin",))
    about, whose = Ref("post", 12), {"reading_id": 1, "author_id": ann.id, "asked_by": petra.id}
    events.publish(ReadingAsked(actor_id=petra.id, subject=about, audience="nobody", reason="Because", **whose))
    db.commit()
    page = as_(ida).get("/admin/audit").text
    assert (page.count(">Ann</a>"), page.count(">Petra</a>")) == (1, 1)
    assert "Written by" not in page
    assert '<details class="card">' in page
    assert '<details class="card" open>' in as_(ida).get("/admin/audit?by=Petra").text
