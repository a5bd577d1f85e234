"""The pages of desks: asking one, its board, its texts, and setting it up."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from auth.models import User
from portal.audit import Entry
from portal.core import clock, db
from portal.questions import accept_answer
from portal.questions.desks import cases
from portal.questions.desks.forms import TextForm
from portal.questions.desks.library import keep_text
from portal.questions.desks.models import Desk, TextBlock
from tests.factories import actor, make_user
from tests.questions.desks.factories import form, make_desk
from tests.questions.factories import fresh, make_answer, make_question

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    clock.freeze(MONDAY)
    yield
    clock.freeze(None)


@pytest.fixture
def lena(app) -> User:
    return make_user("Lena Lead")


def asked(**typed: str) -> dict[str, str]:
    return {"audience": "everyone", "title": "Which train?", "key": "k", "tags": "travel", "language": "de"} | typed


def test_asking_a_desk_brings_the_question_to_its_board(lena, as_) -> None:
    desk = make_desk(lena)
    ann = as_(make_user("Ann"))
    offered = ann.get("/questions/desks?tags=travel").text
    assert "Travel desk" in offered
    assert "08:00–17:00" in ann.get(f"/questions/desks?desk={desk.slug}").text
    address = ann.post("/questions", asked(desk=desk.slug)).location
    assert "At the desk" in ann.get(address).text
    assert ann.get(f"/desks/{desk.slug}/board").status_code == 403
    board = as_(lena).get(f"/desks/{desk.slug}/board").text
    assert "Which train?" in board
    assert "Waiting for the asker" in board


def test_what_cannot_be_asked_of_a_desk_is_said_beside_it_and_the_words_stay(lena, as_) -> None:
    desk = make_desk(lena, most_open=1)
    make_question(desk=desk.slug)
    refused = as_(make_user("Ann")).post("/questions", asked(desk=desk.slug, title="And by bus?"))
    assert refused.status_code == 422
    assert "as many questions as it takes" in refused.text
    assert 'value="And by bus?"' in refused.text
    gone = as_(make_user("Bea")).post("/questions", asked(desk="nowhere"))
    assert (gone.status_code, "takes no questions any more" in gone.text) == (422, True)


def test_taking_from_the_board_leads_back_to_it_and_who_comes_second_reads_who_has_it(lena, as_) -> None:
    max_ = make_user("Max Mate")
    desk = make_desk(lena, max_)
    question = make_question(desk=desk.slug)
    browser = as_(lena)
    taken = browser.put(f"/questions/{question.id}/desk/holder", {"from": desk.slug})
    assert (taken.status_code, taken.location) == (303, f"/desks/{desk.slug}/board")
    late = as_(max_).put(f"/questions/{question.id}/desk/holder", {"from": desk.slug})
    assert (late.status_code, "Lena Lead has taken this question already." in late.text) == (409, True)


def test_handing_over_without_a_reason_keeps_the_form_and_with_one_shows_the_way(lena, as_) -> None:
    desk, other = make_desk(lena), make_desk(make_user("Hanna"), name_de="Personal", name_en="HR")
    question = make_question(desk=desk.slug)
    browser, here = as_(lena), f"/questions/{question.id}/desk"
    assert browser.put(here, {"desk": other.slug, "note": ""}).status_code == 422
    assert browser.put(here, {"desk": other.slug, "note": "HR pays for it."}).status_code == 303
    way = browser.get(here).text
    assert "HR pays for it." in way
    assert "handed it over to the desk “HR”" in way


def test_a_text_of_the_desk_begins_an_answer_in_the_language_of_the_question(lena, as_) -> None:
    desk = make_desk(lena)
    block = keep_text(
        actor(lena), desk, TextForm(title_de="Bahn", body_de="Buch im Portal.", title_en="T", body_en="Book.")
    )
    question = make_question(desk=desk.slug, language="de")
    browser = as_(lena)
    assert "Buch im Portal." in browser.get(f"/questions/{question.id}/texts?q=bahn").text
    assert "Buch im Portal." not in browser.get(f"/questions/{question.id}/texts?q=bus").text
    assert "No text has these words." in browser.get(f"/questions/{question.id}/texts?q=bus", htmx=True).text
    page = browser.get(f"/questions/{question.id}-how-do-i-claim-a-train-ticket?text={block.id}").text
    assert "Buch im Portal.</textarea>" in page
    assert f'name="texts" value="{block.id}"' in page
    browser.post(f"/questions/{question.id}/answers", {"body": "Buch im Portal.", "key": "a", "texts": str(block.id)})
    assert fresh(block).used == 1
    stranger = as_(make_user("Stranger"))
    assert stranger.get(f"/questions/{question.id}/texts").status_code == 404
    assert "Buch im Portal.</textarea>" not in stranger.get(f"/questions/{question.id}?text={block.id}").text
    stranger.post(f"/questions/{question.id}/answers", {"body": "Or by bus.", "key": "b", "texts": str(block.id)})
    assert fresh(block).used == 1


@pytest.mark.parametrize("q", ["über", "ÜBERSTUNDEN", "ausgleich", "zeitkonto", "Öffnung", "überst frei", "time off"])
def test_texts_are_found_by_title_words_and_topics(lena, as_, q: str) -> None:
    desk = make_desk(lena)
    said = {"title_de": "Überstunden", "body_de": "Nimm dir frei.", "title_en": "Overtime", "body_en": "Take time off."}
    keep_text(actor(lena), desk, TextForm(**said, tags="Ausgleich, Zeitkonto, Öffnungszeit"))
    keep_text(actor(lena), desk, TextForm(title_de="Bahn", body_de="Im Portal."))
    db.commit()
    found = as_(lena).get(f"/desks/{desk.slug}/texts?q={q}", htmx=True).text
    assert ("Nimm dir frei." in found or "Take time off." in found, "Im Portal." in found) == (True, False)


def test_texts_are_written_changed_and_taken_out_by_the_desk_alone(lena, as_) -> None:
    desk = make_desk(lena)
    browser, here = as_(lena), f"/desks/{desk.slug}/texts"
    assert browser.post(here, {"title_de": "Nur ein Titel"}).status_code == 422
    assert browser.post(here, {}).status_code == 422
    said = {"title_de": "Bahn", "body_de": "Im Portal.", "valid_until": "2026-11-22", "version": "1"}
    assert browser.post(here, said).status_code == 303
    block = db.session.scalars(select(TextBlock)).one()
    assert "Please check" in browser.get(here).text
    assert browser.put(f"{here}/{block.id}", said | {"body_de": "Im neuen Portal."}).status_code == 303
    assert browser.put(f"{here}/{block.id}", said).status_code == 409
    stranger = as_(make_user("Stranger"))
    assert [stranger.get(here).status_code, stranger.get(f"{here}/{block.id}").status_code] == [403, 404]
    assert browser.delete(f"{here}/{block.id}").status_code == 303
    assert "No texts yet." in browser.get(here).text


def sent(lead: User, **fields: object) -> dict[str, object]:
    """A desk as its form sends it."""
    whole = form(lead, **fields).model_dump(mode="json", exclude_none=True)
    return {
        name: [str(one) for one in value] if isinstance(value, list) else str(value) for name, value in whole.items()
    }


def test_community_managers_open_a_desk_and_its_lead_runs_it(lena, as_) -> None:
    boss = as_(make_user("Cleo", roles=("community-manager",)))
    assert boss.get("/desks/new").status_code == 200
    opened = boss.post("/desks", sent(lena))
    assert (opened.status_code, opened.location) == (303, "/desks/reisestelle")
    lead = as_(lena)
    assert lead.get("/desks/new").status_code == 403
    page = lead.get("/desks/reisestelle/edit").text
    assert f"@{lena.slug}" in page
    unit = {"unit_id": db.session.scalar(select(Desk.unit_id))}
    away = {
        "away_from": date(2026, 11, 20),
        "away_until": date(2026, 11, 24),
        "away_de": "Inventur.",
        "away_en": "Stock.",
    }
    assert lead.put("/desks/reisestelle", sent(lena, **unit, **away)).status_code == 303
    shown = as_(make_user("Ann")).get("/desks/reisestelle").text
    assert "Away until 24 November 2026" in shown
    assert "Stock." in shown
    acts = db.session.scalars(select(Entry.event).where(Entry.event.startswith("Desk")).order_by(Entry.id)).all()
    assert list(acts) == ["DeskOpened", "DeskChanged"]
    assert as_(make_user("Bea")).put("/desks/reisestelle", sent(lena, **unit)).status_code == 403


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"opens": "8 am"}, "This is not a time of day"),
        ({"closes": "07:00"}, "closes after it opens"),
        ({"zone": "Mars/Base"}, "This time zone is not known"),
        ({"leads": "@nobody"}, "Nobody, or more than one person"),
        ({"away_until": "2026-12-01"}, "the first day and the last one"),
        ({"unit_id": "99999"}, "Choose a department or site"),
        ({"most_open": "0"}, "This number is too small"),
    ],
)
def test_what_a_desk_cannot_be_is_said_beside_the_field(lena, as_, typed, sentence) -> None:
    boss = as_(make_user("Cleo", roles=("hr-admin",)))
    refused = boss.post("/desks", sent(lena) | typed)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert db.session.scalar(select(Desk)) is None


def test_a_desk_closes_when_nothing_waits_for_it(lena, as_) -> None:
    desk = make_desk(lena)
    question = make_question(desk=desk.slug)
    browser = as_(lena)
    assert browser.delete(f"/desks/{desk.slug}").status_code == 409
    make_answer(question, lena)
    assert browser.delete(f"/desks/{desk.slug}").status_code == 303
    assert browser.get(f"/desks/{desk.slug}").status_code == 404
    assert browser.get(f"/questions/{question.id}/desk").status_code == 200


def test_a_desk_shows_when_it_is_there_and_only_what_its_reader_may_read(lena, as_) -> None:
    desk, jonas = make_desk(lena), make_user("Jonas")
    question = make_question(jonas, desk=desk.slug)
    accept_answer(actor(jonas), fresh(make_answer(question, lena, "By the travel portal.")))
    db.commit()
    ann = as_(make_user("Ann"))
    clock.freeze(MONDAY)
    page = ann.get(f"/desks/{desk.slug}").text
    assert "There now" in page
    assert "By the travel portal." in page
    clock.freeze(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    assert "Back on 24 November 2026, 08:00" in ann.get("/desks").text


def test_a_board_asks_the_database_no_oftener_for_more_questions(lena, as_, statements) -> None:
    desk, jonas = make_desk(lena), make_user("Jonas")
    browser = as_(lena)
    for number in range(12):
        question = make_question(jonas, title=f"Number {number}?", desk=desk.slug)
        if number % 2:
            cases.take(actor(lena), question.id)
    db.commit()
    browser.get("/home")
    with statements() as seen:
        page = browser.get(f"/desks/{desk.slug}/board").text
    assert page.count("data-permalink") == 12
    assert len(seen) <= 12
