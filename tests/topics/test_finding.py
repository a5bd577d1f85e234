"""Topics and desks are found under every name that they have; what only stands where not everybody reads is not."""

import pytest
from sqlalchemy import select

import search
from portal.core import db
from portal.people import drop_topics
from portal.questions import StanceForm, close_desk, take_stance
from portal.topics import MergerForm, Topic, TopicForm, describe, follow, merge, part
from tests.factories import actor, make_user
from tests.questions.desks.factories import make_desk
from tests.questions.factories import make_question

WORDS = TopicForm(
    name_de="Reisekosten", name_en="Travel expenses", about_de="Was du zurückbekommst.", synonyms="Spesen, Auslagen"
)


@pytest.fixture
def lena(app):
    return make_user("Lena", roles=("community-manager",))


@pytest.fixture
def ann(app):
    return make_user("Ann")


def kinds(who, words: str) -> dict[str, int]:
    return dict(search.find(actor(who), words).counts)


def titles(who, words: str) -> list[str]:
    return [hit.title for hit in search.find(actor(who), words, kinds=("topic",)).hits]


@pytest.mark.parametrize("words", ["Reisekosten", "travel expenses", "Spesen", "auslagen", "zurückbekommst"])
def test_a_topic_is_found_under_all_its_names(lena, ann, words) -> None:
    describe(actor(lena), "reisekosten", WORDS)
    assert titles(ann, words) == ["Reisekosten / Travel expenses"]


def test_it_stands_among_the_results_the_filters_and_the_suggestions(lena, ann, as_) -> None:
    topic = describe(actor(lena), "reisekosten", WORDS)
    make_question(ann, title="Who signs for Spesen?")
    db.commit()
    browser = as_(ann)
    page = browser.get("/search?q=Spesen").text
    assert 'href="/search?q=Spesen&amp;type=topic"' in page
    assert f"/search/topic/{topic.id}" in browser.get("/search?q=Spesen&type=topic").text
    assert f"/search/topic/{topic.id}" in browser.get("/search/suggest?q=Rei").text
    assert browser.get(f"/search/topic/{topic.id}").location == "/topics/reisekosten"


def test_what_somebody_names_is_found_until_nobody_does(ann) -> None:
    take_stance(actor(ann), "sauna", StanceForm(said="yes"))
    assert kinds(ann, "sauna") == {"person": 1, "topic": 1}
    drop_topics(actor(ann), db.session.scalars(select(Topic.id)).all())
    assert kinds(ann, "sauna") == {}


def test_what_is_only_followed_or_tagged_is_not_found(ann) -> None:
    follow(actor(ann), "zirbelholz")
    make_question(ann, tags="zirbelholz")
    db.commit()
    assert titles(ann, "zirbelholz") == []
    assert [hit for hit in search.suggest(actor(ann), "zirb") if hit.ref.kind == "topic"] == []
    search.rebuild()
    assert titles(ann, "zirbelholz") == []


def test_merged_topics_are_found_as_one_until_they_are_parted(lena, ann) -> None:
    describe(actor(lena), "reisekosten", WORDS)
    take_stance(actor(ann), "Dienstreise", StanceForm(said="yes"))
    merge(actor(lena), "dienstreise", MergerForm(into="reisekosten"))
    assert titles(ann, "Dienstreise") == ["Reisekosten / Travel expenses"]
    (gone,) = db.session.scalars(select(Topic).where(Topic.slug == "dienstreise"))
    part(actor(lena), gone)
    assert titles(ann, "Dienstreise") == ["Dienstreise"]
    assert titles(ann, "Reisekosten") == ["Reisekosten / Travel expenses"]


def test_the_index_built_anew_finds_the_same(lena, ann) -> None:
    describe(actor(lena), "reisekosten", WORDS)
    take_stance(actor(ann), "Dienstreise", StanceForm(said="yes"))
    take_stance(actor(ann), "sauna", StanceForm(said="yes"))
    merge(actor(lena), "dienstreise", MergerForm(into="reisekosten"))
    make_desk(lena, name_de="Reisestelle", name_en="Travel desk")
    db.commit()
    asked = ("Spesen", "Dienstreise", "sauna", "Reisestelle", "travel")
    before = [kinds(ann, words) for words in asked]
    search.rebuild()
    assert [kinds(ann, words) for words in asked] == before
    assert before[-1] == {"desk": 1, "topic": 1}


def test_a_desk_is_found_until_it_closes(lena, ann) -> None:
    desk = make_desk(lena, name_de="Lohnbüro", name_en="Payroll", tags="Gehalt")
    db.commit()
    for words in ("Lohnbüro", "payroll", "Gehalt"):
        assert kinds(ann, words) == {"desk": 1}
    assert [hit.ref.kind for hit in search.suggest(actor(ann), "Loh")] == ["desk"]
    close_desk(actor(lena), desk)
    assert kinds(ann, "Lohnbüro") == {}
