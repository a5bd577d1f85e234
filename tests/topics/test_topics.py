"""Topics: words that mean the same are one everywhere, merging can be undone, nothing tells more than one may see."""

import pytest
from sqlalchemy import select

from portal.core import clock, db, jobs
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.notifications import Notice
from portal.people import DirectoryForm, ProfileTopic, people
from portal.questions import accept_answer
from portal.questions.asking_around.choosing import likely
from portal.questions.experts.actions import StanceForm, take_stance
from portal.questions.experts.jobs import ask_who_helped
from portal.questions.experts.queries import much_asked, stance_on, themes, who_knows, without_anybody
from portal.questions.queries import listed
from portal.topics import Topic, ensure, same, shown, slug_of, spellings
from portal.topics.actions import describe, follow, merge, part, unfollow
from portal.topics.forms import MergerForm, TopicForm
from portal.topics.queries import followed
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.people.factories import make_topic
from tests.posts.factories import make_post
from tests.questions.factories import fresh, make_answer, make_question


@pytest.fixture
def lena(app):
    return make_user("Lena", roles=("community-manager",))


def spesen(lena) -> Topic:
    words = TopicForm(
        name_de="Reisekosten", name_en="Travel expenses", about_de="Was du zurückbekommst.", synonyms="Spesen, Auslagen"
    )
    topic = describe(actor(lena), "reisekosten", words)
    db.commit()
    return topic


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("C", "c"),
        ("#Spesen", "spesen"),
        ("Müll & Öl", "mull-ol"),
        ("Москва", "москва"),
    ],
)
def test_spellings_meet_and_different_things_stay_apart(name, slug) -> None:
    assert slug_of(name) == slug == slug_of(slug)


def test_a_synonym_is_the_topic_everywhere(lena) -> None:
    ann, ben = make_user("Ann"), make_user("Ben")
    first, second = (
        make_question(ann, tags="spesen"),
        make_question(ann, title="Which train may I take?", tags="Reisekosten"),
    )
    make_topic("Auslagen", ben)
    with pytest.raises(Invalid, match="Merge topics instead"):
        spesen(lena)
    db.rollback()
    merge(actor(lena), "auslagen", MergerForm(into="reisekosten"))
    describe(actor(lena), "reisekosten", TopicForm(name_en="Travel expenses", synonyms="Spesen"))
    assert same(["spesen", "else"]) == {
        "spesen": ("reisekosten", "auslagen", "spesen", "travel-expenses"),
        "else": ("else",),
    }
    assert slug_of("Travel expenses") in spellings(["spesen"])
    assert {row.id for row in listed(actor(ann), tag="auslagen").items} == {first.id, second.id}
    assert [row.name for row in people(actor(ann), DirectoryForm(topic="Spesen")).items] == ["Ben"]
    assert [one.user_id for one in likely(first, at=clock.now())] == [ben.id]
    assert [one.person.name for one in who_knows(actor(ann), shown(actor(ann), "spesen"))] == ["Ben"]


def test_what_was_merged_can_be_parted_and_no_circle_is_possible(lena) -> None:
    who = actor(lena)
    merge(who, "spesen", MergerForm(into="Reisekosten"))
    for name, into in (("reisekosten", "spesen"), ("spesen", "reisekosten"), ("reisekosten", "travel")):
        with pytest.raises(Invalid):
            merge(who, name, MergerForm(into=into))
    assert spellings(["spesen"]) == ["reisekosten", "spesen"]
    (gone,) = db.session.scalars(select(Topic).where(Topic.slug == "spesen"))
    part(who, gone)
    assert spellings(["spesen"]) == ["spesen"]
    db.session.expire_all()
    with pytest.raises(Conflict):
        part(who, gone)


def test_only_community_managers_look_after_topics(app, as_) -> None:
    ann = make_user("Ann")
    with pytest.raises(Forbidden):
        merge(actor(ann), "a", MergerForm(into="b"))
    browser = as_(ann)
    assert browser.get("/topics/spesen/edit").status_code == 403
    assert "Look after" not in browser.get("/topics/spesen").text


