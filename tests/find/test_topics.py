"""The part of a topic's page with the texts that carry it."""

import pytest

import search
from portal.core import db
from tests.factories import make_user
from tests.people.factories import make_topic
from tests.search.factories import document

pytestmark = pytest.mark.usefixtures("app")


def test_texts_stand_under_their_topic_and_people_in_a_part_of_their_own(as_) -> None:
    ann = make_user("Ann")
    make_topic("Welding", ann)
    for number in range(30):
        search.put(document(f"Person {number}", kind="person", tags=("Welding",)))
    search.put(document("Cold joints again", kind="post", tags=("Welding",)))
    db.commit()
    part = as_(ann).get("/topics/welding").text.partition('aria-labelledby="tagged-h"')[2].partition("</section>")[0]
    assert "Cold joints again" in part
    assert "Person" not in part
