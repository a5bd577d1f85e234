"""The search page, its filters and pages, the suggestions, and the way to what was found."""

import re

import pytest
from werkzeug.test import TestResponse

import search
from portal.core import clock, db
from portal.core.subjects import Ref
from portal.groups import Group
from portal.questions import accept_answer
from search import Document, spelling
from tests.factories import actor, make_user, save
from tests.questions.factories import fresh, make_answer, make_question
from tests.search.factories import document

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def _forget() -> None:
    spelling._known.clear()


def put(title: str = "", body: str = "", **parts: object) -> Ref:
    made: Document = document(title, body, **parts)
    search.put(made)
    db.commit()
    return made.ref


def make_group(name: str, visibility: str = "open") -> Group:
    now = clock.now()
    group = Group(
        name=name, slug=name.lower(), sort_name=name.lower(), purpose="", visibility=visibility, created_at=now
    )
    group.active_at = now
    group.audience = "everyone" if visibility == "open" else "group:999"
    return save(group)


def text(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.split("<main")[1].split("</main>")[0]))


@pytest.fixture
def browser(as_):
    return as_(make_user("Ann Probst"))


def test_the_empty_page_says_what_can_be_found(browser) -> None:
    answer = browser.get("/search")
    assert answer.status_code == 200
    assert "Finds questions" in text(answer)


def test_hits_show_where_the_words_are(browser) -> None:
    ref = put("Kantinenplan", "Am Montag gibt es Suppe", author="Jana Hoffmann")
    answer = browser.get("/search?q=suppe")
    assert "<mark>Suppe</mark>" in answer.text
    assert f'href="/search/post/{ref.id}"' in answer.text
    assert "Jana Hoffmann" in text(answer)
    assert 'value="suppe"' in answer.text


def test_what_matched_out_of_sight_is_named(browser) -> None:
    put("Kantinenplan", "Montag", names="Speiseplan_KW48.pdf", tags=("essen",))
    assert "Found in a name" in text(browser.get("/search?q=kw48"))
    assert "Found in the tags: essen" in text(browser.get("/search?q=%23essen"))
    put("Ines Kruse", "Montage · Kassel\n\nDeutsch, German", kind="person", tags=("Reisekosten", "Lyon"))
    found = text(browser.get("/search?q=reisekosten"))
    assert "Can be asked about: Reisekosten" in found
    assert "Lyon" not in found
    assert "German" not in found, "languages are shown to whom looks for them"
    assert "German" in text(browser.get("/search?q=german"))


def test_tabs_count_each_kind_and_lead_there(browser) -> None:
    put("Stapler")
    comment = put("", "Stapler", kind="comment")
    answer = browser.get("/search?q=stapler&type=comment")
    assert re.search(r"All 2 .*Posts 1 .*Comments 1", text(answer))
    assert f"/search/comment/{comment.id}" in answer.text
    assert "/search/post/" not in answer.text
    assert 'href="/search?q=stapler"' in answer.text
    assert '<input type="hidden" name="type" value="comment">' in answer.text


def test_filters_are_links(browser) -> None:
    group = make_group("Staplerfahrer")
    put("Stapler", audience="everyone", group=f"group:{group.id}", age=60)
    answer = browser.get("/search?q=stapler")
    assert f'href="/search?q=stapler&amp;group={group.id}"' in answer.text
    assert 'href="/search?q=stapler&amp;since=week"' in answer.text
    assert "Nothing for “stapler” here." in text(browser.get("/search?q=stapler&since=week"))
    assert "Staplerfahrer" in text(browser.get(f"/search?q=stapler&group={group.id}"))


def test_the_name_of_a_hidden_group_is_not_told_by_the_filter(browser) -> None:
    hidden = make_group("Geheimrat", visibility="hidden")
    put("Stapler")
    answer = browser.get(f"/search?q=stapler&group={hidden.id}")
    assert answer.status_code == 200
    assert "Geheimrat" not in answer.text


def test_pages_are_numbered(browser) -> None:
    for number in range(45):
        put(f"Stapler {number}", age=number)
    first = browser.get("/search?q=stapler")
    assert first.text.count('class="hit"') == 20
    assert 'href="/search?q=stapler&amp;page=3"' in first.text
    assert browser.get("/search?q=stapler&page=3").text.count('class="hit"') == 5
    beyond = browser.get("/search?q=stapler&page=9")
    assert "no further results" in text(beyond)


def test_mistyped_words_are_put_right(browser) -> None:
    put("Reisekosten")
    answer = browser.get("/search?q=Riesekosten")
    assert "Nothing for “Riesekosten”. These are the results for reisekosten ." in text(answer)
    assert "<mark>Reisekosten</mark>" in answer.text
    assert 'href="/search?q=reisekosten"' in answer.text


def test_when_no_document_has_all_words_it_says_so(browser) -> None:
    put("Stapler")
    assert "Nothing has all of these words" in text(browser.get("/search?q=stapler+elefant"))


