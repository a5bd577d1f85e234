"""Community managers say which words mean the same; searches know it at once."""

import pytest

from portal.find.actions import glossary
from tests.factories import actor, make_user
from tests.find.test_views import put

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def manager():
    return make_user("Petra", roles=("community-manager",))


def test_who_looks_for_one_word_finds_the_other_as_well(manager, as_) -> None:
    put("Neue Wickelmaschine", "in Halle 2", language="de")
    browser, reader = as_(manager), as_(make_user("Bob"))
    assert "Wickelmaschine" not in reader.get("/search?q=filament+winder").text
    said = {"german": "Wickelmaschine, Wickler", "english": "filament winder"}
    assert browser.post("/search/glossary", data=said).status_code == 303
    assert "Wickelmaschine" in reader.get("/search?q=filament+winder").text
    assert "Wickelmaschine" in reader.get("/search?q=Wickler").text
    concept, german, english = glossary(actor(manager))[0]
    assert (german, english) == ("Wickelmaschine, Wickler", "filament winder")
    assert "filament winder" in browser.get("/search/glossary").text
    browser.delete(f"/search/glossary/{concept}")
    assert glossary(actor(manager)) == []


@pytest.mark.parametrize(
    ("german", "english"), [("", ""), ("Wickler", ""), ("der die, Wickler", "the"), ("a,b,c,d,e,f,g", "h,j,k,l,m,n,p")]
)
def test_what_means_nothing_is_refused_with_what_was_typed(manager, as_, german: str, english: str) -> None:
    answer = as_(manager).post("/search/glossary", data={"german": german, "english": english})
    assert answer.status_code == 422
    assert f'value="{german}"' in answer.text


def test_others_neither_read_nor_change_it(as_) -> None:
    browser = as_(make_user("Bob"))
    assert browser.get("/search/glossary").status_code == 403
    assert browser.post("/search/glossary", data={"german": "a, b"}).status_code == 403
    assert browser.delete("/search/glossary/1").status_code == 403
