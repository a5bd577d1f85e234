"""Any reader may say that two topics mean the same; those who look after topics hear of it and decide."""

import pytest
from sqlalchemy import select

from portal.core import db
from portal.core.errors import Invalid
from portal.notifications import Notice
from portal.topics import MergerForm, Topic, TopicForm, describe, propose_merger, spellings
from tests.factories import actor, make_user


@pytest.fixture
def lena(app):
    return make_user("Lena", roles=("community-manager",))


def heard(user) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.user_id == user.id)))


def test_a_proposal_reaches_who_may_merge_and_nothing_changes_before(lena, as_) -> None:
    ann, ben = make_user("Ann"), make_user("Ben")
    sent = as_(ann).post("/topics/spesen/proposal", {"into": "Reisekosten"})
    assert sent.location == "/topics/spesen"
    as_(ben).post("/topics/spesen/proposal", {"into": "Reisekosten"})
    assert heard(lena) == ["merger"]
    assert heard(ann) == heard(ben) == []
    assert spellings(["spesen"]) == ["spesen"]
    browser = as_(lena)
    page = browser.get("/notifications").text
    assert "propose" in page
    assert "/topics/spesen/edit?into=reisekosten" in db.session.scalars(select(Notice.data["url"].as_string())).all()
    assert 'value="reisekosten"' in browser.get("/topics/spesen/edit?into=reisekosten").text
    browser.post("/topics/spesen/merger", {"into": "reisekosten"})
    assert spellings(["spesen"]) == ["reisekosten", "spesen"]
    (gone,) = db.session.scalars(select(Topic).where(Topic.slug == "spesen"))
    browser.delete(f"/topics/merged/{gone.id}")
    assert spellings(["spesen"]) == ["spesen"]


def test_what_is_one_topic_already_is_not_proposed(lena, as_) -> None:
    ann = make_user("Ann")
    describe(actor(lena), "reisekosten", TopicForm(synonyms="Spesen"))
    db.commit()
    with pytest.raises(Invalid):
        propose_merger(actor(ann), "spesen", MergerForm(into="Reisekosten"))
    page = as_(ann).post("/topics/reisekosten/proposal", {"into": "Spesen"})
    assert page.status_code == 422
    assert "These are one topic already." in page.text
    assert 'value="Spesen"' in page.text


def test_who_looks_after_topics_merges_instead_of_proposing(lena, as_) -> None:
    assert "Does another topic mean the same?" in as_(make_user("Ann")).get("/topics/spesen").text
    assert "Does another topic mean the same?" not in as_(lena).get("/topics/spesen").text
