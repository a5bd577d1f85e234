"""Questions in the browser: asking, reading, answering, and every kind of bad input."""

import gzip
import re
from html import unescape

import pytest
from sqlalchemy import func, insert, select

from portal.comments import Comment
from portal.core import clock, db
from portal.core.subjects import Ref
from portal.core.text import render
from portal.questions import Answer, Question, accept_answer, url_of, vote
from portal.topics import MergerForm, TopicForm, describe, merge
from tests.attachments.factories import make_attachment
from tests.comments.factories import make_comment
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.questions.desks.factories import make_desk
from tests.questions.factories import fresh, make_answer, make_question

STATEMENTS = 6


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def fields(**typed: str) -> dict[str, str]:
    words = {"audience": "everyone", "title": "Where is the torque key?", "body": "The **blue** one", "key": "k"}
    return words | {"tags": "tools, Halle 3", "language": "en", "urgency": "normal"} | typed


def test_asking_leads_to_the_question_and_says_so(as_) -> None:
    browser = as_(make_user("Ann"))
    answer = browser.post("/questions", fields())
    question = db.session.scalars(select(Question)).one()
    assert (answer.status_code, answer.location) == (303, f"/questions/{question.id}-where-is-the-torque-key")
    page = browser.get(answer.location).text
    assert "Your question is there." in page
    assert "The <strong>blue</strong> one" in page
    assert "No answer yet" in page
    assert question.tags == ["tools", "Halle"]
    assert browser.get(f"/questions/{question.id}").location == answer.location


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "This field is empty."),
        ({"title": "t" * 151}, "This is too long"),
        ({"body": "word " * 5_000}, "This is too long"),
        ({"audience": ""}, "This field is empty."),
        ({"urgency": "now"}, "Say why it cannot wait"),
        ({"urgency": "sometimes"}, "Choose one of the options."),
        ({"language": "xx"}, "Choose one of the options."),
        ({"attachments": "x"}, "This is not a number."),
    ],
)
def test_a_refused_question_keeps_everything_typed(as_, typed, sentence) -> None:
    answer = as_(make_user("Ann")).post("/questions", fields(**typed))
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert sentence in page
    sent = fields(**typed)
    assert sent["title"] in page
    assert sent["body"].strip()[:40] in page
    assert 'value="tools, Halle 3"' in page
    assert 'value="k"' in page
    assert count(Question) == 0


def test_answering_without_a_script_with_a_file_and_an_empty_one_is_refused(as_) -> None:
    aylin, question = make_user("Aylin"), make_question()
    browser = as_(aylin)
    file = make_attachment(aylin)
    refused = browser.post(f"/questions/{question.id}/answers", {"body": " ", "key": "k", "attachments": str(file.id)})
    assert refused.status_code == 422
    assert "This field is empty." in refused.text
    assert f'value="{file.id}"' in refused.text
    sent = browser.post(
        f"/questions/{question.id}/answers", {"body": "In *the* portal", "key": "k", "attachments": str(file.id)}
    )
    answer = db.session.scalars(select(Answer)).one()
    assert (sent.status_code, sent.location) == (303, f"/questions/answers/{answer.id}")
    page = browser.get(f"/questions/{question.id}", follow_redirects=True).text
    assert "In <em>the</em> portal" in page
    assert f"/files/{file.id}" in page


def test_who_has_asked_sees_the_button_and_everybody_what_helped(as_) -> None:
    jonas, mia = make_user("Jonas"), make_user("Mia")
    question = make_question(jonas)
    answer = make_answer(question)
    url = f"/questions/{question.id}-how-do-i-claim-a-train-ticket"
    assert f"/questions/answers/{answer.id}/acceptance" in as_(jonas).get(url).text
    assert f"/questions/answers/{answer.id}/acceptance" not in as_(mia).get(url).text
    assert as_(jonas).put(f"/questions/answers/{answer.id}/acceptance").location == f"{url}#a{answer.id}"
    page = as_(mia).get(url).text
    assert "answer--ok" in page
    assert "Solved" in page
    assert as_(jonas).delete(f"/questions/answers/{answer.id}/acceptance").status_code == 303
    assert fresh(question).state == "answered"


def test_votes_come_back_as_the_foot_of_the_answer(as_) -> None:
    mia, answer = make_user("Mia"), make_answer(make_question())
    browser = as_(mia)
    drawn = browser.put(f"/questions/answers/{answer.id}/vote", htmx=True).text
    assert 'aria-pressed="true"' in drawn
    assert f'id="foot-a{answer.id}"' in drawn
    assert browser.delete(f"/questions/answers/{answer.id}/vote").status_code == 303
    assert fresh(answer).vote_count == 0


def test_the_same_question_and_that_was_it(as_) -> None:
    question, browser = make_question(), as_(make_user("Mia"))
    assert browser.put(f"/questions/{question.id}/same").status_code == 303
    assert "Same question" in browser.get(f"/questions/{question.id}", follow_redirects=True).text
    assert browser.delete(f"/questions/{question.id}/same").status_code == 303
    assert browser.post(f"/questions/{question.id}/finding").status_code == 303
    assert (fresh(question).same_count, fresh(question).found_count) == (0, 1)