def test_the_page_speaks_the_readers_language_and_leads_from_other_words(lena, as_) -> None:
    spesen(lena)
    german, english = as_(make_user("Ben", language="de")), as_(make_user("Ann"))
    assert english.get("/topics/Auslagen").location == "/topics/reisekosten"
    page = german.get("/topics/reisekosten").text
    assert "<h1>Reisekosten</h1>" in page
    assert "Was du zurückbekommst." in page
    assert "<h1>Travel expenses</h1>" in english.get("/topics/reisekosten").text
    assert english.get("/topics/%2B").status_code == 404


def test_a_secret_word_stands_nowhere_for_strangers(app, as_) -> None:
    ann, ben, stranger = make_user("Ann"), make_user("Ben"), make_user("Stranger")
    group = make_group("Secret", owner=ann, visibility="hidden")
    add_member(group, ben)
    for number in range(4):
        question = make_question(ann, group.key, title=f"Merger number {number}?", tags="zirbelholz")
        answer = make_answer(question, ben)
        accept_answer(actor(ann), fresh(answer))
    follow(actor(ben), "zirbelholz")
    make_topic("sauna", ben)
    db.commit()
    assert [one.slug for one in much_asked(actor(ben))] == ["zirbelholz"]
    assert much_asked(actor(stranger)) == []
    take_stance(actor(ben), "zirbelholz", StanceForm(said="yes"))
    (inside,) = who_knows(actor(ann), shown(actor(ann), "zirbelholz"))
    (outside,) = who_knows(actor(stranger), shown(actor(stranger), "zirbelholz"))
    assert (inside.proof.helped, outside.proof) == (4, (0, 0, 0))
    assert "Merger number" not in as_(stranger).get("/topics/zirbelholz").text


def test_the_page_shows_posts_and_comments_that_one_may_see(lena, as_) -> None:
    ann, stranger = make_user("Ann"), make_user("Stranger")
    group = make_group("Secret", owner=ann, visibility="hidden")
    make_post(ann, title="Rates of this year", body="New rates for #spesen.")
    make_post(ann, group.key, title="Rates of the board", body="Ours for #reisekosten.")
    merge(actor(lena), "spesen", MergerForm(into="reisekosten"))
    db.commit()
    seen, hidden = as_(ann).get("/topics/reisekosten").text, as_(stranger).get("/topics/reisekosten").text
    assert all(title in seen for title in ("Rates of this year", "Rates of the board"))
    assert "Rates of this year" in hidden
    assert "Rates of the board" not in hidden


def test_what_is_only_followed_is_not_listed_for_all(app, as_) -> None:
    ben = make_user("Ben")
    follow(actor(ben), "zirbelholz")
    db.commit()
    assert "zirbelholz" not in as_(make_user("Stranger")).get("/topics").text
    assert "zirbelholz" in as_(ben).get("/topics").text


def test_what_one_follows_stands_under_the_name_that_it_goes_by(lena) -> None:
    ben = make_user("Ben")
    for name in ("spesen", "reisekosten", "sauna"):
        follow(actor(ben), name)
    merge(actor(lena), "spesen", MergerForm(into="reisekosten"))
    assert [slug for slug, _name in followed(actor(ben))] == ["reisekosten", "sauna"]