def test_an_empty_result_offers_what_to_do_next(browser) -> None:
    answer = browser.get("/search?q=Elefantenpflege")
    assert "Nothing for “Elefantenpflege”. Someone may know." in text(answer)
    for where in ("/questions/new?title=Elefantenpflege", "/people?topic=Elefantenpflege", "/groups?q=Elefantenpflege"):
        assert f'href="{where}"' in answer.text
    assert 'value="Elefantenpflege"' in browser.get("/questions/new?title=Elefantenpflege").text


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=der+die+das",
        "q=%22%22%22((",
        "q=%F0%9F%98%80",
        "q=%ff%fe",
        "q=" + "a" * 5_000,
        "q=" + "%22" * 3_000,
        "q=x&page=-1&type=nothing&group=abc&since=never",
        "q=x&page=99999999999999999999&group=99999999999999999999",
        "q=" + "wort+" * 1_000,
        "q=%27%3B+DROP+TABLE+x%3B--",
        "q=%E2%80%AE%D7%A9%D7%9C%D7%95%D7%9D",
        "q=%3Cscript%3Ealert(1)%3C/script%3E",
    ],
)
def test_odd_addresses_are_answered(browser, query: str) -> None:
    answer = browser.get(f"/search?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "\x00" not in answer.text
    assert browser.get(f"/search/suggest?{query}").status_code == 200


def test_a_stranger_sees_nothing_of_it(as_) -> None:
    put("Projekt Zitronenfalter", audience="group:77", group="group:77")
    stranger = as_(make_user("Tom Berg"))
    answer = stranger.get("/search?q=Zitronenfalter")
    assert "Someone may know" in text(answer)
    assert "Did you mean" not in text(stranger.get("/search?q=Zitronenfaltr"))
    assert "Projekt" not in stranger.get("/search/suggest?q=proj").text


def test_suggestions_are_options(browser) -> None:
    ref = put("Kantinenplan")
    answer = browser.get("/search/suggest?q=kant")
    assert answer.text.count('role="option"') == 2
    assert f'href="/search/post/{ref.id}"' in answer.text
    assert "<mark>Kantinenplan</mark>" in answer.text
    assert "All results for “kant”" in answer.text


def test_people_of_the_same_name_are_told_apart(browser) -> None:
    put("Thomas Müller", "Schlosser · Kassel", kind="person")
    put("Thomas Müller", "Einkauf · Lyon", kind="person")
    answer = browser.get("/search/suggest?q=thomas")
    assert "Schlosser · Kassel" in answer.text
    assert "Einkauf · Lyon" in answer.text


def test_a_hit_leads_to_its_page(browser) -> None:
    person = make_user("Jürgen Müller")
    answer = browser.get(f"/search/person/{person.id}")
    assert answer.status_code == 303
    assert answer.location.endswith(f"/people/{person.slug}")


def test_a_hit_that_one_may_not_see_leads_nowhere(browser) -> None:
    hidden = make_group("Geheimrat", visibility="hidden")
    for address in (f"/search/group/{hidden.id}", "/search/person/999999", "/search/nothing/1"):
        assert browser.get(address).status_code == 404


def test_the_page_speaks_german(as_) -> None:
    put("Stapler")
    german = as_(make_user("Jana Hoffmann", language="de"))
    assert "Nichts zu „Elefant“." in text(german.get("/search?q=Elefant"))
    assert "Beiträge" in text(german.get("/search?q=Stapler"))


def test_what_has_no_title_is_called_by_its_author(browser) -> None:
    put("", "Die Suppe ist gut", kind="comment", author="Jana Hoffmann")
    assert "Comment by Jana Hoffmann" in text(browser.get("/search?q=suppe"))


def test_a_page_costs_few_statements(browser, statements) -> None:
    for number in range(30):
        put(f"Stapler {number}", "Text", age=number, group="group:1")
    browser.get("/search?q=stapler")
    with statements() as said:
        browser.get("/search?q=stapler")
    assert len(said) <= 6, "\n\n".join(said)


def test_a_question_shows_how_it_stands_and_the_answer_that_helped(browser) -> None:
    ann, bob = make_user("Ann Asks"), make_user("Bob Knows")
    question = make_question(ann, title="Which flux for stainless steel?", body="It does not stick.")
    assert "Open" in text(browser.get("/search?q=stainless+flux"))
    answer = make_answer(question, bob, body="Borax paste, a thin coat.")
    assert "1 answer" in text(browser.get("/search?q=stainless+flux"))
    accept_answer(actor(ann), fresh(answer))
    db.commit()
    page = text(browser.get("/search?q=borax"))
    assert "Solved" in page
    assert "This helped: Borax paste, a thin coat." in page
    assert "Which</mark>" in browser.get("/search/suggest?q=which+fl").text


def test_the_words_may_say_since_when(browser) -> None:
    put("Stapler alt", age=400)
    put("Stapler neu")
    year = clock.now().year
    for words in (f"stapler+since:{year - 1}-12", f"seit:1.1.{year}+stapler"):
        page = text(browser.get(f"/search?q={words}"))
        assert "neu" in page
        assert "alt" not in page.split("Results", 1)[-1]
    assert browser.get("/search?q=stapler+since:2026-99-99").status_code == 200


def test_where_few_have_all_words_it_says_what_follows(browser) -> None:
    for number in range(2):
        put("Stapler mieten", age=number)
    put("Stapler", age=5)
    page = text(browser.get("/search?q=stapler+mieten"))
    assert "2 results have all of these words; those after them have some of them." in page
