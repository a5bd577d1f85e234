"""Nothing that a searcher may not see shows through any surface of search: hits, counts, proposals, corrections."""

import pytest

import search
from auth import audience
from tests.search.factories import found, put, results, searcher

pytestmark = pytest.mark.usefixtures("index")

MEMBER = searcher("group:7", "group:7:managers")
STRANGER = searcher("group:8")


@pytest.fixture(autouse=True)
def secret(index: None) -> None:
    for number in range(3):
        put(f"Projekt Zitronenfalter {number}", "streng vertraulich", audience="group:7", group="group:7")
    for kind in search.NAMED:
        put("Zitronenfalterin", kind=kind, audience="nobody")
    put("Entwurf Zitronensorbet", audience="user:99")
    put("Sommerfest", "alle sind eingeladen")


@pytest.mark.parametrize(
    "words",
    [
        "Zitronenfalter",
        "zitronen*",
        '"Projekt Zitronenfalter"',
        "Zitronenfalter OR vertraulich",
        "title:Zitronenfalter",
        "Sommerfest vertraulich",
        "vertraulich",
        "Zitronensorbet",
        "Zitronenfalterin",
    ],
)
def test_a_stranger_learns_nothing(words: str) -> None:
    for options in ({}, {"group": "group:7"}, *({"kinds": [kind]} for kind in ("post", *search.NAMED))):
        page = results(words, STRANGER, **options)
        assert all("itronen" not in hit.title + hit.snippet_html for hit in page.hits)
        assert page.total == sum(page.counts.values()) <= 1
        assert page.suggestion is None
        assert not page.is_capped


def test_a_stranger_gets_the_same_answer_as_if_it_did_not_exist() -> None:
    with_secret = results("Zitronenfalter", STRANGER)
    without = results("Zitronenhalter", STRANGER)
    assert (with_secret.hits, with_secret.counts, with_secret.total) == (without.hits, without.counts, without.total)


@pytest.mark.parametrize("typed", ["Zi", "zitronenf", "projekt zit", "Entw"])
def test_a_stranger_is_proposed_nothing(typed: str) -> None:
    assert search.suggest(STRANGER, typed) == []


def test_words_of_others_are_not_proposed_as_corrections() -> None:
    assert results("Zitronenfaltr", STRANGER).suggestion is None
    assert results("Zitronenfaltr", MEMBER).suggestion == "zitronenfalter"
    assert results("Sommerfets", STRANGER).suggestion == "sommerfest"


def test_words_of_others_do_not_stand_before_ones_own() -> None:
    put("Sonnenblume", audience="group:7")
    put("Sonnenblumen", audience="everyone")
    assert results("Sonnenblumn", STRANGER).suggestion in ("sonnenblumen", "sonnenblume")
    assert found(results("Sonnenblumn", STRANGER).suggestion or "", STRANGER)


def test_a_member_finds_it() -> None:
    page = results("Zitronenfalter", MEMBER)
    assert page.counts == {"post": 3}
    assert len(search.suggest(MEMBER, "zitr")) == 3


def test_opening_and_closing_a_group_takes_effect_without_touching_the_index() -> None:
    audience.share("group:7")
    assert len(found("Zitronenfalter", STRANGER)) == 3
    audience.unshare("group:7")
    assert found("Zitronenfalter", STRANGER) == []


def test_nobody_sees_what_nobody_may_see() -> None:
    assert all(hit.ref.kind == "post" for hit in results("Zitronenfalterin", searcher("group:7")).hits)
    assert search.suggest(MEMBER, "zitronenfalterin") == []


def test_similar_texts_of_others_are_not_told() -> None:
    put("Wann endet Projekt Zitronenfalter?", audience="group:7", kind="question")
    assert search.similar(STRANGER, "Wann endet Projekt Zitronenfalter") == []
    assert search.similar(STRANGER, "Zitronenfal") == []
    assert len(search.similar(MEMBER, "Projekt Zitronenfalter")) == 1


def test_parts_of_words_other_expressions_and_files_of_others_stay_hidden() -> None:
    search.glossary.add(["Fahrradwerkstatt"], ["bike shop"])
    put("Fahrradwerkstatt", "nur für uns", files="Zitronenfarbe im Anhang", audience="group:7")
    for words in ("Fahrrad Werkstatt", "bike shop", "Zitronenfarbe", "Werkstatt Fahrräder Anhang"):
        page = results(words, STRANGER)
        assert (page.hits, page.counts, page.total, page.whole, page.suggestion) == ((), {}, 0, 0, None), words
        assert results(words, MEMBER).total == 1, words


def test_a_corrected_search_shows_only_what_one_may_see() -> None:
    put("Zitronenkuchen im Büro")
    page = results("Zitronenkuchn", STRANGER)
    assert page.is_corrected
    assert [hit.title for hit in page.hits] == ["Zitronenkuchen im Büro"]
