"""The pages of the audit log: who reads it, what is found, what it looks like elsewhere."""

import csv
import io

from portal.core import events
from portal.core.subjects import Ref
from portal.reports import Reported
from tests.audit.test_actions import DOOR, DoorClosed, close
from tests.factories import make_user


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
    assert "insult" in page
    assert "turnip" not in page