def test_nobody_is_named_from_evidence_alone_and_a_no_holds(app, as_) -> None:
    ann, ben = make_user("Ann"), make_user("Ben")
    for number in range(4):
        accept_answer(
            actor(ann), fresh(make_answer(make_question(ann, title=f"Number {number} of it?", tags="SAP"), ben))
        )
    topic = shown(actor(ann), "sap")
    assert who_knows(actor(ann), topic) == []
    ask_who_helped()
    ask_who_helped()
    assert [
        row.kind for row in db.session.scalars(select(Notice).where(Notice.user_id == ben.id, Notice.kind == "expert"))
    ] == ["expert"]
    assert "You solved 4 questions on SAP." in as_(ben).get("/notifications").text
    assert stance_on(actor(ben), shown(actor(ben), "sap")) == "asked"
    question = make_question(make_user("Eva"), title="And this?", tags="sap")
    assert [one.user_id for one in likely(question, at=clock.now())] == [ben.id]
    take_stance(actor(ben), "sap", StanceForm(said="no"))
    ask_who_helped()
    assert stance_on(actor(ben), shown(actor(ben), "sap")) == "no"
    assert likely(question, at=clock.now()) == []
    take_stance(actor(ben), "sap", StanceForm(said="yes"))
    (expert,) = who_knows(actor(ann), shown(actor(ann), "sap"))
    assert (expert.person.name, expert.proof.helped) == ("Ben", 4)
    assert db.session.scalars(select(ProfileTopic.user_id)).all() == [ben.id]


def test_who_follows_hears_of_questions_that_they_may_read(lena) -> None:
    ann, ben, eva = make_user("Ann"), make_user("Ben"), make_user("Eva")
    group = make_group("Secret", owner=ann, visibility="hidden")
    add_member(group, ben)
    for reader in (ann, ben, eva):
        follow(actor(reader), "spesen")
    merge(actor(lena), "spesen", MergerForm(into="reisekosten"))
    make_question(ann, group.key, tags="Reisekosten")
    db.commit()
    jobs.run_all()
    heard = db.session.scalars(select(Notice.user_id).where(Notice.kind == "topic"))
    assert heard.all() == [ben.id]
    unfollow(actor(ben), "reisekosten")
    assert not shown(actor(ben), "spesen").is_followed


def test_busy_topics_without_anybody_are_for_community_managers(lena) -> None:
    ann = make_user("Ann")
    for number in range(4):
        make_question(ann, title=f"Number {number} of it?", tags="visa" if number % 2 else "visum")
    merge(actor(lena), "visum", MergerForm(into="visa"))
    asked = much_asked(actor(lena))
    assert [(one.slug, one.questions) for one in without_anybody(actor(lena), asked)] == [("visa", 4)]
    assert without_anybody(actor(ann), asked) == []
    take_stance(actor(ann), "visum", StanceForm(said="yes"))
    assert without_anybody(actor(lena), asked) == []


def test_what_was_typed_wrongly_stays_in_the_form(lena, as_) -> None:
    make_topic("Auslagen")
    page = as_(lena).put("/topics/spesen", {"name_de": "Reisekosten", "synonyms": "Auslagen"})
    assert page.status_code == 422
    assert "Merge topics instead" in page.text
    assert 'value="Reisekosten"' in page.text


def test_pages_of_topics_cost_few_statements(statements, lena, as_) -> None:
    ann = make_user("Ann")
    for number in range(5):
        make_answer(make_question(ann, title=f"Number {number} of it?", tags="visa"), lena)
    make_topic("visa", ann, lena)
    browser = as_(lena)
    for path, most in (("/topics", 12), ("/topics/visa", 12), ("/experts", 6)):
        browser.get(path)
        with statements() as said:
            assert browser.get(path).status_code == 200
        assert len(said) <= most, "\n".join(said)


def test_who_knows_about_what_goes_on_by_key(lena, as_) -> None:
    ann = make_user("Ann Knows")
    for number in range(23):
        make_topic(f"Skill {number:02}", ann, *([lena] if number == 3 else []))
    browser = as_(lena)
    first = browser.get("/experts").text
    assert first.index("Skill 03") < first.index("Skill 22")
    assert "Skill 02" not in first
    after = themes().next
    assert f"/experts?after={after}" in first
    rest = browser.get("/experts", htmx=True, query_string={"after": after}).text
    assert [n for n in range(23) if f"Skill {n:02}" in rest] == [0, 1, 2]
    assert "<h1" not in rest


def test_saving_a_profile_in_another_language_keeps_the_topic(lena) -> None:
    topic = spesen(lena)
    assert ensure(["Travel expenses"]) == ensure(["Reisekosten"]) == {topic.id}
