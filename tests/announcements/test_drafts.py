"""An announcement that is begun is kept with everything chosen, and one that is scheduled goes out at its time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from auth.models import RoleGrant, User
from portal.announcements import Announcement
from portal.core import clock, db, jobs
from portal.drafts import Draft
from portal.notifications import Notice
from tests.announcements.factories import make_manager, words
from tests.factories import make_unit, make_user
from tests.groups.factories import add_member, make_group, owner_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = {"key": "key-of-one", "place": "announcement", "version": "0", "sort": "announcement"}
TICKS = ("is_forced", "wants_confirmation", "takes_comments")
DUE = {"do": "schedule", "day": "2026-03-03", "time": "10:00", "zone": "Europe/Berlin"}


def the_draft() -> Draft:
    db.session.remove()
    return db.session.scalars(select(Draft)).one()


def sent() -> list[Announcement]:
    db.session.remove()
    return list(db.session.scalars(select(Announcement)))


def later(days: int = 2) -> None:
    clock.freeze(NOW + timedelta(days=days))
    jobs.run_all()


@pytest.fixture
def everything(app) -> dict[str, object]:
    """All that the form can say, with what each is."""
    clock.freeze(NOW)
    lyon, sales = make_unit("Lyon", kind="site"), make_unit("Sales")
    make_user("Zoe", site=lyon, department=sales, language="de")
    audience = {"sites": str(lyon.id), "departments": [str(sales.id)], "languages": ["de"], "save_as": "Sales in Lyon"}
    other = {"other_title": "Tor zu", "other_body": "Am Montag.", "takes_reactions": ""}
    return words(pinned_until="2026-03-09", expires_on="2026-03-20", **audience, **other) | {
        "is_forced": "yes",
        "wants_confirmation": "yes",
    }


def test_a_draft_holds_everything_and_is_announced_on_another_device(as_, everything) -> None:
    carla = make_manager()
    assert as_(carla).post("/announcements", everything | KEY | {"do": "draft"}).status_code == 303
    assert sent() == []
    phone = as_(carla)
    assert "Gate closed" in phone.get("/drafts").text
    form = phone.get(f"/announcements/new?draft={the_draft().id}").text
    ticked = [tag for tag in re.findall(r"<input ([^>]+)>", form) if tag.endswith(" checked")]
    said = {(re.search(r'name="(\w+)"', tag)[1], re.search(r'value="(\w+)"', tag)[1]) for tag in ticked}
    units = {("sites", str(everything["sites"])), ("departments", everything["departments"][0])}
    assert said == units | {(name, "yes") for name in TICKS} | {("languages", "de")}
    for said in ("Tor zu", "Am Montag.", "2026-03-09", "2026-03-20", "Sales in Lyon", "This reaches 1 person."):
        assert said in form
    assert phone.post("/announcements", everything | KEY).status_code == 303
    assert [one.title for one in sent()] == ["Gate closed"]
    assert db.session.scalars(select(Draft)).all() == []


def test_what_a_page_stores_while_one_writes_holds_everything_too(as_, everything) -> None:
    carla = as_(make_manager())
    answer = carla.post("/drafts", everything | KEY | {"title": ""})
    assert answer.json["version"] == 1
    assert the_draft().choices["other_body"] == "Am Montag."
    assert the_draft().choices["sites"] == everything["sites"]


def test_a_scheduled_announcement_goes_out_at_its_time_to_whom_it_was_meant_for(as_, everything) -> None:
    carla = make_manager()
    assert as_(carla).post("/announcements", everything | KEY | DUE).status_code == 303
    assert "3 March 2026, 10:00" in as_(carla).get("/drafts").text
    clock.freeze(datetime(2026, 3, 3, 8, 59, tzinfo=UTC))
    jobs.run_all()
    assert sent() == []
    later()
    [announcement] = sent()
    assert (announcement.reached, announcement.is_forced, announcement.wants_confirmation) == (1, True, True)
    assert (announcement.other_title, announcement.takes_comments, announcement.takes_reactions) == (
        "Tor zu",
        True,
        False,
    )
    assert announcement.expires_at == datetime(2026, 3, 20, 23, 0, tzinfo=UTC)
    [told] = db.session.scalars(select(Notice).where(Notice.kind == "announcement"))
    assert told.user_id != carla.id
    assert db.session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"body": ""}, "body"),
        ({"groups": "Nonexistent"}, "groups"),
        ({"pinned_until": "2026-03-02"}, "pinned_until"),
        ({"expires_on": "soon"}, "expires_on"),
        ({"day": "2026-03-01"}, "time"),
        ({"other_body": ""}, "other_body"),
    ],
)
def test_what_cannot_go_out_then_is_said_at_its_field_and_the_text_is_kept(as_, everything, wrong, field: str) -> None:
    answer = as_(make_manager()).post("/announcements", everything | KEY | DUE | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "Tor zu" in answer.text
    assert 'value="10:00"' in answer.text
    assert db.session.scalars(select(Draft)).all() == []


def test_an_audience_that_empties_before_it_goes_out_brings_the_text_back_with_the_reason(as_, everything) -> None:
    carla = make_manager()
    as_(carla).post("/announcements", everything | KEY | DUE)
    db.session.scalars(select(User).where(User.name == "Zoe")).one().is_active = False
    db.commit()
    later()
    assert sent() == []
    assert "Nobody belongs to this audience" in the_draft().problem
    assert "Nobody belongs to this audience" in as_(carla).get("/drafts").text


def test_rights_are_looked_at_again_at_that_time(as_, everything) -> None:
    carla = make_manager()
    as_(carla).post("/announcements", everything | KEY | DUE)
    db.session.execute(delete(RoleGrant).where(RoleGrant.user_id == carla.id))
    db.commit()
    later()
    assert sent() == []
    assert the_draft().problem


def test_an_owner_schedules_for_the_own_group_and_for_no_other(as_, app) -> None:
    clock.freeze(NOW)
    group, other = make_group("Paddling"), make_group("Brazing")
    add_member(group, make_user("Ann"))
    owner = as_(owner_of(group))
    refused = owner.post("/announcements", words(groups=other.name) | KEY | DUE)
    assert refused.status_code == 422
    assert 'id="groups-error"' in refused.text
    assert owner.post("/announcements", words(groups=group.name) | KEY | DUE).status_code == 303
    later()
    assert [one.audience for one in sent()] == [f"group:{group.id}"]


def test_who_announces_nothing_keeps_no_draft_of_one_by_its_form(as_, app) -> None:
    assert as_(make_user("Ann")).post("/announcements", words() | KEY | {"do": "draft"}).status_code == 403


def test_a_draft_of_something_else_does_not_fill_the_form(as_, app) -> None:
    carla = as_(make_manager())
    carla.post("/drafts", {"key": "key-of-two", "place": "post", "sort": "post", "body": "Half a thought"})
    assert carla.get(f"/announcements/new?draft={the_draft().id}").status_code == 404
    assert carla.get("/announcements/new?draft=x").status_code == 404
