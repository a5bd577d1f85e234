"""What people look for is counted, for community managers, and tells of nobody."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal.core import clock, db
from portal.core.errors import Forbidden
from portal.find import noting
from portal.find.models import Note
from portal.find.report import report
from tests.factories import actor, make_user
from tests.questions.factories import make_question

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
    assert told.empty == [("jobrad leasing", 5)]
    assert told.frequent == [("kantine", 6), ("jobrad leasing", 5)]
    assert told.asked == []


def test_a_search_that_ended_in_a_question_is_counted(people, manager) -> None:
    look(people, "Reisekosten Lyon", is_empty=True)
    for one in people[:5]:
        make_question(one, title="Wer zahlt Reisekosten Lyon im Mai?", at=MAY)
    clock.freeze(MAY)
    assert report(manager).asked == [("reisekosten lyon", 5)]


def test_a_mark_leads_neither_to_a_person_nor_from_one_word_to_another(people) -> None:
    look(people[:1], "Kantine")
    look(people[:1], "Urlaub")
    clock.freeze(MAY.replace(month=6))
    look(people[:1], "Kantine")
    rows = db.session.scalars(select(Note)).all()
    assert len({row.mark for row in rows}) == 3
    columns = set(Note.__table__.columns.keys())
    assert columns == {"month", "term", "mark", "last_on", "was_empty", "has_asked"}


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


def test_notes_of_more_than_a_year_ago_are_gone(people) -> None:
    look(people, "Kantine")
    clock.freeze(MAY.replace(year=2027, month=11))
    noting.forget_old()
    assert db.session.scalars(select(Note)).all() == []
