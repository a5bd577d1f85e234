"""Groups stand under a topic however they spelled their tags."""

import pytest

from portal.groups.lists import groups
from portal.topics import TopicForm, describe
from tests.factories import actor, make_user
from tests.groups.factories import make_group


@pytest.fixture
def ann(app):
    lena = actor(make_user("Lena", roles=("community-manager",)))
    describe(lena, "reisekosten", TopicForm(name_en="Travel", synonyms="Spesen, Müll-Gebühr"))
    return make_user("Ann")


@pytest.mark.parametrize("tag", ["Reisekosten", "spesen", "TRAVEL", "müll-gebühr", "mull gebuhr"])
def test_a_tag_finds_groups_under_every_name_of_its_topic(ann, tag) -> None:
    for name, tags in (("One", "reisekosten"), ("Two", "spesen, trains"), ("Three", "müll-gebühr"), ("Four", "trains")):
        make_group(name, tags=tags)
    make_group("Unknown", visibility="hidden", tags="spesen")
    assert {group.name for group in groups(actor(ann), tag=tag).items} == {"One", "Two", "Three"}


def test_the_page_of_a_topic_shows_the_group(ann, as_) -> None:
    make_group("Travellers", tags="spesen")
    make_group("Unknown circle", visibility="hidden", tags="spesen")
    page = as_(ann).get("/topics/reisekosten").text
    assert "Travellers" in page
    assert "Unknown circle" not in page
    assert "Travellers" in as_(ann).get("/groups?tag=Reisekosten").text