def test_removing_and_taking_it_back(as_) -> None:
    jonas, cleo = make_user("Jonas"), make_user("Cleo", roles=("community-manager",))
    question = make_question(jonas)
    browser = as_(jonas)
    assert browser.delete(f"/questions/{question.id}").status_code == 303
    assert browser.get(f"/questions/{question.id}").status_code == 404
    assert browser.post(f"/questions/{question.id}/restoration").status_code == 303
    answer = make_answer(question)
    assert browser.get(f"/questions/{question.id}/removal").status_code == 403
    refused = as_(cleo).delete(f"/questions/answers/{answer.id}")
    assert (refused.status_code, "Say why" in refused.text) == (422, True)
    assert as_(cleo).delete(f"/questions/answers/{answer.id}", {"reason": "Advertising"}).status_code == 303
    assert as_(cleo).post(f"/questions/answers/{answer.id}/restoration").status_code == 303


def test_two_who_change_the_same_words_see_both(as_) -> None:
    jonas = make_user("Jonas")
    question, browser = make_question(jonas), as_(jonas)
    answer = make_answer(question, jonas)
    words = fields(title="Mine", version="1")
    assert browser.put(f"/questions/{question.id}", words).status_code == 303
    conflict = browser.put(f"/questions/{question.id}", words | {"title": "Theirs"})
    assert (conflict.status_code, "Mine" in conflict.text, "Theirs" in conflict.text) == (409, True, True)
    assert browser.put(f"/questions/answers/{answer.id}", {"body": "Mine", "version": "1"}).status_code == 303
    conflict = browser.put(f"/questions/answers/{answer.id}", {"body": "Theirs", "version": "1"})
    assert (conflict.status_code, "Mine" in conflict.text, "Theirs" in conflict.text) == (409, True, True)


def test_a_draft_on_the_server_opens_in_its_form(as_) -> None:
    jonas, question = make_user("Jonas"), make_question()
    browser = as_(jonas)
    new = {"sort": "question", "place": "question", "key": "question-1", "title": "Half", "tags": "oil", "body": "a"}
    browser.post("/drafts", new)
    answer = {"sort": "answer", "place": "answer-1", "key": "answer-001", "about": f"question:{question.id}"}
    browser.post("/drafts", answer | {"body": "Half an answer"})
    page = browser.get("/drafts").text
    first, second = (f'href="{url}' for url in (f"/questions/{question.id}?draft=", "/questions/new?draft="))
    addresses = [page.split(start)[1].split('"')[0].split("#")[0] for start in (first, second)]
    assert "Half an answer" in browser.get(f"/questions/{question.id}?draft={addresses[0]}", follow_redirects=True).text
    form = browser.get(f"/questions/new?draft={addresses[1]}").text
    assert 'value="Half"' in form
    assert 'value="oil"' in form


def test_a_stranger_finds_nothing_of_a_hidden_question(as_) -> None:
    group, mia = make_group(visibility="hidden"), make_user("Mia")
    question = make_question(owner_of(group), group.key)
    answer = make_answer(question, owner_of(group))
    browser = as_(mia)
    for url in (f"/questions/{question.id}", f"/questions/answers/{answer.id}", f"/questions/{question.id}/comments"):
        assert browser.get(url).status_code == 404
    assert browser.put(f"/questions/answers/{answer.id}/vote").status_code == 404
    assert browser.post(f"/questions/{question.id}/answers", {"body": "x"}).status_code == 404


def test_the_pages_ask_little(as_, statements) -> None:
    jonas, mia = make_user("Jonas"), make_user("Mia")
    question = make_question(jonas, attachments=[make_attachment(jonas).id])
    for number in range(5):
        author = make_user(f"Aylin {number}")
        answer = make_answer(question, author, attachments=[make_attachment(author).id])
    vote(actor(mia), fresh(answer))
    accept_answer(actor(jonas), fresh(answer))
    make_comment(Ref("answer", answer.id), mia, "Thanks")
    db.commit()
    asked = make_question(jonas, desk=make_desk().slug, attachments=[make_attachment(jonas).id], title="Open?")
    browser, slug = as_(mia), "how-do-i-claim-a-train-ticket"
    for url in (f"/questions/{question.id}-{slug}", f"/questions/{asked.id}-open", "/questions", "/questions?for=me"):
        browser.get(url)
        with statements() as said:
            assert browser.get(url).status_code == 200
        assert len(said) <= STATEMENTS, said


def test_answers_that_came_since_are_offered(as_) -> None:
    question, mia = make_question(), make_user("Mia")
    make_answer(question)
    url = f"/questions/{question.id}/news?since="
    assert "1 new answer" in as_(mia).get(url + "2020-01-01T00:00:00%2B00:00").text
    assert as_(mia).get(url + "2990-01-01T00:00:00%2B00:00").text.strip() == ""
    for wrong in ("", "yesterday", "2020-01-01T00:00:00"):
        assert as_(mia).get(url + wrong).status_code == 404


