"""What people look for is counted, for community managers, and tells of nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.core import clock, db
from portal.core.errors import Forbidden
from portal.find import noting
from portal.find.models import Note
from portal.find.report import report
from tests.factories import actor, make_user
from tests.questions.factories import make_question
from tests.search.factories import put

pytestmark = pytest.mark.usefixtures("app")

MAY = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.fixture
def people():
    clock.freeze(MAY)
    return [make_user(f"Person {n}") for n in range(6)]


@pytest.fixture
def manager():
    return actor(make_user("Petra", roles=("community-manager",)))


def look(people, words: str, *, is_empty: bool = False) -> None:
    for one in people:
        noting.note_search(actor(one), words, is_empty=is_empty)


def test_words_of_five_people_are_shown_and_those_of_four_are_not(people, manager) -> None:
    look(people[:5], "Jobrad  Leasing", is_empty=True)
    look(people[:5], "jobrad leasing", is_empty=True)
    look(people[:4], "Kündigung", is_empty=True)
    look(people, "Kantine")
    told = report(manager)
    assert told.empty == [("jobrad leasing", 5, (10, 0))]
    assert told.frequent == [("kantine", 6, (6, 0)), ("jobrad leasing", 5, (10, 0))]
    assert told.asked == []


def test_a_search_that_ended_in_a_question_is_counted(people, manager) -> None:
    look(people, "Reisekosten Lyon", is_empty=True)
    for one in people[:5]:
        make_question(one, title="Wer zahlt Reisekosten Lyon im Mai?", at=MAY)
    clock.freeze(MAY)
    assert report(manager).asked == [("reisekosten lyon", 5, (5, 0))]


def test_a_search_has_found_what_is_opened_at_once_and_not_looked_for_again(people, manager) -> None:
    first, second, third, *rest = people

    def after(minutes: float) -> None:
        clock.freeze(clock.now() + timedelta(minutes=minutes))

    look(people, "Kantine")
    for one in (first, second, third):
        noting.note_opening(actor(one), "kantine ")
        noting.note_opening(actor(one), "kantine")
    after(2)
    noting.note_opening(actor(rest[0]), "kantine")  # too late
    look([first], "Kantine")  # again: it was not found before
    after(6)
    look([second], "Kantine")  # something new
    told = report(manager)
    assert told.frequent == [("kantine", 6, (8, 2))]
    assert (told.success, told.success.percent) == ((8, 2), 25)


def test_a_hit_tells_of_itself_when_it_is_opened(people, as_) -> None:
    clock.freeze(MAY)
    put("Speiseplan")
    browser = as_(people[0])
    assert (
        'data-read-url="/search/openings?q=Speiseplan" data-read-on="click"' in browser.get("/search?q=Speiseplan").text
    )
    browser.post("/search/notes", data={"q": "Speiseplan"})
    assert browser.post("/search/openings?q=Speiseplan").status_code == 204
    assert db.session.scalars(select(Note.opened)).all() == [1]


def test_the_success_of_few_people_is_not_told(people, manager) -> None:
    look(people[:4], "Kündigung")
    assert report(manager).success is None


def test_a_mark_leads_neither_to_a_person_nor_from_one_word_to_another(people) -> None:
    look(people[:1], "Kantine")
    look(people[:1], "Urlaub")
    clock.freeze(MAY.replace(month=6))
    look(people[:1], "Kantine")
    rows = db.session.scalars(select(Note)).all()
    assert len({row.mark for row in rows}) == 3
    columns = set(Note.__table__.columns.keys())
    counted = {"last_on", "last_at", "searches", "opened", "is_opened", "was_empty", "has_asked"}
    assert columns == {"month", "term", "mark", *counted}


def test_only_community_managers_read_it(people, as_) -> None:
    with pytest.raises(Forbidden):
        report(actor(people[0]))
    assert as_(people[0]).get("/search/report").status_code == 403
    page = as_(make_user("Mara", roles=("community-manager",))).get("/search/report?month=nonsense")
    assert page.status_code == 200
    assert "No words that five people used." in page.text


def test_the_page_of_a_search_notes_it_once_it_is_shown(people, as_) -> None:
    browser = as_(people[0])
    page = browser.get("/search?q=Elefant")
    assert 'hx-post="/search/notes"' in page.text
    assert 'name="is_empty" value="true"' in page.text
    assert 'hx-post="/search/notes"' not in browser.get("/search?q=Elefant&since=week").text
    assert browser.post("/search/notes", data={"q": "Elefant", "is_empty": "true"}).status_code == 204
    assert browser.post("/search/notes", data={"q": ""}).status_code == 422
    assert browser.post("/search/notes", data={"q": "x" * 300}).status_code == 204
    assert db.session.scalars(select(Note.term)).all() == ["elefant"]


def test_the_moment_of_a_search_is_kept_for_a_day(people) -> None:
    look(people, "Kantine")
    clock.freeze(MAY + timedelta(days=2))
    noting.forget_old()
    assert set(db.session.scalars(select(Note.last_at))) == {None}


def test_notes_of_more_than_a_year_ago_are_gone(people) -> None:
    look(people, "Kantine")
    clock.freeze(MAY.replace(year=2027, month=11))
    noting.forget_old()
    assert db.session.scalars(select(Note)).all() == []