def test_home_shows_the_question_with_what_helped(as_) -> None:
    jonas = make_user("Jonas")
    question = make_question(jonas)
    accept_answer(actor(jonas), make_answer(question, body="With the yellow form."))
    db.commit()
    page = as_(jonas).get("/home?view=all").text
    assert "How do I claim a train ticket?" in page
    assert "With the yellow form." in page


def test_a_group_has_its_questions_and_shows_strangers_the_door(as_) -> None:
    group = make_group(visibility="private")
    make_question(owner_of(group), group.key, title="Which brush?")
    make_question(title="Elsewhere?")
    page = as_(owner_of(group)).get(f"/groups/{group.slug}/questions").text
    assert "Which brush?" in page
    assert "Elsewhere?" not in page
    assert "Which brush?" not in as_(owner_of(group)).get(f"/groups/{group.slug}/questions?state=solved").text
    door = as_(make_user("Mia")).get(f"/groups/{group.slug}/questions").text
    assert ("Members read and write here." in door, "Which brush?" in door) == (True, False)
    hidden = make_group("Hidden", visibility="hidden")
    assert as_(make_user("Leo")).get(f"/groups/{hidden.slug}/questions").status_code == 404


def test_a_question_with_200_answers_and_1000_comments_is_a_page_like_any_other(as_, statements) -> None:
    jonas = make_user("Jonas")
    question = make_question(jonas, desk=make_desk().slug, attachments=[make_attachment(jonas).id])
    now, body = clock.now(), "It depends on **the train**, see the travel guide. " * 6
    rendered = render(body)
    words = {"body": body, "html": rendered.html, "plain": rendered.plain, "author_id": jonas.id}
    place = {"question_id": question.id, "audience": "everyone", "written_at": now, "comment_count": 5}
    db.session.execute(insert(Answer), [words | place | {"vote_count": number % 7} for number in range(200)])
    ids = list(db.session.scalars(select(Answer.id)))
    said = words | {"audience": "everyone", "subject_kind": "answer", "thread_at": now, "language": "en"}
    said |= {"created_at": now, "changed_at": now}
    db.session.execute(insert(Comment), [said | {"subject_id": ids[n % 200]} for n in range(1000)])
    question.answer_count = 200
    accept_answer(actor(jonas), db.session.get_one(Answer, ids[100]))
    db.session.commit()
    browser, url = as_(make_user("Mia")), f"/questions/{question.id}-how-do-i-claim-a-train-ticket"
    browser.get(url)
    with statements() as asked:
        page = browser.get(url).text
    assert len(asked) <= STATEMENTS, asked
    assert re.findall(r'<article[^>]* id="a(\d+)"', page)[0] == str(ids[100])
    assert len(gzip.compress(page.encode())) <= 20_000
    assert page.count("<") - page.count("</") <= 1500
    seen: set[str] = set()
    while url:
        part = browser.get(url, htmx=True).text if seen else page
        seen |= set(re.findall(r'<article[^>]* id="a(\d+)"', part))
        more = re.search(r'<div class="pager"><a class="btn" href="([^"]+)"', part)
        url = unescape(more[1]) if more else ""
    assert len(seen) == 200


def test_a_tag_is_shown_as_it_was_spelled(as_) -> None:
    ann = make_user("Ann")
    as_(ann).post("/questions", fields(tags="WLAN, Störung, wlan"))
    assert db.session.scalars(select(Question.tags)).one() == ["WLAN", "Störung"]
    for path in ("/questions", "/topics"):
        page = as_(ann).get(path).text
        assert ">WLAN" in page
        assert ">Störung" in page


def test_a_tag_is_called_as_its_topic_is_in_the_language_of_who_reads(as_) -> None:
    lena, ann = make_user("Lena", roles=("community-manager",)), make_user("Ann", language="de")
    make_question(ann, tags="Reisekosten, Spesen, WLAN")
    describe(actor(lena), "reisekosten", TopicForm(name_de="Reisekosten", name_en="Travel expenses"))
    merge(actor(lena), "spesen", MergerForm(into="Reisekosten"))
    db.commit()
    question = db.session.scalars(select(Question)).one()
    for path in ("/questions", url_of(question.id, question.title)):
        english, german = as_(lena).get(path).text, as_(ann).get(path).text
        assert re.findall(r'"chip" href="/questions\?tag=[^"]*">([^<]*)', english) == ["Travel expenses", "WLAN"]
        assert re.findall(r'"chip" href="/questions\?tag=[^"]*">([^<]*)', german) == ["Reisekosten", "WLAN"]


def test_answers_are_split_off_by_who_writes_there(as_) -> None:
    manager, group = make_user("Petra", roles=("community-manager",)), make_group()
    question = make_question(owner_of(group), audience=group.key)
    make_answer(question)
    browser, url = as_(manager), f"/questions/{question.id}"
    assert "/split" not in browser.get(url, follow_redirects=True).text
    assert browser.get(f"{url}/split").status_code == 403
    add_member(fresh(group), fresh(manager))
    assert f'href="{url}/split"' in browser.get(url, follow_redirects=True).text
    assert browser.get(f"{url}/split").status_code == 200
